package io.lacuna.internal.inference.neural.objective;

import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.inference.PatternCache;
import io.lacuna.internal.numerics.MatrixProducts;
import java.util.Arrays;

/**
 * The log likelihood of a record's observed numbers as what it is in the decoder's features h: an exact quadratic form,
 *
 * <pre>
 * log p(x|z) = -h'Gh / 2 + c'h - e,   G = sum_j w_j w_j' / s_j^2,   c = sum_j w_j (x_j - b_j) / s_j^2
 * </pre>
 *
 * over observed j, with w_j the weights of output j, b_j its bias, s_j^2 its noise. After that no step of any search touches
 * the record's cells, so that its cost does not grow with their number. G is shared by records that miss the same cells
 * and kept for patterns met lately; where most cells are observed, it is that of all less that of the missing. For decoders
 * whose features are all numbers. Floats in the sums over cells, doubles where large numbers cancel. Mutable, owned by one
 * thread.
 */
final class ObservedQuadratic implements ObservedLikelihood {
    private static final long CACHE_BYTES = 16L << 20;

    private final DecoderFeatures features;
    private final int width;

    /** Of each output {@code w_j / s_j} and {@code 1 / s_j}. */
    private final float[][] weights;

    private final float[] perSd;
    private final float[] bias;
    private final double[] halfLogTwoPiVariance;
    private final PatternCache<Gram> grams;
    private final long[] pattern;
    private final Gram whole;
    private final int[] chosen;
    private final float[] residual;
    private final float[] linear;
    private final float[] product;
    private final float[] slope;
    private final float[][] square;
    private double constant;
    private Gram gram;
    private long evaluated;
    private double value;
    private long squared;

    ObservedQuadratic(Decoder decoder, DecoderFeatures features) {
        this.features = features;
        width = features.width();
        int outputs = decoder.heads().length;
        weights = new float[outputs][width];
        perSd = new float[outputs];
        halfLogTwoPiVariance = new double[outputs];
        boolean squaredError = decoder.objective().squaredError();
        for (int j = 0; j < outputs; j++) {
            double variance = decoder.objective().variance(decoder.noiseVariance()[j]);
            perSd[j] = (float) (1 / Math.sqrt(variance));
            halfLogTwoPiVariance[j] = squaredError ? 0 : 0.5 * StrictMath.log(2 * Math.PI * variance);
            for (int h = 0; h < width; h++) {
                weights[j][h] = features.rows()[h][j] * perSd[j];
            }
        }
        bias = features.bias();
        grams = new PatternCache<>(Gram::new, 4L * width * width, CACHE_BYTES);
        pattern = new long[(outputs + 63) / 64];
        chosen = new int[outputs];
        Arrays.setAll(chosen, j -> j);
        whole = new Gram();
        whole.add(outputs, 1);
        gram = whole;
        linear = new float[width];
        product = new float[width];
        slope = new float[width];
        residual = new float[outputs];
        square = new float[decoder.latentSize()][decoder.latentSize()];
    }

    /** Number of observed cells from which on this is the cheaper way. */
    int worthFrom() {
        return width;
    }

    @Override
    public void observe(float[] cells, int[] observed, int count) {
        Arrays.fill(pattern, 0);
        Arrays.fill(linear, 0);
        constant = 0;
        for (int i = 0; i < count; i++) {
            int j = observed[i];
            pattern[j >> 6] |= 1L << j;
            double apart = (cells[j] - bias[j]) * (double) perSd[j];
            residual[j] = (float) apart;
            constant += 0.5 * apart * apart + halfLogTwoPiVariance[j];
        }
        MatrixProducts.addSelected(residual, weights, observed, count, linear, width);
        gram = grams.of(pattern);
        evaluated = 0;
        squared = 0;
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
                chosen[count] = j;
                count += (own[j >> 6] >>> j & 1) == (less ? 0 : 1) ? 1 : 0;
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
            MatrixProducts.addSymmetric(weights, weights, chosen, count, sign, rows, width);
            MatrixProducts.mirror(rows);
        }
    }

    @Override
    public double logLikelihood(float[] z) {
        float[] h = features.at(z);
        if (evaluated != features.version()) {
            evaluated = features.version();
            Arrays.fill(product, 0);
            MatrixProducts.addSelected(h, gram.rows, features.active(), features.activeCount(), product, width);
            value = -constant;
            for (int i = 0; i < width; i++) {
                value += h[i] * ((double) linear[i] - 0.5 * product[i]);
            }
        }
        return value;
    }

    @Override
    public double gradient(float[] z, float[] into) {
        logLikelihood(z);
        for (int h = 0; h < width; h++) {
            slope[h] = linear[h] - product[h];
        }
        features.backward(slope, into);
        return value;
    }

    @Override
    public float[][] curvature() {
        FeatureTangents tangents = features.tangents();
        if (squared != tangents.version()) {
            squared = tangents.version();
            tangents.square(gram.rows, features.active(), features.activeCount(), square);
            MatrixProducts.mirror(square);
        }
        return square;
    }
}
