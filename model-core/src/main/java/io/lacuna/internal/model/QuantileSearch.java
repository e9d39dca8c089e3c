package io.lacuna.internal.model;

import io.lacuna.internal.numerics.Normal;

/**
 * Quantiles of several missing features, searched at the same time, so that each evaluation of the cdf is one batch
 * over all of them. A result is a point where the cdf is within {@value #PROBABILITY} of p and within a twentieth of
 * the tail probability; usually it is within a few parts in ten thousand. If the cdf jumps error, the result is the
 * jump, to within {@value #TOLERANCE} standard deviations.
 *
 * <p>The search takes secant steps on the normal score of the cdf, which is a straight line for a normal distribution
 * and nearly straight for others. Two or three evaluations are usually enough. A bracket guards the steps, and the last
 * step is taken without an evaluation. The result of one quantile does not depend on the others. Mutable; one imputer
 * owns it.
 */
final class QuantileSearch {
    private static final double PROBABILITY = 2.5e-3;
    private static final double SHARE = 0.05;
    private static final double TOLERANCE = 1e-3;
    private static final int STEPS = 60;

    /** The cdf of the record whose inference ran last. */
    interface Cdf {
        /** As {@link io.lacuna.internal.inference.MemberKernel#cdf(int, int[], double[], double[])}. */
        void at(int count, int[] features, double[] values, double[] into);
    }

    private int count;
    private final int[] feature;
    private final double[] p;
    private final double[] target;
    private final double[] sd;

    /**
     * The last evaluated point; there, the difference between the normal scores of the cdf and of p; the slope of the
     * normal score.
     */
    private final double[] at;

    private final double[] scoreError;
    private final double[] slope;

    /** Points known to lie below and above the quantile. */
    private final double[] low;

    private final double[] high;

    private final int[] search;
    private final int[] pointFeature;
    private final double[] point;
    private final double[] cdfAtPoint;

    QuantileSearch(int room) {
        feature = new int[room];
        p = new double[room];
        target = new double[room];
        sd = new double[room];
        at = new double[room];
        scoreError = new double[room];
        slope = new double[room];
        low = new double[room];
        high = new double[room];
        search = new int[room];
        pointFeature = new int[room];
        point = new double[room];
        cdfAtPoint = new double[room];
    }

    void clear() {
        count = 0;
    }

    /**
     * Adds a quantile to search.
     *
     * @param mean predictive mean of the feature, where the search starts
     * @param deviation predictive standard deviation of the feature
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

    /** The i-th added quantile, after {@link #run}. */
    double found(int i) {
        return at[i];
    }

    /** Searches all added quantiles. */
    void run(Cdf cdf) {
        int active = 0;
        for (int i = 0; i < count; i++) {
            if (sd[i] > 0) {
                search[active] = i;
                pointFeature[active] = feature[i];
                point[active++] = at[i];
            }
        }
        double reach = 1;
        for (int step = 0; active > 0; step++) {
            cdf.at(active, pointFeature, point, cdfAtPoint);
            int remaining = 0;
            for (int k = 0; k < active; k++) {
                int i = search[k];
                learn(i, point[k], cdfAtPoint[k], step);
                if (Math.abs(cdfAtPoint[k] - p[i]) < Math.min(PROBABILITY, SHARE * Math.min(p[i], 1 - p[i]))
                        || step == STEPS - 1) {
                    double last = at[i] - scoreError[i] / slope[i];
                    at[i] = last > low[i] && last < high[i] ? last : at[i];
                } else if (high[i] - low[i] < TOLERANCE * sd[i]) {
                    // The end outside the jump, so that an interval includes the jump at its end.
                    at[i] = p[i] < 0.5 ? low[i] : high[i];
                } else {
                    search[remaining] = i;
                    pointFeature[remaining] = feature[i];
                    point[remaining++] = next(i, reach * sd[i], step + 1);
                }
            }
            active = remaining;
            reach *= 2;
        }
    }

    private void learn(int i, double x, double probability, int step) {
        double error = score(probability) - target[i];
        if (step > 0) {
            double rise = (error - scoreError[i]) / (x - at[i]);
            slope[i] = rise > 1e-2 * slope[i] ? rise : slope[i];
        }
        at[i] = x;
        scoreError[i] = error;
        if (probability < p[i]) {
            low[i] = Math.max(low[i], x);
        } else {
            high[i] = Math.min(high[i], x);
        }
    }

    private double next(int i, double reach, int step) {
        double next = at[i] - Math.max(-reach, Math.min(reach, scoreError[i] / slope[i]));
        boolean bracketed = high[i] - low[i] < Double.POSITIVE_INFINITY;
        // Repeated values make the cdf a staircase that no slope describes. Every other step then halves the
        // bracket.
        boolean halve = step > 5 && step % 2 == 0 || !(next > low[i] && next < high[i]);
        return bracketed && halve ? 0.5 * (low[i] + high[i]) : next;
    }

    private static double score(double probability) {
        return Normal.score(Math.max(1e-12, Math.min(1 - 1e-12, probability)));
    }
}
