package io.lacuna.internal.inference;

import java.util.SplittableRandom;

/**
 * Runs inference for one record at a time under one fitted member, and answers questions about the last record.
 *
 * <p>All values are in the features' own units. A kernel is mutable, belongs to one thread, and allocates nothing per
 * record. The same observation gives the same answers, bit for bit, whatever records came before.
 */
public interface MemberKernel {
    /** {@link #tolerance} of models that do not say another. */
    double TOLERANCE = 0.01;

    /**
     * Finds the posterior of a record given its observed cells. The other methods refer to this record until the next
     * call.
     *
     * @param observation d cells, {@code NaN} = missing; it is only read, and only during the call
     */
    void infer(double[] observation);

    /** Log density of the observed cells in nats, continuous ones in standard units; 0 if no cell is observed. */
    double logLikelihood();

    /**
     * Whether {@link #logLikelihood} is of a joint distribution of the cells. Where some members have one, only theirs are
     * averaged.
     */
    default boolean hasLikelihood() {
        return true;
    }

    /** The number of optimizer steps for this record; 0 if the posterior has a closed form. */
    int steps();

    /** Whether inference stopped by its own rule and not at its largest number of steps. */
    boolean converged();

    /** Predictive mean of a missing continuous feature. */
    double mean(int feature);

    /** Predictive variance of a missing continuous feature, including noise. */
    double variance(int feature);

    /**
     * About the correlation of two different missing continuous features in the predictive distribution; 0 if it is not
     * known. Relations between features depend on it.
     */
    default double correlation(int feature, int other) {
        return 0;
    }

    /**
     * About the third central moment of a missing continuous feature; 0 if it is not known. Only the point where a search for a
     * quantile begins depends on it.
     */
    default double thirdMoment(int feature) {
        return 0;
    }

    /**
     * Whether the cdf of a missing continuous feature is known to have no steps. Then a search for a quantile may end sooner, because
     * its last step goes to about where it should.
     */
    default boolean isSmooth(int feature) {
        return false;
    }

    /**
     * The distance in probability at which a search for a quantile of a {@linkplain #isSmooth smooth} feature takes its last step;
     * the same for all records.
     */
    default double tolerance() {
        return TOLERANCE;
    }

    /** Predictive probability that a missing continuous feature is at most {@code value}. */
    double cdf(int feature, double value);

    /**
     * {@link #cdf} of several features and values at once. It can be cheaper than single calls, and gives the same
     * bits.
     *
     * @param count number of evaluations
     * @param features count indices of missing continuous features; repetitions are allowed
     * @param values count values, in the features' own units
     * @param into receives count probabilities
     */
    default void cdf(int count, int[] features, double[] values, double[] into) {
        for (int i = 0; i < count; i++) {
            into[i] = cdf(features[i], values[i]);
        }
    }

    /** Whether {@link #leaveOneOut} is supported: it costs about as much as inferring the record, or less. */
    default boolean leavesOneOut() {
        return false;
    }

    /**
     * Predictive mean and standard deviation of each observed continuous feature given the record's other observed
     * cells: approximately the result of inferring the record with that cell hidden.
     *
     * @param mean d cells; those of observed continuous features are written
     * @param sd the same
     * @throws UnsupportedOperationException if {@link #leavesOneOut} is false: then hide each cell and infer again
     */
    default void leaveOneOut(double[] mean, double[] sd) {
        throw new UnsupportedOperationException(
                getClass().getSimpleName() + " does not leave one cell out; hide the cell and infer again");
    }

    /** Predictive probability of a category of a missing binary or categorical feature. */
    double probability(int feature, int category);

    /**
     * The label to fill into a missing binary or categorical feature where it must agree with the record's other filled
     * labels; -1 if it is the most probable one.
     */
    default int label(int feature) {
        return -1;
    }

    /** k, the length of the latent code. */
    int latentSize();

    /** Writes posterior mean and standard deviation of the latent code, k numbers each, from {@code offset} on. */
    void latent(float[] mean, float[] sd, int offset);

    /**
     * Draws the missing cells jointly from the predictive distribution.
     *
     * @param into d cells; missing cells are written, observed cells stay unchanged
     */
    void draw(SplittableRandom random, double[] into);
}
