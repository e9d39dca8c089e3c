package io.lacuna.evaluation;

import io.lacuna.model.Imputer;

/**
 * The central interval of one missing number, in the feature's own units.
 *
 * @param lower the end below which half of what the interval leaves out is expected
 * @param upper the end above which the other half is
 */
public record CentralInterval(double lower, double upper) {
    /**
     * The interval of the record inferred last.
     *
     * @param mass probability that the interval is meant to hold
     * @param stretch factor about the mean; with 1 the ends are the model's quantiles to the bit
     */
    public static CentralInterval of(Imputer imputer, int feature, double mass, double stretch) {
        double lower = imputer.quantile(feature, 0.5 * (1 - mass));
        double upper = imputer.quantile(feature, 0.5 * (1 + mass));
        if (stretch == 1) {
            return new CentralInterval(lower, upper);
        }
        double mean = imputer.mean(feature);
        return new CentralInterval(mean + stretch * (lower - mean), mean + stretch * (upper - mean));
    }

    /** Whether the value lies within, its ends included. */
    public boolean holds(double value) {
        return lower <= value && value <= upper;
    }
}
