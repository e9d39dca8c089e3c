package io.lacuna.impute;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a missing cell was filled with, and how certain that is. Immutable. */
public sealed interface FilledCell {
    /** {@return the name of the feature} */
    String feature();

    /** {@return the value to write into the cell: a {@link Double}, a {@link Boolean} or a label} */
    Object value();

    /**
     * A filled cell of a continuous feature.
     *
     * @param feature name of the feature
     * @param mean of its predictive distribution, in the feature's own unit
     * @param sd standard deviation of that distribution, in the feature's own unit
     * @param interval central interval with the probability that the imputer was created with
     */
    record FilledNumber(String feature, double mean, double sd, Interval interval) implements FilledCell {
        @Override
        public Double value() {
            return mean;
        }
    }

    /**
     * A filled cell of a binary or categorical feature.
     *
     * @param feature name of the feature
     * @param value the most probable value: a {@link Boolean} for a binary feature, otherwise a label
     * @param probabilities the probability of every label, in the feature's order; a binary feature has {@code false}
     *     and {@code true}
     */
    record FilledCategory(String feature, Object value, Map<String, Double> probabilities) implements FilledCell {
        /** Copies the map. */
        public FilledCategory {
            probabilities = Collections.unmodifiableMap(new LinkedHashMap<>(probabilities));
        }

        /**
         * The probability of a label.
         *
         * @param label a label of the feature; {@code false} or {@code true} for a binary one
         * @return from 0 to 1; 0 if the feature does not have the label
         */
        public double probability(String label) {
            return probabilities.getOrDefault(label, 0.0);
        }
    }
}
