package io.lacuna.internal.model;

import java.util.SplittableRandom;

/**
 * Predictions for the missing cells of the record that was inferred last. Values are in the features' own units.
 * Mutable; one thread owns it.
 */
public interface CellPredictions extends GapValues {

    /**
     * The value to write into a missing cell: the mean of a continuous feature, the most probable category of the
     * others.
     */
    @Override
    double value(int feature);

    /** Predictive mean of a missing continuous feature, within its support. */
    double mean(int feature);

    /** Predictive standard deviation of a missing continuous feature. */
    double sd(int feature);

    /** Predictive probability that a missing continuous feature is at most {@code value}. */
    double cdf(int feature, double value);

    /** The value, clipped to the support of a continuous feature. */
    double within(int feature, double value);

    /** Predictive quantile of a missing continuous feature, for {@code 0 < p < 1}. */
    double quantile(int feature, double p);

    /**
     * The ends of the central interval of every missing continuous feature.
     *
     * @param mass probability of each interval, {@code 0 < mass < 1}
     * @param lower d numbers; those of missing continuous features are written
     * @param upper d numbers; those of missing continuous features are written
     */
    void intervals(double mass, double[] lower, double[] upper);

    /**
     * The ends of the central intervals of some missing continuous features, to the bit those of {@link #intervals(double,
     * double[], double[])}, at a cost in proportion to their number.
     *
     * @param of by feature, whether its interval is wanted; features that are not missing do not count
     */
    void intervals(double mass, boolean[] of, double[] lower, double[] upper);

    @Override
    double probability(int feature, int category);

    /** The most probable category of a missing binary or categorical feature; among equals, the first. */
    int mostProbable(int feature);

    /** Log density of the observed cells in nats; continuous cells in standard units. */
    double logLikelihood();

    /** The number of optimizer steps for the record. */
    int steps();

    /** Whether inference stopped by its own rule. */
    boolean converged();

    /** k, the length of the latent code. */
    int latentSize();

    /** Writes posterior mean and standard deviation of the latent code, k numbers each. */
    void latent(float[] mean, float[] sd);

    /**
     * Draws the missing cells jointly.
     *
     * @param into d cells; missing cells are written, observed cells stay unchanged
     */
    void draw(SplittableRandom random, double[] into);
}
