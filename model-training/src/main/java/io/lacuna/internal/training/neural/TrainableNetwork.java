package io.lacuna.internal.training.neural;

import io.lacuna.internal.decoder.Layer;
import io.lacuna.internal.decoder.Network;
import io.lacuna.internal.inference.neural.search.Adam;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Network} during training: forward and backward passes over a batch of B rows with hand-written gradients,
 * and Adam on its weights. In a shorter batch, the unused rows must have a zero output gradient. Mutable; one thread
 * owns it. It holds native memory until it is closed.
 */
final class TrainableNetwork implements AutoCloseable {
    private static final float NEAR = 0.1f;

    /** B x in; the caller writes its heap copy before {@link #forward}. */
    final NativeMatrix input;

    /**
     * B x out: the derivative of the loss with respect to the outputs; the caller writes its heap copy before {@link
     * #backward}.
     */
    final NativeMatrix outputGradient;

    /** B x in: the derivative of the loss with respect to the inputs, after {@link #backward}. */
    final NativeMatrix inputGradient;

    private final List<Dense> layers = new ArrayList<>();
    private double clip = Double.POSITIVE_INFINITY;
    private final @Nullable Dense path;

    /** One layer with everything that its training needs. */
    private static final class Dense {
        final NativeMatrix weights;
        final NativeMatrix weightGradient;
        final NativeMatrix outputs;
        final NativeMatrix gradient;
        final float[] bias;
        final float[] biasGradient;
        final Adam weightAdam;
        final Adam biasAdam;

        Dense(int in, int out, int batch, double sd, SplittableRandom random) {
            weights = new NativeMatrix(in, out);
            for (int i = 0; i < weights.values.length; i++) {
                weights.values[i] = (float) (sd * random.nextGaussian());
            }
            weights.push();
            weightGradient = new NativeMatrix(in, out);
            outputs = new NativeMatrix(batch, out);
            gradient = new NativeMatrix(batch, out);
            bias = new float[out];
            biasGradient = new float[out];
            weightAdam = new Adam(in * out);
            biasAdam = new Adam(out);
        }

        void close() {
            for (NativeMatrix matrix : new NativeMatrix[] {weights, weightGradient, outputs, gradient}) {
                matrix.close();
            }
        }
    }

    /**
     * A network with random weights (He et al. 2015 for layers after a ReLU) and zero biases.
     *
     * @param sizes number of inputs, hidden widths, number of outputs
     * @param linearPath whether to add a linear map from input to output; it starts at zero
     * @param batch B
     * @param random for the weights
     */
    TrainableNetwork(int[] sizes, boolean linearPath, int batch, SplittableRandom random) {
        input = new NativeMatrix(batch, sizes[0]);
        inputGradient = new NativeMatrix(batch, sizes[0]);
        for (int l = 1; l < sizes.length; l++) {
            double sd = Math.sqrt((l == sizes.length - 1 ? 1.0 : 2.0) / sizes[l - 1]);
            layers.add(new Dense(sizes[l - 1], sizes[l], batch, sd, random));
        }
        path = linearPath ? new Dense(sizes[0], sizes[sizes.length - 1], 1, 0, random) : null;
        outputGradient = last().gradient;
    }

    /** Makes some outputs start near a value for every input. To be called before the first {@link #forward}. */
    void startOutputs(int from, int to, float value) {
        Dense layer = last();
        int rows = layer.weights.rows;
        for (int j = from; j < to; j++) {
            layer.bias[j] = value;
            for (int i = j * rows; i < (j + 1) * rows; i++) {
                layer.weights.values[i] *= NEAR;
            }
        }
        layer.weights.push();
    }

    private Dense last() {
        return layers.get(layers.size() - 1);
    }

    /** The outputs, B x out in column-major order; valid until the next call. */
    float[] forward() {
        input.push();
        NativeMatrix from = input;
        for (Dense layer : layers) {
            layer.outputs.product(from, false, layer.weights, false);
            boolean hidden = layer != last();
            if (!hidden && path != null) {
                layer.outputs.addProduct(input, false, path.weights, false);
            }
            addBias(layer, hidden);
            if (hidden) {
                layer.outputs.push();
            }
            from = layer.outputs;
        }
        return last().outputs.values;
    }

    /** The outputs of the last {@link #forward}. */
    float[] outputs() {
        return last().outputs.values;
    }

    private static void addBias(Dense layer, boolean relu) {
        float[] values = layer.outputs.values;
        int rows = layer.outputs.rows;
        for (int j = 0; j < layer.bias.length; j++) {
            float bias = layer.bias[j];
            for (int i = j * rows; i < (j + 1) * rows; i++) {
                float value = values[i] + bias;
                values[i] = relu ? Math.max(value, 0) : value;
            }
        }
    }

    /** Computes the derivatives with respect to weights, biases and inputs, from {@link #outputGradient}. */
    void backward() {
        backward(true, false);
    }

    /** The same, with the derivatives of weights and biases added to those of the pass before. */
    void backwardMore() {
        backward(true, true);
    }

    /** Computes the derivatives with respect to the inputs only; those of weights and biases stay as they are. */
    void backwardToInputs() {
        backward(false, false);
    }

    private void backward(boolean toWeights, boolean more) {
        outputGradient.push();
        for (int l = layers.size() - 1; l >= 0; l--) {
            Dense layer = layers.get(l);
            NativeMatrix from = l == 0 ? input : layers.get(l - 1).outputs;
            if (toWeights) {
                accumulate(layer.weightGradient, from, layer.gradient, more);
                sumColumns(layer, more);
            }
            NativeMatrix below = l == 0 ? inputGradient : layers.get(l - 1).gradient;
            below.product(layer.gradient, false, layer.weights, true);
            if (l > 0) {
                gate(from.values, below.values);
                below.push();
            }
        }
        if (path != null) {
            if (toWeights) {
                accumulate(path.weightGradient, input, outputGradient, more);
            }
            inputGradient.addProduct(outputGradient, false, path.weights, true);
        }
    }

