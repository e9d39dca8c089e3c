package io.lacuna.internal.inference.relation;

/** The ranges in which the values of features lie. */
@FunctionalInterface
public interface FeatureRange {

    /** The value, clipped to the feature's range. */
    double within(int feature, double value);
}
