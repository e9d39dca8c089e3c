package io.lacuna.internal.model;

import java.util.SplittableRandom;

/**
 * What is believed of the missing cells of the record that was inferred last. Values are in the features' own units. Owned by
 * one thread, as whatever infers.
 */
public interface CellPredictions {

    /** What to write in a missing cell: the mean of a continuous feature, the most probable category of the others. */
    double value(int feature);

    /** Predictive mean of a missing continuous feature. */
    double mean(int feature);

    /** Predictive standard deviation of a missing continuous feature. */
    double sd(int feature);

    /** Predictive probability that a missing continuous feature is at most {@code value}. */
    double cdf(int feature, double value);

    /** Predictive quantile of a missing continuous feature, for {@code 0 < p < 1}. */
    double quantile(int feature, double p);

    /**
     * Ends of the central interval of every missing continuous feature.
     *
     * @param mass probability that each interval is meant to hold, {@code 0 < mass < 1}
     * @param lower d cells; those of missing continuous features are written
     * @param upper the same
     */
    void intervals(double mass, double[] lower, double[] upper);

    /** Predictive probability of a category of a missing binary or categorical feature. */
    double probability(int feature, int category);

    /** The most probable category of a missing binary or categorical feature; the first of equals. */
    int mostProbable(int feature);

    /** Log density of the observed cells, in nats and standardized units. */
    double logLikelihood();

    /** Optimizer steps spent on the record. */
    int steps();

    /** Whether inference ended by its own stopping rule. */
    boolean converged();

    /** Length k of the latent code. */
    int latentSize();

    /** Writes posterior mean and sd of the latent code, k numbers each. */
    void latent(float[] mean, float[] sd);

    /**
     * Draws the missing cells jointly.
     *
     * @param into d cells; the missing ones are written, the observed ones left alone
     */
    void draw(SplittableRandom random, double[] into);
}
