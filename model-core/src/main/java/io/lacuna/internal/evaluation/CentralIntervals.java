package io.lacuna.internal.evaluation;

import io.lacuna.internal.model.Imputer;

/**
 * The central intervals of a record's missing numbers, in the features' own units: as much probability is left out below as
 * above. Mutable, owned by one thread.
 */
public final class CentralIntervals {
    private final Imputer imputer;
    private final double mass;
    private final double[] lower;
    private final double[] upper;

    /**
     * @param features number of features of the imputer's model
     * @param mass probability that each interval is meant to hold
     */
    public CentralIntervals(Imputer imputer, int features, double mass) {
        this.imputer = imputer;
        this.mass = mass;
        lower = new double[features];
        upper = new double[features];
    }

    /** Finds those of the record that the imputer inferred last; the other methods speak of it until the next. */
    public void find() {
        imputer.intervals(mass, lower, upper);
    }

    /**
     * @param feature a missing continuous feature
     * @param stretch factor about the mean; with 1 the end is the model's quantile to the bit
     */
    public double lower(int feature, double stretch) {
        return stretched(feature, lower[feature], stretch);
    }

    /** The other end, as {@link #lower}. */
    public double upper(int feature, double stretch) {
        return stretched(feature, upper[feature], stretch);
    }

    private double stretched(int feature, double end, double stretch) {
        if (stretch == 1) {
            return end;
        }
        double mean = imputer.mean(feature);
        return mean + stretch * (end - mean);
    }

    /** Whether a value lies within, the ends included. */
    public boolean hold(int feature, double stretch, double value) {
        return lower(feature, stretch) <= value && value <= upper(feature, stretch);
    }
}
