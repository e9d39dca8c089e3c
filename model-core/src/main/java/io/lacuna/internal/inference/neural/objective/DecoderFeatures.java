package io.lacuna.internal.inference.neural.objective;

import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.Layer;
import io.lacuna.internal.decoder.Network;
import io.lacuna.internal.numerics.MatrixProducts;
import java.util.Arrays;
import java.util.List;

/**
 * The features of a decoder as a function of the code: the numbers of which its outputs are a linear function. They are
 * the last hidden layer (the code itself for a linear decoder), followed by the code if there is a linear path. A
 * second call at the same point computes nothing. Mutable; one thread owns it.
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

    /** The number of features of a decoder with this network. */
    public static int width(Network layout) {
        int hidden = layout.layers().get(layout.layers().size() - 1).in();
        return hidden + (layout.linearPath() == null ? 0 : layout.in());
    }

    /** The number of features. */
    public int width() {
        return rows.length;
    }

    /** The weights from features to outputs: one row per feature, one number per output. */
    public float[][] rows() {
        return rows;
    }

    /** The outputs when all features are zero. */
    public float[] bias() {
        return bias;
    }

    /** Begins a new record. Its results must not depend on the record before. */
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

    /** A number that changes with the point; never 0 after the first point. */
    long version() {
        return version;
    }

    /**
     * Indices of the features that can be non-zero at the last point: a feature behind a ReLU at zero has value and
     * tangents zero. The first {@link #activeCount} entries are valid.
     */
    public int[] active() {
        return active;
    }

    public int activeCount() {
        return activeCount;
    }

    /** The derivatives of the features with respect to the code, at the last point. */
    public FeatureTangents tangents() {
        tangents.update();
        return tangents;
    }

    /**
     * The derivative with respect to the code, from the derivative with respect to the features, at the last point.
     *
     * @param gradient one number per feature; ignored for features that are not {@link #active}
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
