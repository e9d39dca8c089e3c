package io.lacuna.internal.relay;

import io.lacuna.internal.numerics.Normal;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The rank-normal marginal of one continuous feature: a monotone map between its values (in standard units) and
 * standard normal scores. Heavy tails, skew and spikes become normal. A repeated value maps to the middle of its ranks;
 * in the other direction, a spike stays a flat step. Immutable by convention: nobody writes to its arrays.
 *
 * @param values m increasing values in standard units, m at most {@link #MAX_KNOTS}
 * @param scores the normal score of each value, increasing
 * @param inverse the value at each score from {@code -4} to 4 in steps of 1/32
 */
public record RankNormal(float[] values, float[] scores, float[] inverse) {
    public static final int MAX_KNOTS = 256;
    private static final double REACH = 4;
    /** A feature counts as spiked when repeated values hold more than this share of its distribution. */
    private static final double SPIKED = 0.1;

    private static final double PER_UNIT = 32;
    private static final int GRID = (int) (2 * REACH * PER_UNIT) + 1;

    /**
     * Fits the marginal to observed values.
     *
     * @param sorted increasing values in standard units, at least one; ties are allowed
     */
    public static RankNormal fit(double[] sorted) {
        int n = sorted.length;
        int distinct = 0;
        double[] value = new double[n];
        double[] score = new double[n];
        for (int start = 0; start < n; ) {
            int end = start;
            while (end < n && sorted[end] == sorted[start]) {
                end++;
            }
            value[distinct] = sorted[start];
            score[distinct++] = Normal.quantile(0.5 * (start + end) / n);
            start = end;
        }
        int knots = Math.min(distinct, MAX_KNOTS);
        float[] values = new float[knots];
        float[] scores = new float[knots];
        for (int k = 0; k < knots; k++) {
            int at = knots == 1 ? 0 : (int) Math.round((double) k * (distinct - 1) / (knots - 1));
            values[k] = (float) value[at];
            scores[k] = (float) score[at];
        }
        float[] inverse = new float[GRID];
        for (int g = 0; g < GRID; g++) {
            double place = Normal.cdf(g / PER_UNIT - REACH) * n - 0.5;
            int below = (int) Math.floor(Math.max(0, Math.min(n - 1, place)));
            int above = Math.min(n - 1, below + 1);
            double share = Math.max(0, Math.min(1, place - below));
            inverse[g] = (float) (sorted[below] + share * (sorted[above] - sorted[below]));
        }
        return new RankNormal(values, scores, inverse);
    }

    /** The normal score of a value in standard units. Values outside the fitted range get the score of its end. */
    public double forward(double value) {
        float v = (float) value;
        // Binary search without branches that could be mispredicted. Records use ScoreSearch, to the same bits.
        int below = 0;
        for (int length = values.length; length > 1; ) {
            int half = length >>> 1;
            below = values[below + half] <= v ? below + half : below;
            length -= half;
        }
        int last = values.length - 1;
        if (below == last || v <= values[0]) {
            return scores[v <= values[0] ? 0 : last];
        }
        double share = (v - values[below]) / (values[below + 1] - values[below]);
        return scores[below] + share * (scores[below + 1] - scores[below]);
    }

    /**
     * The normal score at which the cdf of {@link #back} reaches a value. It equals {@link #forward} inside the fitted
     * range and is infinite outside it, where the probability is zero.
     */
    public double place(double value) {
        float as = (float) value;
        return as < values[0]
                ? Double.NEGATIVE_INFINITY
                : as > values[values.length - 1] ? Double.POSITIVE_INFINITY : forward(value);
    }

    /**
     * Whether repeated values hold much of the distribution: a feature with few distinct values, or one with many
     * zeros.
     */
    public boolean spiked() {
        double flat = 0;
        for (int g = 1; g < GRID; g++) {
            if (inverse[g] == inverse[g - 1]) {
                flat += Normal.cdf(g / PER_UNIT - REACH) - Normal.cdf((g - 1) / PER_UNIT - REACH);
            }
        }
        return flat > SPIKED;
    }

    /** The value, in standard units, at a normal score. Scores outside [-4, 4] are clamped. */
    public double back(double score) {
        double place = Math.max(0, Math.min(GRID - 1.0, (score + REACH) * PER_UNIT));
        int below = Math.min(GRID - 2, (int) place);
        double share = place - below;
        return inverse[below] + share * (inverse[below + 1] - inverse[below]);
    }

    public void write(DataOutput out) throws IOException {
        out.writeInt(values.length);
        for (int k = 0; k < values.length; k++) {
            out.writeFloat(values[k]);
            out.writeFloat(scores[k]);
        }
        for (float value : inverse) {
            out.writeFloat(value);
        }
    }

    public static RankNormal read(DataInput in) throws IOException {
        int knots = in.readInt();
        if (knots < 1 || knots > MAX_KNOTS) {
            throw new IOException("a rank-normal marginal of " + knots + " knots");
        }
        float[] values = new float[knots];
        float[] scores = new float[knots];
        for (int k = 0; k < knots; k++) {
            values[k] = in.readFloat();
            scores[k] = in.readFloat();
            if (!Float.isFinite(values[k]) || !Float.isFinite(scores[k]) || k > 0 && !(values[k] >= values[k - 1])) {
                throw new IOException("rank-normal knots are not finite and increasing");
            }
        }
        float[] inverse = new float[GRID];
        for (int g = 0; g < GRID; g++) {
            inverse[g] = in.readFloat();
            if (!Float.isFinite(inverse[g])) {
                throw new IOException("a rank-normal value is not finite");
            }
        }
        return new RankNormal(values, scores, inverse);
    }
}
