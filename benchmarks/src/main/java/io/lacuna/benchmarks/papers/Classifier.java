package io.lacuna.benchmarks.papers;

import io.lacuna.internal.data.Seeds;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * relay-vi 6.3: 64 hidden ReLU units and a softmax over ten labels, trained by Adam with rate 0.001 on the
 * cross-entropy.
 */
final class Classifier {
    private static final int HIDDEN = 64;
    private static final int LABELS = 10;
    private static final int BATCH = 64;

    private final double[][] codes;
    private final int[] labels;
    private final int inputs;
    private final double[] mean;
    private final double[] sd;
    private final double[] weights;
    private final double[] gradient;
    private final double[] first;
    private final double[] second;
    private final double[] hidden = new double[HIDDEN];
    private final double[] outputs = new double[LABELS];
    private final SplittableRandom random;
    private int steps;

    Classifier(float[][] codes, int[] labels, long seed) {
        this.labels = labels;
        inputs = codes[0].length;
        mean = new double[inputs];
        sd = new double[inputs];
        standardize(codes);
        this.codes = Arrays.stream(codes).map(this::standardized).toArray(double[][]::new);
        random = Seeds.random(seed, "classifier");
        weights = new double[HIDDEN * (inputs + 1) + LABELS * (HIDDEN + 1)];
        for (int h = 0; h < HIDDEN; h++) {
            for (int j = 0; j < inputs; j++) {
                weights[h * (inputs + 1) + j] = Math.sqrt(2.0 / inputs) * random.nextGaussian();
            }
        }
        for (int w = HIDDEN * (inputs + 1); w < weights.length; w++) {
            weights[w] = Math.sqrt(1.0 / HIDDEN) * random.nextGaussian();
        }
        gradient = new double[weights.length];
        first = new double[weights.length];
        second = new double[weights.length];
    }

    private void standardize(float[][] raw) {
        for (int j = 0; j < inputs; j++) {
            for (float[] code : raw) {
                mean[j] += code[j] / raw.length;
            }
            for (float[] code : raw) {
                sd[j] += (code[j] - mean[j]) * (code[j] - mean[j]) / raw.length;
            }
            sd[j] = Math.sqrt(Math.max(sd[j], 1e-12));
        }
    }

    private double[] standardized(float[] code) {
        double[] out = new double[inputs];
        for (int j = 0; j < inputs; j++) {
            out[j] = (code[j] - mean[j]) / sd[j];
        }
        return out;
    }

    void train(int epochs) {
        for (int epoch = 0; epoch < epochs; epoch++) {
            for (int start = 0; start + BATCH <= codes.length || start == 0; start += BATCH) {
                Arrays.fill(gradient, 0);
                for (int b = 0; b < BATCH; b++) {
                    backward(random.nextInt(codes.length));
                }
                adam();
            }
        }
    }

    /** Computes {@code hidden} and {@code outputs}; the outputs are probabilities. */
    private void forward(double[] x) {
        for (int h = 0; h < HIDDEN; h++) {
            int row = h * (inputs + 1);
            double sum = weights[row + inputs];
            for (int j = 0; j < inputs; j++) {
                sum += weights[row + j] * x[j];
            }
            hidden[h] = Math.max(0, sum);
        }
        double max = Double.NEGATIVE_INFINITY;
        for (int l = 0; l < LABELS; l++) {
            int row = HIDDEN * (inputs + 1) + l * (HIDDEN + 1);
            outputs[l] = weights[row + HIDDEN];
            for (int h = 0; h < HIDDEN; h++) {
                outputs[l] += weights[row + h] * hidden[h];
            }
            max = Math.max(max, outputs[l]);
        }
        double sum = 0;
        for (int l = 0; l < LABELS; l++) {
            outputs[l] = Math.exp(outputs[l] - max);
            sum += outputs[l];
        }
        for (int l = 0; l < LABELS; l++) {
            outputs[l] /= sum;
        }
    }

    private void backward(int row) {
        double[] x = codes[row];
        forward(x);
        double[] back = new double[HIDDEN];
        for (int l = 0; l < LABELS; l++) {
            double delta = (outputs[l] - (l == labels[row] ? 1 : 0)) / BATCH;
            int at = HIDDEN * (inputs + 1) + l * (HIDDEN + 1);
            for (int h = 0; h < HIDDEN; h++) {
                gradient[at + h] += delta * hidden[h];
                back[h] += delta * weights[at + h];
            }
            gradient[at + HIDDEN] += delta;
        }
        for (int h = 0; h < HIDDEN; h++) {
            if (hidden[h] > 0) {
                for (int j = 0; j < inputs; j++) {
                    gradient[h * (inputs + 1) + j] += back[h] * x[j];
                }
                gradient[h * (inputs + 1) + inputs] += back[h];
            }
        }
    }

    private void adam() {
        steps++;
        double one = 1 - Math.pow(0.9, steps);
        double two = 1 - Math.pow(0.999, steps);
        for (int w = 0; w < weights.length; w++) {
            first[w] = 0.9 * first[w] + 0.1 * gradient[w];
            second[w] = 0.999 * second[w] + 0.001 * gradient[w] * gradient[w];
            weights[w] -= 0.001 * (first[w] / one) / (Math.sqrt(second[w] / two) + 1e-8);
        }
    }

    /** Mean cross-entropy in nats. */
    double loss(float[][] of, int[] truth) {
        double sum = 0;
        for (int i = 0; i < of.length; i++) {
            forward(standardized(of[i]));
            sum -= Math.log(Math.max(1e-12, outputs[truth[i]]));
        }
        return sum / of.length;
    }

    double accuracy(float[][] of, int[] truth) {
        int right = 0;
        for (int i = 0; i < of.length; i++) {
            forward(standardized(of[i]));
            int best = 0;
            for (int l = 1; l < LABELS; l++) {
                best = outputs[l] > outputs[best] ? l : best;
            }
            right += best == truth[i] ? 1 : 0;
        }
        return right / (double) of.length;
    }
}
