package io.lacuna.internal.evaluation;

/** By how much the central interval of each feature is stretched about its mean. */
@FunctionalInterface
public interface IntervalStretch {
    /** Intervals as the model gives them. */
    IntervalStretch NONE = feature -> 1;

    /** The factor of the feature of that name, above zero; exactly 1 where the interval stays as it is. */
    double of(String feature);
}
