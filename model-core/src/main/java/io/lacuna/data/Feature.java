package io.lacuna.data;

import java.util.List;
import java.util.Objects;

/**
 * One imputable field of a record. Immutable.
 *
 * @param name the field's name; features are matched by name, never by position
 * @param type the kind of values it takes
 */
public record Feature(String name, FeatureType type) {
    public Feature {
        Objects.requireNonNull(type, "type");
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a feature needs a name");
        }
    }

    public static Feature continuous(String name) {
        return new Feature(name, new FeatureType.Continuous());
    }

    public static Feature binary(String name) {
        return new Feature(name, new FeatureType.Binary());
    }

    public static Feature categorical(String name, List<String> labels) {
        return new Feature(name, new FeatureType.Categorical(labels));
    }

    public boolean isContinuous() {
        return type instanceof FeatureType.Continuous;
    }

    /**
     * The number of categories: 0 for a continuous feature, 2 for a binary one, the number of labels for a categorical
     * one.
     */
    public int categories() {
        if (type instanceof FeatureType.Categorical categorical) {
            return categorical.labels().size();
        }
        return type instanceof FeatureType.Binary ? 2 : 0;
    }

    /**
     * The label of a category: its own label for a categorical feature, {@code false} or {@code true} for a binary one.
     *
     * @param category index of the category, from 0
     * @throws IllegalStateException for a continuous feature
     */
    public String label(int category) {
        if (type instanceof FeatureType.Categorical categorical) {
            return categorical.labels().get(category);
        }
        if (type instanceof FeatureType.Binary) {
            return category == 0 ? "false" : "true";
        }
        throw new IllegalStateException("feature '" + name + "' is continuous and has no categories");
    }
}
