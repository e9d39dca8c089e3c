package io.lacuna.inference;

import io.lacuna.decoder.Layer;
import io.lacuna.decoder.Network;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One network at one input: forward, backward, and forward tangents, on arrays made once. Mutable, owned by one thread.
 *
 * <p>Loops run along rows of one array each, four inputs at a time: the form that the JIT turns into vector code.
 */
final class NetworkWorkspace {
    private final float[][][] weights;
    private final float[][] bias;
    private final float[][][] transposed;
    private final float[][] activations;
    private final float[][] gradients;
    private final float @Nullable [][] path;
    private final float @Nullable [][] pathTransposed;

    NetworkWorkspace(Network network) {
        List<Layer> layers = network.layers();
        weights = layers.stream().map(Layer::weights).toArray(float[][][]::new);
        bias = layers.stream().map(Layer::bias).toArray(float[][]::new);
        transposed = layers.stream().map(Layer::transposed).toArray(float[][][]::new);
        activations = layers.stream().map(layer -> new float[layer.out()]).toArray(float[][]::new);
        gradients = layers.stream().map(layer -> new float[layer.out()]).toArray(float[][]::new);
        Layer linear = network.linearPath();
        path = linear == null ? null : linear.weights();
        pathTransposed = linear == null ? null : linear.transposed();
    }

    /** The outputs at that input; valid until the next call. */
    float[] forward(float[] in) {
        float[] from = in;
        int last = weights.length - 1;
        for (int l = 0; l <= last; l++) {
            float[] to = activations[l];
            System.arraycopy(bias[l], 0, to, 0, to.length);
            addProduct(from, weights[l], from.length, to);
            if (l < last) {
                for (int j = 0; j < to.length; j++) {
                    to[j] = Math.max(to[j], 0);
                }
            }
            from = to;
        }
        if (path != null) {
            addProduct(in, path, in.length, activations[last]);
        }
        return activations[last];
    }

    /** Where the caller of {@link #backward} puts the derivative by the outputs. */
    float[] outputGradient() {
        return gradients[gradients.length - 1];
    }

    /**
     * The derivative by the input, from {@link #outputGradient} at the outputs named.
     *
     * @param outputs places of the outputs whose derivative is not zero, the first {@code count} of them
     * @param into derivative by the input, overwritten
     */
    void backward(int[] outputs, int count, float[] into) {
        int last = weights.length - 1;
        float[] gradient = gradients[last];
        for (int l = last; l >= 0; l--) {
            float[] below = l == 0 ? into : gradients[l - 1];
            Arrays.fill(below, 0);
            if (l == last) {
                addSelected(gradient, transposed[l], outputs, count, below);
            } else {
                addProduct(gradient, transposed[l], gradient.length, below);
            }
            if (l > 0) {
                gate(activations[l - 1], below);
            }
            gradient = below;
        }
        if (pathTransposed != null) {
            addSelected(gradients[last], pathTransposed, outputs, count, into);
        }
    }

    /**
     * The derivative of all outputs by one input, at the point of the last {@link #forward}: a column of the Jacobian.
     *
     * @param into as many numbers as outputs, overwritten
     */
    void tangent(int inputPlace, float[] into) {
        int last = weights.length - 1;
        float[] from = weights[0][inputPlace];
        if (last == 0) {
            System.arraycopy(from, 0, into, 0, into.length);
        }
        for (int l = 0; l < last; l++) {
            float[] to = gradients[l];
            if (l == 0) {
                System.arraycopy(from, 0, to, 0, to.length);
            } else {
                Arrays.fill(to, 0);
                addProduct(from, weights[l], from.length, to);
            }
            gate(activations[l], to);
            from = to;
        }
        if (last > 0) {
            Arrays.fill(into, 0);
            addProduct(from, weights[last], from.length, into);
        }
        if (path != null) {
            for (int j = 0; j < into.length; j++) {
                into[j] += path[inputPlace][j];
            }
        }
    }

    private static void gate(float[] activations, float[] gradient) {
        for (int j = 0; j < gradient.length; j++) {
            gradient[j] = activations[j] > 0 ? gradient[j] : 0;
        }
    }

    /** to += from W, with W as rows. */
    private static void addProduct(float[] from, float[][] rows, int count, float[] to) {
        int i = 0;
        for (; i + 3 < count; i += 4) {
            addFour(from[i], rows[i], from[i + 1], rows[i + 1], from[i + 2], rows[i + 2], from[i + 3], rows[i + 3], to);
        }
        for (; i < count; i++) {
            addOne(from[i], rows[i], to);
        }
    }

    private static void addSelected(float[] from, float[][] rows, int[] places, int count, float[] to) {
        int i = 0;
        for (; i + 3 < count; i += 4) {
            int a = places[i];
            int b = places[i + 1];
            int c = places[i + 2];
            int d = places[i + 3];
            addFour(from[a], rows[a], from[b], rows[b], from[c], rows[c], from[d], rows[d], to);
        }
        for (; i < count; i++) {
            addOne(from[places[i]], rows[places[i]], to);
        }
    }

    private static void addFour(
            float a, float[] ra, float b, float[] rb, float c, float[] rc, float d, float[] rd, float[] to) {
        for (int j = 0; j < to.length; j++) {
            to[j] += a * ra[j] + b * rb[j] + c * rc[j] + d * rd[j];
        }
    }

    private static void addOne(float a, float[] row, float[] to) {
        for (int j = 0; j < to.length; j++) {
            to[j] += a * row[j];
        }
    }
}
