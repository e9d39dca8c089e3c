package io.lacuna.data;

import java.util.List;

/** The kind of values a feature takes. It decides the output head of a decoder. Immutable. */
public sealed interface FeatureType {

    /** A real number. */
    record Continuous() implements FeatureType {}

    /** False or true, stored as 0 or 1. */
    record Binary() implements FeatureType {}

    /**
     * One of a fixed list of labels, stored as the label's index.
     *
     * @param labels at least one, all different; any other value counts as missing
     */
    record Categorical(List<String> labels) implements FeatureType {
        /**
         * Copies the list and checks it.
         *
         * @throws IllegalArgumentException if there is no label, or two are equal
         */
        public Categorical {
            labels = List.copyOf(labels);
            if (labels.isEmpty() || labels.stream().distinct().count() != labels.size()) {
                throw new IllegalArgumentException("labels must be different and at least one, not " + labels);
            }
        }
    }
}
