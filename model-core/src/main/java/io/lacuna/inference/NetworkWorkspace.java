package io.lacuna.inference;

import io.lacuna.decoder.Layer;
import io.lacuna.decoder.Network;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One network at one input: forward, backward, and forward tangents, on arrays made once. Mutable, owned by one thread.
 *
 * <p>Loops run along rows of one array each, four inputs at a time: the form that the JIT turns into vector code. What an
 * input or a ReLU holds at zero is left out of every product, forward, backward and tangent: about half of the work.
 */
final class NetworkWorkspace {
    private final float[][][] weights;
    private final float[][] bias;
    private final float[][][] transposed;
    private final float[][] activations;
    private final float[][] gradients;
    private final int[] given;
    private final int[][] active;
    private final int[] activeCount;
    private int givenCount;
    private final float @Nullable [][] path;
    private final float @Nullable [][] pathTransposed;

    NetworkWorkspace(Network network) {
        List<Layer> layers = network.layers();
        weights = layers.stream().map(Layer::weights).toArray(float[][][]::new);
        bias = layers.stream().map(Layer::bias).toArray(float[][]::new);
        transposed = layers.stream().map(Layer::transposed).toArray(float[][][]::new);
        activations = layers.stream().map(layer -> new float[layer.out()]).toArray(float[][]::new);
        gradients = layers.stream().map(layer -> new float[layer.out()]).toArray(float[][]::new);
        active = layers.stream().map(layer -> new int[layer.out()]).toArray(int[][]::new);
        activeCount = new int[weights.length];
        given = new int[network.in()];
        Layer linear = network.linearPath();
        path = linear == null ? null : linear.weights();
        pathTransposed = linear == null ? null : linear.transposed();
    }

    /** The outputs at that input; valid until the next call. */
    float[] forward(float[] in) {
        float[] out = activations[weights.length - 1];
        hidden(in);
        apply(weights.length - 1, in, out);
        if (path != null) {
            addSelected(in, path, given, givenCount, out);
        }
        return out;
    }

    /** Sets the hidden layers and tells the last layer's inputs. */
    private float[] hidden(float[] in) {
        take(in);
        int last = weights.length - 1;
        for (int l = 0; l < last; l++) {
            apply(l, in, activations[l]);
            rectify(l);
        }
        return last == 0 ? in : activations[last - 1];
    }

