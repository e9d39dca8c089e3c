package io.lacuna.internal.inference.neural;

/** The predictive distribution of a record's missing cells, in standard units. */
public sealed interface Predictive permits PredictiveDraws, PredictiveNormals {

    /** Estimate of log p(observed cells) in nats, with cells in standard units. */
    double logEvidence();

    double mean(int feature);

    double variance(int feature);

    /** The probability that the feature is at most {@code standardized}. */
    double cdf(int feature, double standardized);

    double probability(int feature, int category);
}
