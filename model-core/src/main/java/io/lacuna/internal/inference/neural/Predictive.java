package io.lacuna.internal.inference.neural;

/** The distribution of a record's missing cells, in standardized units. */
public sealed interface Predictive permits PredictiveDraws, PredictiveNormals {

    /** Estimate of log p(observed cells), in nats and standardized units. */
    double logEvidence();

    double mean(int feature);

    double variance(int feature);

    /** Probability of a number below that. */
    double cdf(int feature, double standardized);

    double probability(int feature, int category);
}
