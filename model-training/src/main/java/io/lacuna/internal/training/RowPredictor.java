package io.lacuna.internal.training;

import java.util.SplittableRandom;

/**
 * Predicts the cells of a row of the member's own training table, if possible with the parts of the member that were
 * not fitted to that row. The methods refer to the row that was inferred last. Mutable, owned by one thread; earlier
 * rows have no influence.
 */
public interface RowPredictor {

    /**
     * Infers a row of the training table.
     *
     * @param row its index
     * @param cells its cells, some of them hidden; only read
     */
    void infer(int row, double[] cells);

    /** Whether a part of the member was not fitted to this row. */
    default boolean isFair(int row) {
        return true;
    }

    /** Predictive mean of a missing number, in its own unit. */
    double mean(int feature);

    /** Predictive variance of a missing number. */
    double variance(int feature);

    /** Predictive probability that a missing number is at most {@code value}, in its own unit. */
    double cdf(int feature, double value);

    /** Predictive probability of a category of a missing cell. */
    double probability(int feature, int category);

    /** Whether {@link #leaveOneOut} is supported. */
    boolean leavesOneOut();

    /**
     * Predictive mean of each observed number given the row's other observed cells.
     *
     * @param mean those of observed numbers are written, the others not changed
     */
    void leaveOneOut(double[] mean);

    /** Draws the missing cells jointly into the row. */
    void draw(SplittableRandom random, double[] into);
}
