package io.lacuna.internal.inference.neural.objective;

import io.lacuna.internal.decoder.Layer;
import io.lacuna.internal.decoder.Network;
import io.lacuna.internal.numerics.MatrixProducts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates one network at one input, on arrays that are allocated once. Mutable; one thread owns it.
 *
 * <p>Products skip inputs and ReLU units that are zero, which saves about half of the work.
 */
public final class NetworkWorkspace {
    private final float[][][] weights;
    private final float[][] bias;
    private final float[][] activations;
    private final int[] given;
    private final int[][] active;
    private final int[] activeCount;
    private int givenCount;
    private final float @Nullable [][] path;

    public NetworkWorkspace(Network network) {
        List<Layer> layers = network.layers();
        weights = layers.stream().map(Layer::weights).toArray(float[][][]::new);
        bias = layers.stream().map(Layer::bias).toArray(float[][]::new);
        activations = layers.stream().map(layer -> new float[layer.out()]).toArray(float[][]::new);
        active = layers.stream().map(layer -> new int[layer.out()]).toArray(int[][]::new);
        activeCount = new int[weights.length];
        given = new int[network.in()];
        Layer linear = network.linearPath();
        path = linear == null ? null : linear.weights();
    }

    /** The outputs at this input; valid until the next call. */
    public float[] forward(float[] in) {
        float[] out = activations[weights.length - 1];
        hidden(in);
        apply(weights.length - 1, in, out);
        if (path != null) {
            MatrixProducts.addSelected(in, path, given, givenCount, out, out.length);
        }
        return out;
    }

    /** Computes the hidden layers and returns the inputs of the last layer; valid until the next call. */
    float[] hidden(float[] in) {
        take(in);
        int last = weights.length - 1;
        for (int l = 0; l < last; l++) {
            apply(l, in, activations[l]);
            rectify(l);
        }
        return last == 0 ? in : activations[last - 1];
    }

    /** Indices of the non-zero units of a hidden layer; the first {@link #activeCount} entries are valid. */
    int[] active(int layer) {
        return active[layer];
    }

    int activeCount(int layer) {
        return activeCount[layer];
    }

    /** Finds the non-zero inputs: an encoder's input is zero where a cell is missing. */
    private void take(float[] in) {
        givenCount = 0;
        for (int i = 0; i < in.length; i++) {
            given[givenCount] = i;
            givenCount += in[i] == 0 ? 0 : 1;
        }
    }

    private void apply(int layer, float[] in, float[] to) {
        System.arraycopy(bias[layer], 0, to, 0, to.length);
        if (layer == 0) {
            MatrixProducts.addSelected(in, weights[0], given, givenCount, to, to.length);
        } else {
            float[] below = activations[layer - 1];
            MatrixProducts.addSelected(below, weights[layer], active[layer - 1], activeCount[layer - 1], to, to.length);
        }
    }

    private void rectify(int layer) {
        float[] values = activations[layer];
        int[] places = active[layer];
        int count = 0;
        for (int j = 0; j < values.length; j++) {
            values[j] = Math.max(values[j], 0);
            places[count] = j;
            count += values[j] > 0 ? 1 : 0;
        }
        activeCount[layer] = count;
    }
}
