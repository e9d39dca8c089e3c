package io.lacuna.internal.evaluation;

import io.lacuna.internal.model.CellPredictions;

/**
 * The central intervals of a record's missing continuous cells, in the features' own units: the probability below an
 * interval equals the probability above it. Mutable; one thread owns it.
 */
public final class CentralIntervals {
    private final CellPredictions imputer;
    private final double mass;
    private final double[] lower;
    private final double[] upper;

    /**
     * @param imputer of the records
     * @param features number of features of the imputer's model
     * @param mass probability that each interval should hold
     */
    public CentralIntervals(CellPredictions imputer, int features, double mass) {
        this.imputer = imputer;
        this.mass = mass;
        lower = new double[features];
        upper = new double[features];
    }

    /**
     * Computes the intervals of the record that the imputer inferred last. The other methods refer to them until the
     * next call.
     */
    public void find() {
        imputer.intervals(mass, lower, upper);
    }

    /**
     * Computes the intervals of some features of the record that the imputer inferred last.
     *
     * @param of by feature, whether its interval will be asked for
     */
    public void find(boolean[] of) {
        imputer.intervals(mass, of, lower, upper);
    }

    /**
     * The lower end.
     *
     * @param feature index of a missing continuous feature
     * @param stretch factor about the mean; with 1 the end equals the model's quantile, bit for bit
     */
    public double lower(int feature, double stretch) {
        return stretched(feature, lower[feature], stretch);
    }

    /** The upper end, as {@link #lower}. */
    public double upper(int feature, double stretch) {
        return stretched(feature, upper[feature], stretch);
    }

    private double stretched(int feature, double end, double stretch) {
        if (stretch == 1) {
            return end;
        }
        double mean = imputer.mean(feature);
        return imputer.within(feature, mean + stretch * (end - mean));
    }

    /** Whether a value lies inside the interval; the ends belong to it. */
    public boolean hold(int feature, double stretch, double value) {
        return lower(feature, stretch) <= value && value <= upper(feature, stretch);
    }
}
