package io.lacuna.internal.inference.neural.objective;

import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.inference.PatternCache;
import io.lacuna.internal.numerics.MatrixProducts;
import java.util.Arrays;

/**
 * The log likelihood of a record's observed continuous cells as an exact quadratic form in the decoder's features h:
 *
 * <pre>
 *     log p(x|z) = -h'Gh / 2 + c'h - e,   G = sum_j w_j w_j' / s_j^2,   c = sum_j w_j (x_j - b_j) / s_j^2
 * </pre>
 *
 * The sums are over observed j; w_j are the weights of output j, b_j its bias, s_j^2 its noise variance. Once G, c and
 * e are computed, no step of a search reads the record's cells, so the cost of a step does not grow with their number.
 * Records with the same pattern of missing cells share G, which is cached by pattern. If most cells are observed, G is
 * the sum over all cells minus the sum over the missing ones. Only if all features of a record are continuous. Sums
 * over cells are in single precision, sums in which large numbers cancel in double precision. Mutable; one thread owns
 * it.
 */
final class ObservedQuadratic implements ObservedLikelihood {
    private static final long CACHE_BYTES = 16L << 20;

    private final DecoderFeatures features;
    private final int width;

    /** For each output: {@code w_j / s_j} and {@code 1 / s_j}. */
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

    /** The number of observed cells from which on this form is cheaper than {@link ObservedOutputs}. */
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
            double scaled = (cells[j] - bias[j]) * (double) perSd[j];
            residual[j] = (float) scaled;
            constant += 0.5 * scaled * scaled + halfLogTwoPiVariance[j];
        }
        MatrixProducts.addSelected(residual, weights, observed, count, linear, width);
        gram = grams.of(pattern);
        evaluated = 0;
        squared = 0;
    }

    /** G of one pattern of missing cells. */
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
            boolean fromWhole = 2 * observed > weights.length;
            int count = 0;
            for (int j = 0; j < weights.length; j++) {
                chosen[count] = j;
                count += (own[j >> 6] >>> j & 1) == (fromWhole ? 0 : 1) ? 1 : 0;
            }
            for (int a = 0; a < width; a++) {
                if (fromWhole) {
                    System.arraycopy(whole.rows[a], 0, rows[a], 0, width);
                } else {
                    Arrays.fill(rows[a], 0);
                }
            }
            add(count, fromWhole ? -1 : 1);
        }

        /** Adds {@code sign} times the contribution of the chosen cells. */
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
