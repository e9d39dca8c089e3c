package io.lacuna.internal.model;

/** The values for the gaps of the record that was inferred last. */
public interface GapValues {

    /** The value to write into a missing cell: a number in the feature's own unit, or a category. */
    double value(int feature);

    /** Predictive probability of a category of a missing binary or categorical feature. */
    double probability(int feature, int category);
}
