package io.lacuna.internal.inference.neural.objective;

import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.Layer;
import io.lacuna.internal.decoder.Network;
import io.lacuna.internal.numerics.MatrixProducts;
import java.util.Arrays;
import java.util.List;

/**
 * The numbers that a decoder's outputs are a linear function of, as a function of the code: its last hidden layer (the
 * code itself of a linear decoder) and, with a linear path, the code after them. Asked twice for one point, it computes
 * once. Mutable, owned by one thread.
 */
public final class DecoderFeatures {
    private final NetworkWorkspace network;
    private final int hiddenLayers;
    private final int hiddenWidth;
    private final float[][][] transposed;
    private final float[][] gradients;
    private final float[][] rows;
    private final float[] bias;
    private final float[] point;
    private final float[] features;
    private final int[] active;
    private final FeatureTangents tangents;
    private int activeCount;
    private long version;

    DecoderFeatures(Decoder decoder) {
        Network layout = decoder.network();
        List<Layer> layers = layout.layers();
        network = new NetworkWorkspace(layout);
        hiddenLayers = layers.size() - 1;
        hiddenWidth = layers.get(hiddenLayers).in();
        transposed = layers.stream().limit(hiddenLayers).map(Layer::transposed).toArray(float[][][]::new);
        gradients = layers.stream()
                .limit(hiddenLayers)
                .map(layer -> new float[layer.out()])
                .toArray(float[][]::new);
        rows = rows(layout);
        bias = layers.get(hiddenLayers).bias();
        point = new float[layout.in()];
        features = new float[rows.length];
        active = new int[rows.length];
        tangents = new FeatureTangents(layout, network, rows.length);
    }

    private static float[][] rows(Network layout) {
        Layer last = layout.layers().get(layout.layers().size() - 1);
        Layer path = layout.linearPath();
        float[][] rows = Arrays.copyOf(last.weights(), width(layout));
        if (path != null) {
            System.arraycopy(path.weights(), 0, rows, last.in(), path.in());
        }
        return rows;
    }

    /** How many features a decoder of that network has. */
    public static int width(Network layout) {
        int hidden = layout.layers().get(layout.layers().size() - 1).in();
        return hidden + (layout.linearPath() == null ? 0 : layout.in());
    }

    /** How many there are. */
    public int width() {
        return rows.length;
    }

    /** The rows by which features make the outputs: as many as features, of one number an output each. */
    public float[][] rows() {
        return rows;
    }

    /** What the outputs are without any feature. */
    public float[] bias() {
        return bias;
    }

    /** Begins a record, whose answers are not to depend on the record before. */
    void begin() {
        tangents.forget();
    }

    /** The features at a code; valid until the next call. */
    public float[] at(float[] z) {
        if (version == 0 || !Arrays.equals(point, z)) {
            System.arraycopy(z, 0, point, 0, point.length);
            version++;
            System.arraycopy(network.hidden(point), 0, features, 0, hiddenWidth);
            System.arraycopy(point, 0, features, hiddenWidth, rows.length - hiddenWidth);
            activeCount = hiddenLayers == 0 ? hiddenWidth : network.activeCount(hiddenLayers - 1);
            for (int i = 0; i < activeCount; i++) {
                active[i] = hiddenLayers == 0 ? i : network.active(hiddenLayers - 1)[i];
            }
            for (int h = hiddenWidth; h < rows.length; h++) {
                active[activeCount++] = h;
            }
        }
        return features;
    }

    /** As long as this is the same, so is the point; never 0 after a first point. */
    long version() {
        return version;
    }

    /** Places of the features that no ReLU holds at zero, nor their tangents, at the last point. */
    public int[] active() {
        return active;
    }

    public int activeCount() {
        return activeCount;
    }

    /** The features' derivatives by the code at the last point. */
    public FeatureTangents tangents() {
        tangents.update();
        return tangents;
    }

    /**
     * The derivative by the code from that by the features, at the last point.
     *
     * @param gradient by each feature; of those that are not {@link #active}, anything
     * @param into k numbers, overwritten
     */
    void backward(float[] gradient, float[] into) {
        if (hiddenLayers == 0) {
            System.arraycopy(gradient, 0, into, 0, into.length);
        } else {
            float[] above = gradient;
            for (int l = hiddenLayers - 1; l >= 0; l--) {
                float[] below = l == 0 ? into : gradients[l - 1];
                Arrays.fill(below, 0);
                MatrixProducts.addSelected(
                        above, transposed[l], network.active(l), network.activeCount(l), below, below.length);
                above = below;
            }
        }
        for (int h = hiddenWidth; h < rows.length; h++) {
            into[h - hiddenWidth] += gradient[h];
        }
    }
}
