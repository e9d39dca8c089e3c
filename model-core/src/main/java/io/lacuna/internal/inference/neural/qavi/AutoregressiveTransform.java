package io.lacuna.internal.inference.neural.qavi;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * One inverse autoregressive transformation of the latent code (Kingma et al. 2016, equation 10):
 *
 * <pre>
 *     z'_i = mu_i(z_1 .. z_i-1) + sigma_i(z_1 .. z_i-1) z_i
 * </pre>
 *
 * <p>mu and sigma are outputs of a MADE network (Germain et al. 2015) with two hidden layers of ReLU. Hidden units have
 * degrees from 1 to k - 1 in ascending order; a unit reads units of at most its own degree, and output i hidden units of
 * degree below i. So the inputs of each unit are a prefix of the layer below. The Jacobian is triangular, its log
 * determinant is the sum of {@code log sigma}. {@code sigma = 2 / (1 + e^-s)} is bounded; with a last layer of zero the
 * transformation is the identity. Mutable; one thread owns it.
 */
final class AutoregressiveTransform {
    private static final int LEAST_WIDTH = 50;
    private static final int LAYERS = 3;

    private final int k;

    /** Weights of a layer: [unit][input], of which the first {@code reach[unit]} inputs are read. Then its biases. */
    final float[] parameters;

    /** As {@link #parameters}: the gradient that {@link #backward} adds to. */
    final float[] gradient;

    private final float[] initial;
    private final int[] in;
    private final int[] out;
    private final int[] weightsAt;
    private final int[] biasAt;
    private final int[][] reach;
    private final int[] degree;

    /** The input and the outputs of each layer at the last point. */
    private final float[][] values;

    private final float[][] slopes;
    private final float[] sigma;

    /** @param random gives the first weights of the hidden layers */
    AutoregressiveTransform(int latentSize, SplittableRandom random) {
        k = latentSize;
        int width = Math.max(LEAST_WIDTH, k);
        degree = new int[width];
        for (int h = 0; h < width; h++) {
            degree[h] = k == 1 ? 1 : 1 + h * (k - 1) / width;
        }
        in = new int[] {k, width, width};
        out = new int[] {width, width, 2 * k};
        weightsAt = new int[LAYERS];
        biasAt = new int[LAYERS];
        reach = new int[LAYERS][];
        values = new float[LAYERS + 1][];
        slopes = new float[LAYERS + 1][];
        values[0] = new float[k];
        slopes[0] = new float[k];
        int size = 0;
        for (int l = 0; l < LAYERS; l++) {
            weightsAt[l] = size;
            biasAt[l] = size + in[l] * out[l];
            size = biasAt[l] + out[l];
            reach[l] = new int[out[l]];
            for (int u = 0; u < out[l]; u++) {
                reach[l][u] = reach(l, u);
            }
            values[l + 1] = new float[out[l]];
            slopes[l + 1] = new float[out[l]];
        }
        parameters = new float[size];
        gradient = new float[size];
        initial = new float[size];
        sigma = new float[k];
        for (int l = 0; l < LAYERS - 1; l++) {
            for (int u = 0; u < out[l]; u++) {
                double scale = Math.sqrt(2.0 / reach[l][u]);
                for (int i = 0; i < reach[l][u]; i++) {
                    initial[weightsAt[l] + u * in[l] + i] = (float) (scale * random.nextGaussian());
                }
            }
        }
    }

    /** The number of inputs that a unit reads; output units are mu of each dimension, then s of each. */
    private int reach(int layer, int unit) {
        if (layer == 0) {
            return Math.min(k, degree[unit]);
        }
        int highest = layer == 1 ? degree[unit] : unit % k;
        int count = 0;
        while (count < degree.length && degree[count] <= highest) {
            count++;
        }
        return count;
    }

    /** The identity, as every search begins. */
    void begin() {
        System.arraycopy(initial, 0, parameters, 0, parameters.length);
    }

