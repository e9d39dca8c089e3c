package io.lacuna.training;

import java.util.function.DoubleUnaryOperator;

/**
 * Finds by how much each feature's predictive distribution must be stretched for its central interval to hold what it
 * promises; see {@link OutOfBag}. A feature with few hidden cells borrows from all.
 */
final class StretchCounts {
    private static final double MASS = 0.9;
    /** Coverage to aim at: hidden cells are filled by a third of the fits, and so are a little harder than those served. */
    private static final double AIM = 0.89;
    /** Cells may be missing where the feature is harder to tell than where it is observed, so intervals shrink but little. */
    private static final double LEAST = 0.9;

    private static final double RATIO = 1.05;
    private static final int FACTORS = 25;
    /** Hidden cells that all features together count as, for each. */
    private static final double POOLED_CELLS = 60;

    /** [feature][factor] hidden cells within the interval; the last row is for all features. */
    private final double[][] inside;

    private final double[] cells;

    StretchCounts(int features) {
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
        return LEAST * Math.pow(RATIO, s);
    }

    /** The least stretch of that feature whose interval holds enough; 1 where nothing was hidden. */
    float result(int feature) {
        if (cells[cells.length - 1] == 0) {
            return 1;
        }
        double before = 0;
        for (int s = 0; s < FACTORS; s++) {
            double covered = coverage(feature, s);
            if (covered >= AIM) {
                double share = s == 0 || covered == before ? 0 : (covered - AIM) / (covered - before);
                return (float) factor(s - share);
            }
            before = covered;
        }
        return (float) factor(FACTORS - 1);
    }

    private double coverage(int feature, int s) {
        int all = cells.length - 1;
        double pooled = inside[all][s] / cells[all];
        return (inside[feature][s] + POOLED_CELLS * pooled) / (cells[feature] + POOLED_CELLS);
    }
}
