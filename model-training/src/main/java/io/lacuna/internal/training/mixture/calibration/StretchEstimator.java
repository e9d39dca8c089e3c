package io.lacuna.internal.training.mixture.calibration;

import java.util.function.DoubleUnaryOperator;

/**
 * Finds by how much each feature's predictive distribution must be stretched for its central interval to hold what it
 * promises; see {@link OutOfBag}. A feature with few hidden cells borrows from all.
 */
final class StretchEstimator {
    private static final double MASS = 0.9;
    /** Coverage to aim at: hidden cells are filled by a third of the fits, and so are a little harder than those served. */
    private static final double AIM = 0.89;

    private static final double RATIO = 1.05;
    private static final int FACTORS = 38;
    /** Factors go by powers of the ratio from here. */
    private static final double FIRST = 0.48;
    /** Cells may be missing where the feature is harder to tell than where it is observed, so intervals shrink but little. */
    private static final double LEAST = 0.8;
    /** Of features that sit on few values, whose intervals, ending at whole values, hold too much. */
    private static final double LEAST_SPIKED = 0.62;
    /** Shift of the gaps from which on nothing shrinks, for what is missing was hardly seen. */
    private static final double FAR = 0.5;
    /** Hidden cells that all features together count as, for each. */
    private static final double POOLED_CELLS = 60;

    /** [feature][factor] hidden cells within the interval; the last row is for all features. */
    private final double[][] inside;

    private final double[] cells;

    StretchEstimator(int features) {
        inside = new double[features + 1][FACTORS];
        cells = new double[features + 1];
    }

    /**
     * Counts a hidden cell.
     *
     * @param cdfAt from a stretch to the cdf at the true value of the distribution so stretched
     */
    void cell(int feature, DoubleUnaryOperator cdfAt) {
        int all = cells.length - 1;
        cells[feature]++;
        cells[all]++;
        for (int s = 0; s < FACTORS; s++) {
            if (Math.abs(cdfAt.applyAsDouble(factor(s)) - 0.5) <= 0.5 * MASS) {
                inside[feature][s]++;
                inside[all][s]++;
            }
        }
    }

    private static double factor(double s) {
        return FIRST * Math.pow(RATIO, s);
    }

    /**
     * The least stretch of that feature whose interval holds enough; 1 where nothing was hidden.
     *
     * @param spiked whether the feature sits on few values
     * @param shift how far the rows that miss it lie from those that show it, see {@link GapShift}
     */
    float result(int feature, boolean spiked, double shift) {
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
