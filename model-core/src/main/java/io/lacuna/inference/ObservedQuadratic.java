package io.lacuna.inference;

import io.lacuna.decoder.Decoder;
import java.util.Arrays;

/**
 * The log likelihood of a record's observed numbers as what it is in the last hidden layer h: an exact quadratic form,
 *
 * <pre>
 * log p(x|z) = -h'Gh / 2 + c'h - e,   G = sum_j w_j w_j' / s_j^2,   c = sum_j w_j (x_j - b_j) / s_j^2
 * </pre>
 *
 * over observed j, with w_j the weights of output j, b_j its bias, s_j^2 its noise. After that no step of any search touches
 * the record's cells, so that its cost does not grow with their number. G is shared by records that miss the same cells
 * and kept for patterns met lately; where most cells are observed, it is that of all less that of the missing. For decoders whose features
 * are all numbers. Floats in the sums over cells, doubles where large numbers cancel. Mutable, owned by one thread.
 */
final class ObservedQuadratic {
    /** Rows of G are filled as far as the next multiple of this, so that loops keep their length. */
    private static final int BLOCK = 16;

    /** Codes from this size on are summed along rows of the code. */
    private static final int WIDE = 24;

    private static final long CACHE_BYTES = 16L << 20;

    private final NetworkWorkspace network;
    private final int width;
    private final float[][] weights;
    private final float[] bias;
    private final float[] precision;
    private final double[] halfLogTwoPiVariance;
    private final PatternCache<Gram> grams;
    private final long[] pattern;
    private final Gram whole;
    private final int[] chosen;
    private final float[] residual;
    private final float[] slope;
    private final float[] features;
    private final float[] product;
    private final float[][] tangents;
    private final float[][] byFeature;
    private final float[] row;
    private final int[] active;
    private int activeCount;
    private double constant;
    private Gram gram;

    ObservedQuadratic(Decoder decoder, NetworkWorkspace network) {
        this.network = network;
        width = network.featureWidth();
        float[][] rows = network.featureRows();
        int outputs = decoder.heads().length;
        weights = new float[outputs][width];
        for (int j = 0; j < outputs; j++) {
            for (int h = 0; h < width; h++) {
                weights[j][h] = rows[h][j];
            }
        }
        bias = network.outputBias();
        precision = new float[outputs];
        halfLogTwoPiVariance = new double[outputs];
        boolean squaredError = decoder.objective().squaredError();
        for (int j = 0; j < outputs; j++) {
            double variance = decoder.objective().variance(decoder.noiseVariance()[j]);
            precision[j] = (float) (1 / variance);
            halfLogTwoPiVariance[j] = squaredError ? 0 : 0.5 * StrictMath.log(2 * Math.PI * variance);
        }
        grams = new PatternCache<>(Gram::new, 4L * width * width, CACHE_BYTES);
        pattern = new long[(outputs + 63) / 64];
        chosen = new int[outputs];
        whole = new Gram();
        for (int j = 0; j < outputs; j++) {
            chosen[j] = j;
        }
        whole.add(outputs, 1);
        gram = whole;
        slope = new float[width];
        features = new float[width];
        product = new float[width];
        residual = new float[outputs];
        tangents = new float[decoder.latentSize()][width];
        byFeature = new float[width][decoder.latentSize()];
        row = new float[decoder.latentSize()];
        active = new int[width];
    }

    /** Number of observed cells from which on this is the cheaper way. */
    int worthFrom() {
        return width;
    }

    /** Sets the record: its cells and the first {@code count} places of observed ones. */
    void observe(float[] cells, int[] observed, int count) {
        Arrays.fill(pattern, 0);
        Arrays.fill(slope, 0);
        constant = 0;
        for (int i = 0; i < count; i++) {
            int j = observed[i];
            pattern[j >> 6] |= 1L << j;
            double apart = cells[j] - bias[j];
            residual[j] = (float) (apart * precision[j]);
            constant += 0.5 * apart * apart * precision[j] + halfLogTwoPiVariance[j];
        }
        NetworkWorkspace.addSelected(residual, weights, observed, count, slope);
        gram = grams.of(pattern);
    }

    /** G of one pattern. */
    private final class Gram implements PatternCache.Slot {
        private final long[] own = new long[pattern.length];
        private final float[][] rows = new float[width][width];
        private boolean used;

        @Override
        public boolean holds(long[] other) {
            return used && Arrays.equals(own, other);
        }