    /** An encoder's input is zero where a cell is missing. */
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
            addSelected(in, weights[0], given, givenCount, to);
        } else {
            addSelected(activations[layer - 1], weights[layer], active[layer - 1], activeCount[layer - 1], to);
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

    /** How many numbers the outputs are a linear function of: the last layer's inputs, and those of the linear path. */
    int featureWidth() {
        return weights[weights.length - 1].length + (path == null ? 0 : path.length);
    }

    /** The rows by which {@link #features} make the outputs: as many as features, of one number an output each. */
    float[][] featureRows() {
        float[][] rows = Arrays.copyOf(weights[weights.length - 1], featureWidth());
        if (path != null) {
            System.arraycopy(path, 0, rows, rows.length - path.length, path.length);
        }
        return rows;
    }

    float[] outputBias() {
        return bias[bias.length - 1];
    }

    /** What the outputs are a linear function of, at that input. */
    void features(float[] in, float[] into) {
        float[] hidden = hidden(in);
        System.arraycopy(hidden, 0, into, 0, hidden.length);
        if (path != null) {
            System.arraycopy(in, 0, into, hidden.length, in.length);
        }
    }

    /**
     * Places of the {@link #features} last asked for that are not held at zero by a ReLU, nor are their tangents.
     *
     * @return how many were written
     */
    int activeFeatures(int[] into) {
        int last = weights.length - 1;
        int count = last == 0 ? weights[0].length : activeCount[last - 1];
        for (int i = 0; i < count; i++) {
            into[i] = last == 0 ? i : active[last - 1][i];
        }
        for (int h = weights[last].length; h < featureWidth(); h++) {
            into[count++] = h;
        }
        return count;
    }

    /** The derivative by the input from that by the {@link #features}, at the point they were last asked for. */
    void featuresBackward(float[] gradient, float[] into) {
        int last = weights.length - 1;
        if (last == 0) {
            System.arraycopy(gradient, 0, into, 0, into.length);
        } else {
            System.arraycopy(gradient, 0, gradients[last - 1], 0, gradients[last - 1].length);
            gate(activations[last - 1], gradients[last - 1]);
            backwardFrom(last - 1, into);
        }
        if (path != null) {
            int from = weights[last].length;
            for (int a = 0; a < into.length; a++) {
                into[a] += gradient[from + a];
            }
        }
    }

    /**
     * The derivatives of the {@link #features} by each input, at the point they were last asked for.
     *
     * @param into a row of features an input, overwritten
     */
    void featuresTangents(float[][] into) {
        int last = weights.length - 1;
        for (int a = 0; a < into.length; a++) {
            Arrays.fill(into[a], 0);
            if (last == 0) {
                into[a][a] = 1;
            } else {
                float[] hidden = hiddenTangent(a);
                System.arraycopy(hidden, 0, into[a], 0, hidden.length);
            }
            if (path != null) {
                into[a][weights[last].length + a] = 1;
            }
        }
    }

    /** The outputs that {@link #forward} gave last. */
    float[] outputs() {
        return activations[activations.length - 1];
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
        float[] below = last == 0 ? into : gradients[last - 1];
        Arrays.fill(below, 0);
        addSelected(gradients[last], transposed[last], outputs, count, below);
        if (last > 0) {
            gate(activations[last - 1], below);
            backwardFrom(last - 1, into);
        }
        if (pathTransposed != null) {
            addSelected(gradients[last], pathTransposed, outputs, count, into);
        }
    }

    /** From the derivative by what a hidden layer gives before its ReLU down to that by the input. */
    private void backwardFrom(int layer, float[] into) {
        for (int l = layer; l >= 0; l--) {
            float[] below = l == 0 ? into : gradients[l - 1];
            Arrays.fill(below, 0);
            addSelected(gradients[l], transposed[l], active[l], activeCount[l], below);
            if (l > 0) {
                gate(activations[l - 1], below);
            }
        }
    }

    /**
     * The derivative of all outputs by one input, at the point of the last {@link #forward}: a column of the Jacobian.
     *
     * @param into as many numbers as outputs, overwritten
     */
    void tangent(int inputPlace, float[] into) {
        int last = weights.length - 1;
        if (last == 0) {
            System.arraycopy(weights[0][inputPlace], 0, into, 0, into.length);
        } else {
            Arrays.fill(into, 0);
            addSelected(hiddenTangent(inputPlace), weights[last], active[last - 1], activeCount[last - 1], into);
        }
        if (path != null) {
            for (int j = 0; j < into.length; j++) {
                into[j] += path[inputPlace][j];
            }
        }
    }

    /** The derivative of the last hidden layer by one input. */
    private float[] hiddenTangent(int inputPlace) {
        float[] from = weights[0][inputPlace];
        for (int l = 0; l < weights.length - 1; l++) {
            float[] to = gradients[l];
            if (l == 0) {
                System.arraycopy(from, 0, to, 0, to.length);
            } else {
                Arrays.fill(to, 0);
                addSelected(from, weights[l], active[l - 1], activeCount[l - 1], to);
            }
            gate(activations[l], to);
            from = to;
        }
        return from;
    }

    private static void gate(float[] activations, float[] gradient) {
        for (int j = 0; j < gradient.length; j++) {
            gradient[j] = activations[j] > 0 ? gradient[j] : 0;
        }
    }

    /** to += from W, with W as rows. */
    static void addProduct(float[] from, float[][] rows, int count, float[] to) {
        int i = 0;
        for (; i + 3 < count; i += 4) {
            addFour(from[i], rows[i], from[i + 1], rows[i + 1], from[i + 2], rows[i + 2], from[i + 3], rows[i + 3], to);
        }
        for (; i < count; i++) {
            addOne(from[i], rows[i], to);
        }
    }

    /** to += from W, of the rows named alone. */
    static void addSelected(float[] from, float[][] rows, int[] places, int count, float[] to) {
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

    static void addFour(
            float a, float[] ra, float b, float[] rb, float c, float[] rc, float d, float[] rd, float[] to) {
        for (int j = 0; j < to.length; j++) {
            to[j] += a * ra[j] + b * rb[j] + c * rc[j] + d * rd[j];
        }
    }

    static void addOne(float a, float[] row, float[] to) {
        for (int j = 0; j < to.length; j++) {
            to[j] += a * row[j];
        }
    }
}
