package io.lacuna.internal.model;

import io.lacuna.internal.numerics.Normal;

/**
 * Quantiles of several missing features side by side, so that each look at the cdf is at all of them at once: where the cdf
 * is p to within {@value #PROBABILITY} and a twentieth of the tail, a few parts in ten thousand as a rule; or, where it jumps, to
 * {@value #TOLERANCE} of the sd.
 *
 * <p>Secant steps on the normal score of the cdf, which is a straight line where the distribution is a bell and nearly one
 * elsewhere: two or three looks at the cdf are the rule. A bracket guards them, and the last step is taken without a look
 * at where it leads. What is found of one does not depend on the others. Mutable, owned by one imputer.
 */
final class QuantileSearch {
    private static final double PROBABILITY = 2.5e-3;
    private static final double SHARE = 0.05;
    private static final double TOLERANCE = 1e-3;
    private static final int STEPS = 60;

    /** Looks at the cdf of the record inferred last. */
    interface Cdf {
        /** As {@link io.lacuna.internal.inference.MemberKernel#cdf(int, int[], double[], double[])}. */
        void at(int count, int[] features, double[] values, double[] into);
    }

    private int count;
    private final int[] feature;
    private final double[] p;
    private final double[] target;
    private final double[] sd;

    /** Where the cdf was looked at last, how far its normal score was off there, and how it rises. */
    private final double[] at;

    private final double[] gap;
    private final double[] slope;

    /** Places known to lie below and above. */
    private final double[] low;

    private final double[] high;

    private final int[] search;
    private final int[] lookedFeature;
    private final double[] looked;
    private final double[] reached;

    QuantileSearch(int room) {
        feature = new int[room];
        p = new double[room];
        target = new double[room];
        sd = new double[room];
        at = new double[room];
        gap = new double[room];
        slope = new double[room];
        low = new double[room];
        high = new double[room];
        search = new int[room];
        lookedFeature = new int[room];
        looked = new double[room];
        reached = new double[room];
    }

    void clear() {
        count = 0;
    }

    /**
     * Adds a quantile to find.
     *
     * @param mean of the feature's predictive distribution, and sd, from which the search begins
     */
    void add(int ofFeature, double probability, double mean, double deviation) {
        feature[count] = ofFeature;
        p[count] = probability;
        target[count] = Normal.score(probability);
        sd[count] = deviation;
        at[count] = deviation > 0 ? mean + deviation * target[count] : mean;
        slope[count] = 1 / deviation;
        low[count] = Double.NEGATIVE_INFINITY;
        high[count++] = Double.POSITIVE_INFINITY;
    }

    /** The i-th that was added, after {@link #run}. */
    double found(int i) {
        return at[i];
    }

    /** Finds all that were added. */
    void run(Cdf cdf) {
        int open = 0;
        for (int i = 0; i < count; i++) {
            if (sd[i] > 0) {
                search[open] = i;
                lookedFeature[open] = feature[i];
                looked[open++] = at[i];
            }
        }
        double reach = 1;
        for (int step = 0; open > 0; step++) {
            cdf.at(open, lookedFeature, looked, reached);
            int still = 0;
            for (int k = 0; k < open; k++) {
                int i = search[k];
                learn(i, looked[k], reached[k], step);
                if (Math.abs(reached[k] - p[i]) < Math.min(PROBABILITY, SHARE * Math.min(p[i], 1 - p[i]))
                        || step == STEPS - 1) {
                    double last = at[i] - gap[i] / slope[i];
                    at[i] = last > low[i] && last < high[i] ? last : at[i];
                } else if (high[i] - low[i] < TOLERANCE * sd[i]) {
                    at[i] = p[i] < 0.5 ? low[i] : high[i]; // So that an interval holds the jump it ends at.
                } else {
                    search[still] = i;
                    lookedFeature[still] = feature[i];
                    looked[still++] = next(i, reach * sd[i], step + 1);
                }
            }
            open = still;
            reach *= 2;
        }
    }

    private void learn(int i, double x, double probability, int step) {
        double there = score(probability) - target[i];
        if (step > 0) {
            double rise = (there - gap[i]) / (x - at[i]);
            slope[i] = rise > 1e-2 * slope[i] ? rise : slope[i];
        }
        at[i] = x;
        gap[i] = there;
        if (probability < p[i]) {
            low[i] = Math.max(low[i], x);
        } else {
            high[i] = Math.min(high[i], x);
        }
    }

    private double next(int i, double reach, int step) {
        double next = at[i] - Math.max(-reach, Math.min(reach, gap[i] / slope[i]));
        boolean bracketed = high[i] - low[i] < Double.POSITIVE_INFINITY;
        // A spike makes the cdf a stair that no slope describes: then every other step halves the bracket.
        boolean halve = step > 5 && step % 2 == 0 || !(next > low[i] && next < high[i]);
        return bracketed && halve ? 0.5 * (low[i] + high[i]) : next;
    }

    private static double score(double probability) {
        return Normal.score(Math.max(1e-12, Math.min(1 - 1e-12, probability)));
    }
}
