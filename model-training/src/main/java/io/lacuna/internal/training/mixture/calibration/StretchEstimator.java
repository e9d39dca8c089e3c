package io.lacuna.internal.training.mixture.calibration;

import java.util.function.DoubleUnaryOperator;

/**
 * Estimates how much each feature's predictive distribution must be stretched so that its central interval has the
 * right coverage; see {@link OutOfBag}. A feature with few hidden cells also uses the cells of all features. Mutable;
 * one calibration owns it.
 */
public final class StretchEstimator {
    private static final double MASS = 0.9;
    /**
     * The target coverage. It is below 0.9 because hidden cells are filled by only a third of the fits, which is a
     * little harder than serving.
     */
    private static final double AIM = 0.89;

    private static final double RATIO = 1.05;
    private static final int FACTORS = 38;
    /** The factors are powers of the ratio, beginning here. */
    private static final double FIRST = 0.48;
    /**
     * Lower bound of the stretch: cells may be missing where a feature is hard to predict, so intervals shrink only a
     * little.
     */
    private static final double LEAST = 0.8;
    /** Lower bound for features with few distinct values: their intervals end at whole values and cover too much. */
    private static final double LEAST_SPIKED = 0.62;
    /**
     * From this shift of the gaps on, no interval shrinks, because values like the missing ones were hardly observed.
     */
    private static final double FAR = 0.5;
    /** All features together count as this many hidden cells of each feature. */
    private static final double POOLED_CELLS = 60;

    /** [feature][factor]: number of hidden cells inside the interval; the last row is for all features. */
    private final double[][] inside;

    private final double[] cells;

    public StretchEstimator(int features) {
        inside = new double[features + 1][FACTORS];
        cells = new double[features + 1];
    }

    /**
     * Counts a hidden cell.
     *
     * @param cdfAt the cdf at the true value, as a function of the stretch; it never turns back, because the true value moves
     *     towards the mean as the stretch grows
     */
    public void cell(int feature, DoubleUnaryOperator cdfAt) {
        int all = cells.length - 1;
        cells[feature]++;
        cells[all]++;
        if (isInside(cdfAt, FACTORS - 1)) {
            for (int s = firstInside(cdfAt); s < FACTORS; s++) {
                count(feature, s);
            }
        } else {
            // Rare: the value is far, or the mean itself is outside, where larger stretches end.
            for (int s = 0; s < FACTORS; s++) {
                if (isInside(cdfAt, s)) {
                    count(feature, s);
                }
            }
        }
    }

    private void count(int feature, int s) {
        inside[feature][s]++;
        inside[cells.length - 1][s]++;
    }

    /** The first stretch that holds a cell, by halving; the last one does. */
    private static int firstInside(DoubleUnaryOperator cdfAt) {
        if (isInside(cdfAt, 0)) {
            return 0;
        }
        int outside = 0;
        int found = FACTORS - 1;
        while (found - outside > 1) {
            int middle = (outside + found) / 2;
            if (isInside(cdfAt, middle)) {
                found = middle;
            } else {
                outside = middle;
            }
        }
        return found;
    }

    private static boolean isInside(DoubleUnaryOperator cdfAt, int s) {
        return Math.abs(cdfAt.applyAsDouble(factor(s)) - 0.5) <= 0.5 * MASS;
    }

    private static double factor(double s) {
        return FIRST * Math.pow(RATIO, s);
    }

    /**
     * The smallest stretch whose interval has the target coverage; 1 if no cell was hidden.
     *
     * @param spiked whether the feature has many repeated values
     * @param shift how different the rows that miss it are from those that have it, see {@link GapShift}
     */
    public float result(int feature, boolean spiked, double shift) {
        double least = least(feature);
        if (shift > FAR) {
            return (float) Math.max(1, least);
        }
        return (float) Math.max(spiked ? LEAST_SPIKED : LEAST, least);
    }

    private double least(int feature) {
        if (cells[cells.length - 1] == 0) {
            return 1;
        }
        double before = 0;
        for (int s = 0; s < FACTORS; s++) {
            double covered = coverage(feature, s);
            if (covered >= AIM) {
                double share = s == 0 || covered == before ? 0 : (covered - AIM) / (covered - before);
                return factor(s - share);
            }
            before = covered;
        }
        return factor(FACTORS - 1);
    }

    private double coverage(int feature, int s) {
        int all = cells.length - 1;
        double pooled = inside[all][s] / cells[all];
        return (inside[feature][s] + POOLED_CELLS * pooled) / (cells[feature] + POOLED_CELLS);
    }
}
