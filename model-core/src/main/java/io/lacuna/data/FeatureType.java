package io.lacuna.data;

import java.util.List;

/** What values a feature takes, and so which output head of a decoder speaks for it. */
public sealed interface FeatureType {

    /** A number, on the real line. */
    record Continuous() implements FeatureType {}

    /** False or true, held as 0 or 1. */
    record Binary() implements FeatureType {}

    /**
     * One of a fixed list of labels, held as the label's index.
     *
     * @param labels at least one, all different; a value outside them counts as missing
     */
    record Categorical(List<String> labels) implements FeatureType {
        public Categorical {
            labels = List.copyOf(labels);
            if (labels.isEmpty() || labels.stream().distinct().count() != labels.size()) {
                throw new IllegalArgumentException("labels must be different and at least one, not " + labels);
            }
        }
    }
}