    private static void accumulate(NativeMatrix to, NativeMatrix from, NativeMatrix gradient, boolean more) {
        if (more) {
            to.addProduct(from, true, gradient, false);
        } else {
            to.product(from, true, gradient, false);
        }
    }

    private static void sumColumns(Dense layer, boolean more) {
        int rows = layer.gradient.rows;
        for (int j = 0; j < layer.bias.length; j++) {
            float sum = more ? layer.biasGradient[j] : 0;
            for (int i = j * rows; i < (j + 1) * rows; i++) {
                sum += layer.gradient.values[i];
            }
            layer.biasGradient[j] = sum;
        }
    }

    private static void gate(float[] activations, float[] gradient) {
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = activations[i] > 0 ? gradient[i] : 0;
        }
    }

    /** Trains by AMSGrad in place of Adam. To be called before the first {@link #step}. */
    void keepHighestMoments() {
        for (Dense layer : layers) {
            layer.weightAdam.keepHighestMoments();
            layer.biasAdam.keepHighestMoments();
        }
        if (path != null) {
            path.weightAdam.keepHighestMoments();
        }
    }

    /** The largest norm of the gradient in a step; a longer one is shortened to it. */
    void clip(double largestNorm) {
        clip = largestNorm;
    }

    /** The scale with which the gradient is at most as long as {@link #clip} allows. */
    private float clipped(float scale) {
        if (clip == Double.POSITIVE_INFINITY) {
            return scale;
        }
        double square = 0;
        for (Dense layer : layers) {
            square += square(layer.weightGradient.values) + square(layer.biasGradient);
        }
        square += path == null ? 0 : square(path.weightGradient.values);
        return (float) (scale * Math.min(1, clip / Math.max(1e-12, scale * Math.sqrt(square))));
    }

    private static double square(float[] gradient) {
        double sum = 0;
        for (float g : gradient) {
            sum += (double) g * g;
        }
        return sum;
    }

    /** One step of Adam or AMSGrad on all weights and biases, with the gradient times {@code factor}. */
    void step(double rate, float factor) {
        float scale = clipped(factor);
        for (Dense layer : layers) {
            step(layer.weights, layer.weightGradient.values, layer.weightAdam, rate, scale);
            scale(layer.biasGradient, scale);
            layer.biasAdam.step(layer.bias, layer.biasGradient, rate);
        }
        if (path != null) {
            step(path.weights, path.weightGradient.values, path.weightAdam, rate, scale);
        }
    }

    private static void step(NativeMatrix weights, float[] gradient, Adam adam, double rate, float scale) {
        scale(gradient, scale);
        adam.step(weights.values, gradient, rate);
        weights.push();
    }

    private static void scale(float[] gradient, float scale) {
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] *= scale;
        }
    }

    /**
     * The derivative of the loss with respect to weight (i, j) of a layer, after {@link #backward} and before {@link
     * #step}.
     */
    float weightGradient(int layer, int i, int j) {
        NativeMatrix gradient = layers.get(layer).weightGradient;
        return gradient.values[j * gradient.rows + i];
    }

    /** Changes weight (i, j) of a layer, to compare gradients with finite differences. */
    void nudge(int layer, int i, int j, float by) {
        NativeMatrix weights = layers.get(layer).weights;
        weights.values[j * weights.rows + i] += by;
        weights.push();
    }

    /** Loads the weights of a network with the same shape. Returns false and changes nothing if the shape differs. */
    boolean load(Network network) {
        boolean same = network.layers().size() == layers.size() && (network.linearPath() == null) == (path == null);
        for (int l = 0; same && l < layers.size(); l++) {
            Layer layer = network.layers().get(l);
            same = layer.in() == layers.get(l).weights.rows && layer.out() == layers.get(l).bias.length;
        }
        if (same) {
            for (int l = 0; l < layers.size(); l++) {
                load(layers.get(l), network.layers().get(l));
            }
            if (path != null && network.linearPath() != null) {
                load(path, network.linearPath());
            }
        }
        return same;
    }

    private static void load(Dense dense, Layer layer) {
        int in = dense.weights.rows;
        for (int i = 0; i < in; i++) {
            for (int j = 0; j < dense.bias.length; j++) {
                dense.weights.values[j * in + i] = layer.weights()[i][j];
            }
        }
        dense.weights.push();
        System.arraycopy(layer.bias(), 0, dense.bias, 0, dense.bias.length);
    }

    /** A copy of the current weights. */
    Network freeze() {
        List<Layer> frozen = layers.stream().map(TrainableNetwork::freeze).toList();
        return new Network(frozen, path == null ? null : freeze(path));
    }

    private static Layer freeze(Dense dense) {
        int in = dense.weights.rows;
        float[][] weights = new float[in][dense.bias.length];
        for (int i = 0; i < in; i++) {
            for (int j = 0; j < dense.bias.length; j++) {
                weights[i][j] = dense.weights.values[j * in + i];
            }
        }
        return new Layer(weights, Arrays.copyOf(dense.bias, dense.bias.length));
    }

    @Override
    public void close() {
        layers.forEach(Dense::close);
        if (path != null) {
            path.close();
        }
        input.close();
        inputGradient.close();
    }
}
