package io.lacuna.impute;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a missing cell was filled with, and how sure that is. Immutable. */
public sealed interface FilledCell {
    /** Name of the feature. */
    String feature();

    /** What to write in the cell: a {@link Double}, a {@link Boolean} or a label. */
    Object value();

    /**
     * A missing number.
     *
     * @param mean of its predictive distribution, in the feature's own unit
     * @param sd standard deviation of that distribution
     * @param interval central interval of the mass that the imputer was made with
     */
    record FilledNumber(String feature, double mean, double sd, Interval interval) implements FilledCell {
        @Override
        public Double value() {
            return mean;
        }
    }

    /**
     * A missing flag or category.
     *
     * @param value the most probable: a {@link Boolean} for a binary feature, else a label
     * @param probabilities of every label, in the feature's order; a binary feature has {@code false} and {@code true}
     */
    record FilledCategory(String feature, Object value, Map<String, Double> probabilities) implements FilledCell {
        public FilledCategory {
            probabilities = Collections.unmodifiableMap(new LinkedHashMap<>(probabilities));
        }

        /** Probability of a label; 0 for one that the feature does not have. */
        public double probability(String label) {
            return probabilities.getOrDefault(label, 0.0);
        }
    }
}
