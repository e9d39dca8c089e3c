package io.lacuna.internal.evaluation;

/** The factor by which the central interval of each feature is stretched about its mean. */
@FunctionalInterface
public interface IntervalStretch {
    /** No stretch: intervals as the model gives them. */
    IntervalStretch NONE = feature -> 1;

    /** The factor for the feature with this name, above zero; exactly 1 if the interval stays unchanged. */
    double of(String feature);
}