        @Override
        public void compute(long[] other) {
            System.arraycopy(other, 0, own, 0, own.length);
            used = true;
            int observed = 0;
            for (long word : own) {
                observed += Long.bitCount(word);
            }
            boolean less = 2 * observed > weights.length;
            int count = 0;
            for (int j = 0; j < weights.length; j++) {
                if ((own[j >> 6] >>> j & 1) == (less ? 0 : 1)) {
                    chosen[count++] = j;
                }
            }
            for (int a = 0; a < width; a++) {
                if (less) {
                    System.arraycopy(whole.rows[a], 0, rows[a], 0, width);
                } else {
                    Arrays.fill(rows[a], 0);
                }
            }
            add(count, less ? -1 : 1);
        }

        /** Adds the chosen cells' part, {@code sign} times. */
        private void add(int count, float sign) {
            int i = 0;
            for (; i + 3 < count; i += 4) {
                addFour(chosen[i], chosen[i + 1], chosen[i + 2], chosen[i + 3], sign);
            }
            for (; i < count; i++) {
                float[] from = weights[chosen[i]];
                for (int a = 0; a < width; a++) {
                    NetworkWorkspace.addOne(sign * from[a] * precision[chosen[i]], from, rows[a]);
                }
            }
            for (int a = 0; a < width; a++) {
                for (int b = 0; b < a; b++) {
                    rows[b][a] = rows[a][b];
                }
            }
        }

        private void addFour(int i, int j, int k, int l, float sign) {
            float[] wi = weights[i];
            float[] wj = weights[j];
            float[] wk = weights[k];
            float[] wl = weights[l];
            for (int a = 0; a < width; a++) {
                float fi = sign * wi[a] * precision[i];
                float fj = sign * wj[a] * precision[j];
                float fk = sign * wk[a] * precision[k];
                float fl = sign * wl[a] * precision[l];
                addRow(rows[a], Math.min(width, (a / BLOCK + 1) * BLOCK), fi, wi, fj, wj, fk, wk, fl, wl);
            }
        }
    }

    private static void addRow(
            float[] row, int end, float a, float[] ra, float b, float[] rb, float c, float[] rc, float d, float[] rd) {
        for (int h = 0; h < end; h++) {
            row[h] += a * ra[h] + b * rb[h] + c * rc[h] + d * rd[h];
        }
    }

    double logLikelihood(float[] z) {
        network.features(z, features);
        activeCount = network.activeFeatures(active);
        multiply(features, product);
        double sum = -constant;
        for (int h = 0; h < width; h++) {
            sum += features[h] * ((double) slope[h] - 0.5 * product[h]);
        }
        return sum;
    }

    /** The log likelihood and its derivative by z. */
    double gradient(float[] z, float[] gradient) {
        double sum = logLikelihood(z);
        for (int h = 0; h < width; h++) {
            product[h] = slope[h] - product[h];
        }
        network.featuresBackward(product, gradient);
        return sum;
    }

    /** Adds J'J / s^2 at the point of the last call, J the Jacobian of the observed outputs. */
    void addCurvature(double[] curvature) {
        int k = tangents.length;
        network.featuresTangents(tangents);
        if (k >= WIDE) {
            addWide(curvature);
            return;
        }
        for (int a = 0; a < k; a++) {
            multiply(tangents[a], product);
            for (int b = 0; b <= a; b++) {
                double sum = dot(product, tangents[b], width);
                curvature[a * k + b] += sum;
                if (a != b) {
                    curvature[b * k + a] += sum;
                }
            }
        }
    }

    /** The same along rows of k: sums along one row are not vectorized. */
    private void addWide(double[] curvature) {
        int k = tangents.length;
        for (int i = 0; i < activeCount; i++) {
            float[] to = byFeature[active[i]];
            for (int a = 0; a < k; a++) {
                to[a] = tangents[a][active[i]];
            }
        }
        for (int a = 0; a < k; a++) {
            multiply(tangents[a], product);
            Arrays.fill(row, 0);
            NetworkWorkspace.addSelected(product, byFeature, active, activeCount, row);
            for (int b = 0; b <= a; b++) {
                curvature[a * k + b] += row[b];
                if (a != b) {
                    curvature[b * k + a] += row[b];
                }
            }
        }
    }

    private void multiply(float[] vector, float[] into) {
        Arrays.fill(into, 0);
        NetworkWorkspace.addSelected(vector, gram.rows, active, activeCount, into);
    }

    /** In four strands, for a sum in order waits for each addition. */
    private static float dot(float[] a, float[] b, int count) {
        float one = 0;
        float two = 0;
        float three = 0;
        float four = 0;
        int h = 0;
        for (; h + 3 < count; h += 4) {
            one += a[h] * b[h];
            two += a[h + 1] * b[h + 1];
            three += a[h + 2] * b[h + 2];
            four += a[h + 3] * b[h + 3];
        }
        for (; h < count; h++) {
            one += a[h] * b[h];
        }
        return one + two + (three + four);
    }
}
