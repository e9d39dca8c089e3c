package io.lacuna.benchmarks.papers.images;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Computes with batches of rows and remembers how, so that {@link #backward} can add the gradient of a loss to all parameters
 * and nodes (reverse mode). The loss is the sum of what {@link #add} was told. Mutable; used for one batch.
 */
final class Tape {
    private final List<Runnable> backward = new ArrayList<>();
    private final boolean networksLearn;
    private double loss;

    Tape() {
        this(true);
    }

    /** @param networksLearn whether weights of layers get gradients; otherwise only nodes and repeated parameters do */
    Tape(boolean networksLearn) {
        this.networksLearn = networksLearn;
    }

    /** A batch of values, row by row, and the gradient of the loss with respect to them. */
    static final class Node {
        final int rows;
        final int columns;
        final double[] value;
        final double[] slope;

        Node(int rows, int columns) {
            this.rows = rows;
            this.columns = columns;
            value = new double[rows * columns];
            slope = new double[rows * columns];
        }
    }

    /** The derivative of a function of one number, at x with value y. */
    private interface Derivative {
        double at(double x, double y);
    }

    Node constant(double[][] rows) {
        Node made = new Node(rows.length, rows[0].length);
        for (int r = 0; r < rows.length; r++) {
            System.arraycopy(rows[r], 0, made.value, r * made.columns, made.columns);
        }
        return made;
    }

    /** A parameter of one row, in each of some rows. */
    Node repeat(Parameter parameter, int rows) {
        int n = parameter.columns;
        Node made = new Node(rows, n);
        for (int i = 0; i < made.value.length; i++) {
            made.value[i] = parameter.value[i % n];
        }
        backward.add(() -> {
            for (int i = 0; i < made.slope.length; i++) {
                parameter.slope[i % n] += made.slope[i];
            }
        });
        return made;
    }

    /** {@code x W + b} in each row. */
    Node affine(Node x, Parameter weights, Parameter bias) {
        int in = weights.rows;
        int out = weights.columns;
        Node made = new Node(x.rows, out);
        for (int r = 0; r < x.rows; r++) {
            System.arraycopy(bias.value, 0, made.value, r * out, out);
            for (int i = 0; i < in; i++) {
                addScaled(made.value, r * out, weights.value, i * out, out, x.value[r * in + i]);
            }
        }
        backward.add(() -> {
            for (int r = 0; r < x.rows; r++) {
                addScaled(bias.slope, 0, made.slope, r * out, out, networksLearn ? 1 : 0);
                for (int i = 0; i < in; i++) {
                    double input = networksLearn ? x.value[r * in + i] : 0;
                    addScaled(weights.slope, i * out, made.slope, r * out, out, input);
                    x.slope[r * in + i] += dot(weights.value, i * out, made.slope, r * out, out);
                }
            }
        });
        return made;
    }

    private static void addScaled(double[] into, int at, double[] from, int start, int count, double factor) {
        if (factor != 0) {
            for (int c = 0; c < count; c++) {
                into[at + c] += factor * from[start + c];
            }
        }
    }

    private static double dot(double[] one, int at, double[] other, int start, int count) {
        double sum = 0;
        for (int c = 0; c < count; c++) {
            sum += one[at + c] * other[start + c];
        }
        return sum;
    }

    Node relu(Node x) {
        return each(x, Arrays.stream(x.value).map(v -> Math.max(0, v)).toArray(), (v, y) -> v > 0 ? 1 : 0);
    }

    Node tanh(Node x) {
        return each(x, Arrays.stream(x.value).map(Math::tanh).toArray(), (v, y) -> 1 - y * y);
    }

    /** Softly between two limits, so that a logarithm of a standard deviation stays in range. */
    Node bounded(Node x, double limit) {
        return each(
                x,
                Arrays.stream(x.value).map(v -> limit * Math.tanh(v / limit)).toArray(),
                (v, y) -> 1 - (y / limit) * (y / limit));
    }

    private Node each(Node x, double[] values, Derivative derivative) {
        Node made = new Node(x.rows, x.columns);
        System.arraycopy(values, 0, made.value, 0, values.length);
        backward.add(() -> {
            for (int i = 0; i < values.length; i++) {
                x.slope[i] += made.slope[i] * derivative.at(x.value[i], made.value[i]);
            }
        });
        return made;
    }

    Node sum(Node one, Node other) {
        Node made = new Node(one.rows, one.columns);
        Arrays.setAll(made.value, i -> one.value[i] + other.value[i]);
        backward.add(() -> {
            for (int i = 0; i < made.slope.length; i++) {
                one.slope[i] += made.slope[i];
                other.slope[i] += made.slope[i];
            }
        });
        return made;
    }

    /** The columns of one node and then those of another. */
    Node beside(Node one, Node other) {
        Node made = new Node(one.rows, one.columns + other.columns);
        copy(one, made, 0, 0, one.columns);
        copy(other, made, 0, one.columns, other.columns);
        return made;
    }

    /** Some columns of a node. */
    Node columns(Node x, int from, int count) {
        Node made = new Node(x.rows, count);
        copy(x, made, from, 0, count);
        return made;
    }

    private void copy(Node x, Node into, int from, int to, int count) {
        for (int r = 0; r < x.rows; r++) {
            System.arraycopy(x.value, r * x.columns + from, into.value, r * into.columns + to, count);
        }
        backward.add(() -> {
            for (int r = 0; r < x.rows; r++) {
                addScaled(x.slope, r * x.columns + from, into.slope, r * into.columns + to, count, 1);
            }
        });
    }

    /**
     * A convolution of images with as many rows and columns as before, zero outside.
     *
     * @param x each row an image: channel after channel, side x side pixels each
     * @param kernel the taps of the kernel one after the other, each in x out channels
     * @param bias 1 x out channels
     * @param taps vertical and horizontal place of each tap relative to the pixel
     */
    Node convolution(Node x, Parameter kernel, Parameter bias, int side, int[][] taps) {
        int pixels = side * side;
        int in = x.columns / pixels;
        int out = bias.columns;
        Node made = new Node(x.rows, out * pixels);
        for (int r = 0; r < x.rows; r++) {
            for (int o = 0; o < out; o++) {
                int to = (r * out + o) * pixels;
                Arrays.fill(made.value, to, to + pixels, bias.value[o]);
                for (int t = 0; t < taps.length * in; t++) {
                    int from = (r * in + t % in) * pixels;
                    shifted(made.value, to, x.value, from, kernel.value[t * out + o], taps[t / in], side);
                }
            }
        }
        backward.add(() -> {
            for (int r = 0; r < x.rows; r++) {
                for (int o = 0; o < out; o++) {
                    int to = (r * out + o) * pixels;
                    for (int p = 0; p < pixels && networksLearn; p++) {
                        bias.slope[o] += made.slope[to + p];
                    }
                    for (int t = 0; t < taps.length * in; t++) {
                        int from = (r * in + t % in) * pixels;
                        int[] back = {-taps[t / in][0], -taps[t / in][1]};
                        shifted(x.slope, from, made.slope, to, kernel.value[t * out + o], back, side);
                        kernel.slope[t * out + o] +=
                                !networksLearn ? 0 : shiftedDot(made.slope, to, x.value, from, taps[t / in], side);
                    }
                }
            }
        });
        return made;
    }

    /** Adds factor times the image, moved so that each pixel gets the one at the tap's place. */
    private static void shifted(double[] into, int to, double[] image, int from, double factor, int[] tap, int side) {
        int left = Math.max(0, -tap[1]);
        int right = side - Math.max(0, tap[1]);
        for (int y = Math.max(0, -tap[0]); y < side - Math.max(0, tap[0]); y++) {
            int at = to + y * side;
            int start = from + (y + tap[0]) * side + tap[1];
            for (int c = left; c < right; c++) {
                into[at + c] += factor * image[start + c];
            }
        }
    }

    private static double shiftedDot(double[] one, int to, double[] image, int from, int[] tap, int side) {
        int left = Math.max(0, -tap[1]);
        int right = side - Math.max(0, tap[1]);
        double sum = 0;
        for (int y = Math.max(0, -tap[0]); y < side - Math.max(0, tap[0]); y++) {
            int at = to + y * side;
            int start = from + (y + tap[0]) * side + tap[1];
            for (int c = left; c < right; c++) {
                sum += one[at + c] * image[start + c];
            }
        }
        return sum;
    }

    /** {@code mean + sd noise}. */
    Node draw(Normal normal, double[] noise) {
        Node made = new Node(normal.mean().rows, normal.mean().columns);
        double[] sd = normal.sd();
        Arrays.setAll(made.value, i -> normal.mean().value[i] + sd[i] * noise[i]);
        backward.add(() -> {
            for (int i = 0; i < noise.length; i++) {
                normal.mean().slope[i] += made.slope[i];
                normal.logSd().slope[i] += made.slope[i] * sd[i] * noise[i];
            }
        });
        return made;
    }

    /** {@code weight (log N(z; 0, I) - log q(z))} of each row, for a draw z of q with this noise. */
    Node logRatio(double weight, Normal q, Node z, double[] noise) {
        int n = z.columns;
        Node made = new Node(z.rows, 1);
        for (int i = 0; i < noise.length; i++) {
            double square = noise[i] * noise[i] - z.value[i] * z.value[i];
            made.value[i / n] += weight * (0.5 * square + q.logSd().value[i]);
        }
        backward.add(() -> {
            for (int i = 0; i < noise.length; i++) {
                z.slope[i] -= weight * made.slope[i / n] * z.value[i];
                q.logSd().slope[i] += weight * made.slope[i / n];
            }
        });
        return made;
    }

    /** The normal that is proportional to the product of the densities of two. */
    Normal product(Normal one, Normal other) {
        Node mean = new Node(one.mean().rows, one.mean().columns);
        Node logSd = new Node(mean.rows, mean.columns);
        double[] share = new double[mean.value.length];
        for (int i = 0; i < share.length; i++) {
            double precision = Math.exp(-2 * one.logSd().value[i]);
            double second = Math.exp(-2 * other.logSd().value[i]);
            share[i] = precision / (precision + second);
            mean.value[i] = share[i] * one.mean().value[i] + (1 - share[i]) * other.mean().value[i];
            logSd.value[i] = -0.5 * Math.log(precision + second);
        }
        backward.add(() -> {
            for (int i = 0; i < share.length; i++) {
                double apart = one.mean().value[i] - other.mean().value[i];
                double byShare = mean.slope[i] * apart * share[i] * (1 - share[i]);
                one.mean().slope[i] += mean.slope[i] * share[i];
                other.mean().slope[i] += mean.slope[i] * (1 - share[i]);
                one.logSd().slope[i] += -2 * byShare + logSd.slope[i] * share[i];
                other.logSd().slope[i] += 2 * byShare + logSd.slope[i] * (1 - share[i]);
            }
        });
        return new Normal(mean, logSd);
    }

    /** {@code KL(q || p)} of each row. */
    Node divergence(Normal q, Normal p) {
        int n = q.mean().columns;
        Node made = new Node(q.mean().rows, 1);
        double[] inverse =
                Arrays.stream(p.logSd().value).map(v -> Math.exp(-2 * v)).toArray();
        double[] variance =
                Arrays.stream(q.logSd().value).map(v -> Math.exp(2 * v)).toArray();
        for (int i = 0; i < inverse.length; i++) {
            double apart = q.mean().value[i] - p.mean().value[i];
            made.value[i / n] +=
                    p.logSd().value[i] - q.logSd().value[i] + 0.5 * ((variance[i] + apart * apart) * inverse[i] - 1);
        }
        backward.add(() -> {
            for (int i = 0; i < inverse.length; i++) {
                double apart = q.mean().value[i] - p.mean().value[i];
                double slope = made.slope[i / n];
                q.mean().slope[i] += slope * apart * inverse[i];
                p.mean().slope[i] -= slope * apart * inverse[i];
                q.logSd().slope[i] += slope * (variance[i] * inverse[i] - 1);
                p.logSd().slope[i] += slope * (1 - (variance[i] + apart * apart) * inverse[i]);
            }
        });
        return made;
    }

    /** Standard normal rows. */
    Normal standard(int rows, int columns) {
        return new Normal(new Node(rows, columns), new Node(rows, columns));
    }

    /**
     * The log density of each row's cells under normals with these means and a variance per column. Cells of weight zero do
     * not take part, and may be NaN.
     */
    Node normalLogDensity(Node mean, Parameter logVariance, double[][] cells, double[][] weights) {
        int n = mean.columns;
        Node made = new Node(mean.rows, 1);
        double[] scaled = new double[mean.value.length];
        for (int i = 0; i < scaled.length; i++) {
            double weight = weights[i / n][i % n];
            if (weight != 0) {
                double log = logVariance.value[i % n];
                double error = cells[i / n][i % n] - mean.value[i];
                scaled[i] = weight * error * Math.exp(-log);
                made.value[i / n] -= 0.5 * (scaled[i] * error + weight * (log + Math.log(2 * Math.PI)));
            }
        }
        backward.add(() -> {
            for (int i = 0; i < scaled.length; i++) {
                double weight = weights[i / n][i % n];
                if (weight != 0) {
                    double slope = made.slope[i / n];
                    double error = cells[i / n][i % n] - mean.value[i];
                    mean.slope[i] += slope * scaled[i];
                    logVariance.slope[i % n] += !networksLearn ? 0 : slope * 0.5 * (scaled[i] * error - weight);
                }
            }
        });
        return made;
    }

    /** The log probability of each row's bits, with these log odds of a one. */
    Node bitsLogProbability(Node logits, double[][] bits) {
        int n = logits.columns;
        Node made = new Node(logits.rows, 1);
        for (int i = 0; i < logits.value.length; i++) {
            double v = logits.value[i];
            made.value[i / n] += bits[i / n][i % n] * v - Math.max(0, v) - Math.log1p(Math.exp(-Math.abs(v)));
        }
        backward.add(() -> {
            for (int i = 0; i < logits.value.length; i++) {
                double probability = 1 / (1 + Math.exp(-logits.value[i]));
                logits.slope[i] += made.slope[i / n] * (bits[i / n][i % n] - probability);
            }
        });
        return made;
    }

    /** Adds a node of one column to the loss, with one weight for all rows. */
    void add(double weight, Node rows) {
        double[] weights = new double[rows.rows];
        Arrays.fill(weights, weight);
        add(weights, rows);
    }

    /** Adds a node of one column to the loss, with a weight for each row. */
    void add(double[] weights, Node rows) {
        for (int r = 0; r < rows.rows; r++) {
            loss += weights[r] * rows.value[r];
            rows.slope[r] += weights[r];
        }
    }

    double loss() {
        return loss;
    }

    /** Adds the gradient of the loss to the slopes of all parameters and nodes. */
    void backward() {
        for (int i = backward.size() - 1; i >= 0; i--) {
            backward.get(i).run();
        }
    }
}