    /**
     * Maps z in place.
     *
     * @return the sum of {@code log sigma}
     */
    double apply(float[] z) {
        System.arraycopy(z, 0, values[0], 0, k);
        for (int l = 0; l < LAYERS; l++) {
            for (int u = 0; u < out[l]; u++) {
                compute(l, u);
            }
        }
        double logDeterminant = 0;
        for (int i = 0; i < k; i++) {
            sigma[i] = sigma(i);
            logDeterminant += StrictMath.log(sigma[i]);
            z[i] = values[LAYERS][i] + sigma[i] * z[i];
        }
        return logDeterminant;
    }

    /**
     * Replaces z' by z, one dimension after the other: what the network needs for dimension i is known by then.
     *
     * @return the sum of {@code log sigma}
     */
    double invert(float[] z) {
        double logDeterminant = 0;
        int known = 0;
        for (int i = 0; i < k; i++) {
            int first = known;
            while (known < degree.length && degree[known] <= i) {
                known++;
            }
            for (int l = 0; l < LAYERS - 1; l++) {
                for (int u = first; u < known; u++) {
                    compute(l, u);
                }
            }
            compute(LAYERS - 1, i);
            compute(LAYERS - 1, k + i);
            sigma[i] = sigma(i);
            logDeterminant += StrictMath.log(sigma[i]);
            z[i] = (z[i] - values[LAYERS][i]) / sigma[i];
            values[0][i] = z[i];
        }
        return logDeterminant;
    }

    private void compute(int layer, int unit) {
        float[] from = values[layer];
        int at = weightsAt[layer] + unit * in[layer];
        int count = reach[layer][unit];
        float a = parameters[biasAt[layer] + unit];
        float b = 0;
        int i = 0;
        for (; i + 1 < count; i += 2) {
            a += parameters[at + i] * from[i];
            b += parameters[at + i + 1] * from[i + 1];
        }
        if (i < count) {
            a += parameters[at + i] * from[i];
        }
        values[layer + 1][unit] = layer < LAYERS - 1 ? Math.max(0, a + b) : a + b;
    }

    private float sigma(int i) {
        return (float) (2 / (1 + StrictMath.exp(-values[LAYERS][k + i])));
    }

    /**
     * The derivative of {@code f(z') + weight sum log sigma} at the last point of {@link #apply}. Adds {@code factor}
     * times that with respect to the parameters to {@link #gradient}.
     *
     * @param v the derivative of f with respect to z'; replaced by the derivative with respect to z
     */
    void backward(double[] v, double weight, float factor) {
        float[] slope = slopes[LAYERS];
        for (int i = 0; i < k; i++) {
            // d sigma / ds = sigma (1 - sigma / 2)
            double left = 1 - 0.5 * sigma[i];
            slope[i] = (float) v[i];
            slope[k + i] = (float) (left * (v[i] * sigma[i] * values[0][i] + weight));
            v[i] *= sigma[i];
        }
        for (int l = LAYERS - 1; l >= 0; l--) {
            Arrays.fill(slopes[l], 0);
            for (int u = 0; u < out[l]; u++) {
                backward(l, u, factor);
            }
        }
        for (int i = 0; i < k; i++) {
            v[i] += slopes[0][i];
        }
    }

    private void backward(int layer, int unit, float factor) {
        float slope = slopes[layer + 1][unit];
        if (slope == 0 || (layer < LAYERS - 1 && values[layer + 1][unit] <= 0)) {
            return;
        }
        float scaled = factor * slope;
        float[] from = values[layer];
        float[] below = slopes[layer];
        int at = weightsAt[layer] + unit * in[layer];
        int count = reach[layer][unit];
        for (int i = 0; i < count; i++) {
            gradient[at + i] += scaled * from[i];
        }
        for (int i = 0; i < count; i++) {
            below[i] += slope * parameters[at + i];
        }
        gradient[biasAt[layer] + unit] += scaled;
    }
}
