package io.lacuna.internal.training;

import java.util.SplittableRandom;

/**
 * What a member says of rows of the table it was fitted to, as fairly as it can: by the parts of it that were not fitted to the
 * row, where there are such parts. The answers are of the row that was inferred last. Mutable, owned by one thread; what it
 * said before does not matter.
 */
public interface RowPredictor {

    /**
     * Infers a row of the training table.
     *
     * @param row its index
     * @param cells its cells, some of them hidden; only read
     */
    void infer(int row, double[] cells);

    /** Predictive mean of a missing number, in its own unit. */
    double mean(int feature);

    /** Predictive variance of a missing number. */
    double variance(int feature);

    /** Predictive probability of a category of a missing cell. */
    double probability(int feature, int category);

    /** Whether {@link #leaveOneOut} can be asked. */
    boolean leavesOneOut();

    /**
     * Predictive mean of each observed number given the row's other observed cells.
     *
     * @param mean those of observed numbers are written, the others left alone
     */
    void leaveOneOut(double[] mean);

    /** Draws the missing cells jointly into the row. */
    void draw(SplittableRandom random, double[] into);
}
