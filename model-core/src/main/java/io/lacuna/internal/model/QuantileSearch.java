package io.lacuna.internal.model;

import io.lacuna.internal.numerics.Normal;
import java.util.Arrays;

/**
 * Quantiles of several missing features, searched at the same time, so that each evaluation of the cdf is one batch
 * over all of them.
 *
 * <p>The search begins at the quantile of a distribution with the same mean, standard deviation and skewness (the first terms of
 * Cornish and Fisher's expansion). It takes secant steps on the normal score of the cdf, which is a straight line for a normal
 * distribution and nearly straight for others; two evaluations are usually enough. A bracket guards the steps. It ends where the
 * cdf is near p, and then takes its last step without an evaluation:
 *
 * <ul>
 *   <li>of a feature whose cdf may have steps, where the cdf is within {@value #PROBABILITY} of p and within {@value #SHARE} of
 *       the tail probability
 *   <li>of a smooth one, within the tolerance of the model and {@value #SMOOTH_SHARE} times as much of the tail: its last step leaves an error of second
 *       order, mostly of a few parts in a thousand
 * </ul>
 *
 * If the cdf jumps over p, the result is the jump, to within {@value #TOLERANCE} standard deviations. The result of one quantile
 * does not depend on the others. Mutable; one imputer owns it.
 */
final class QuantileSearch {
    private static final double PROBABILITY = 2.5e-3;
    private static final double SHARE = 0.05;
    private static final double SMOOTH_SHARE = 20;
    private static final double TOLERANCE = 1e-3;
    private static final int STEPS = 60;

    /** The expansion is used for a skewness of at most this, and where its slope changes by at most a half. */
    private static final double MOST_SKEWNESS = 1;

    private static final double MOST_SLOPE_CHANGE = 0.5;

    /** Within this of p, in scores, the score of a probability is expanded about p. */
    private static final double NEAR = 0.1;

    /** The cdf of the record whose inference ran last. */
    interface Cdf {
        /** As {@link io.lacuna.internal.inference.MemberKernel#cdf(int, int[], double[], double[])}. */
        void at(int count, int[] features, double[] values, double[] into);
    }

    private int count;
    private final int[] feature;
    private final double[] p;

    /** The normal score of p, and 1 / the normal density there. */
    private final double[] target;

    private final double[] perDensity;

    /** The p of the two, which outlast a search. */
    private final double[] levelOf;

    /** The distance from p at which the search ends. */
    private final double[] near;

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

    private final double tolerance;

    /** The feature that quantiles are added of. */
    private int ofFeature;

    private double mean;
    private double deviation;
    private double skewness;
    private boolean isSmooth;

    /**
     * @param room the largest number of quantiles of a search
     * @param tolerance the distance in probability at which the search of a smooth feature ends
     */
    QuantileSearch(int room, double tolerance) {
        this.tolerance = tolerance;
        feature = new int[room];
        p = new double[room];
        target = new double[room];
        perDensity = new double[room];
        levelOf = new double[room];
        Arrays.fill(levelOf, Double.NaN);
        near = new double[room];
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
     * Names the feature of the quantiles that are added next.
     *
     * @param ofMean its predictive mean
     * @param ofDeviation its predictive standard deviation
     * @param ofSkewness about its skewness; not finite if it is not known
     * @param smooth whether its cdf is known to have no steps
     */
    void begin(int next, double ofMean, double ofDeviation, double ofSkewness, boolean smooth) {
        ofFeature = next;
        mean = ofMean;
        deviation = ofDeviation;
        skewness = ofSkewness;
        isSmooth = smooth;
    }

    /** Adds a quantile to search. */
    void add(double probability) {
        int i = count++;
        feature[i] = ofFeature;
        sd[i] = deviation;
        p[i] = probability;
        level(i, probability);
        double t = target[i];
        double most = Math.min(MOST_SKEWNESS, 3 * MOST_SLOPE_CHANGE / Math.abs(t));
        double skew = skewness > -most ? Math.min(most, skewness) : skewness <= -most ? -most : 0;
        at[i] = deviation > 0 ? mean + deviation * (t + skew * (t * t - 1) / 6) : mean;
        slope[i] = 1 / (deviation * (1 + skew * t / 3));
        low[i] = Double.NEGATIVE_INFINITY;
        high[i] = Double.POSITIVE_INFINITY;
        double tail = Math.min(probability, 1 - probability);
        near[i] = isSmooth ? Math.min(tolerance, SMOOTH_SHARE * tolerance * tail) : Math.min(PROBABILITY, SHARE * tail);
    }

    /** What follows from p alone. The ends of all intervals have the same two, and those of the record before had them too. */
    private void level(int i, double probability) {
        if (levelOf[i] == probability) {
            return;
        }
        levelOf[i] = probability;
        if (i > 1 && p[i - 2] == probability) {
            target[i] = target[i - 2];
            perDensity[i] = perDensity[i - 2];
        } else {
            target[i] = Normal.score(probability);
            perDensity[i] = 1 / Normal.density(target[i]);
        }
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
                if (Math.abs(cdfAtPoint[k] - p[i]) < near[i] || step == STEPS - 1) {
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
        double error = scoreError(i, probability);
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

    /**
     * Normal score of a probability minus that of p. Near p it is the start of the series of the inverse normal cdf, with t the
     * score of p and u the difference of the probabilities over the density: {@code u + t u^2 / 2 + (1 + 2 t^2) u^3 / 6}.
     */
    private double scoreError(int i, double probability) {
        double u = (probability - p[i]) * perDensity[i];
        double t = target[i];
        return Math.abs(u) < NEAR && Math.abs(t) < 2
                ? u * (1 + u * (0.5 * t + u * (1 + 2 * t * t) / 6))
                : Normal.score(Math.max(1e-12, Math.min(1 - 1e-12, probability))) - t;
    }
}
