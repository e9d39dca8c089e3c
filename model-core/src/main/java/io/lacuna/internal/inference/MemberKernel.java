package io.lacuna.internal.inference;

import java.util.SplittableRandom;

/**
 * Infers one record at a time for one fitted member, and answers questions about the record it inferred last.
 *
 * <p>All values are in the features' own units. A kernel is mutable, owned by one thread, and allocates nothing after
 * it is made. The same observation gives the same answers to the bit, whatever came before it.
 */
public interface MemberKernel {

    /**
     * Finds the posterior of a record given its observed cells; the other methods speak of this record until the next
     * call.
     *
     * @param observation d cells, {@code NaN} = missing; read only, and only during the call
     */
    void infer(double[] observation);

    /** Log density of the observed cells, in nats, continuous ones in standardized units; 0 where nothing was observed. */
    double logLikelihood();

    /** Optimizer steps spent; 0 where the posterior is in closed form. */
    int steps();

    /** Whether inference ended by its own stopping rule and not at its cap. */
    boolean converged();

    /** Predictive mean of a missing continuous feature. */
    double mean(int feature);

    /** Predictive variance of a missing continuous feature, noise included. */
    double variance(int feature);

    /** Predictive probability that a missing continuous feature is at most {@code value}. */
    double cdf(int feature, double value);

    /**
     * {@link #cdf} at many places, which can be cheaper than one after the other; to the bit the same.
     *
     * @param features missing continuous features, {@code count} of them, any of them more than once
     * @param into receives a probability for each
     */
    default void cdf(int count, int[] features, double[] values, double[] into) {
        for (int i = 0; i < count; i++) {
            into[i] = cdf(features[i], values[i]);
        }
    }

    /** Predictive probability of a category of a missing binary or categorical feature. */
    double probability(int feature, int category);

    /** Length k of the latent code. */
    int latentSize();

    /** Writes posterior mean and standard deviation of the latent code, k numbers each, from {@code offset} on. */
    void latent(float[] mean, float[] sd, int offset);

    /**
     * Draws the missing cells jointly from the predictive distribution.
     *
     * @param into d cells; the missing ones are written, the observed ones left alone
     */
    void draw(SplittableRandom random, double[] into);
}
