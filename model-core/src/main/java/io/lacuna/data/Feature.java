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
    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if the name is empty
     */
    public Feature {
        Objects.requireNonNull(type, "type");
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a feature needs a name");
        }
    }

    /**
     * A feature whose values are real numbers.
     *
     * @param name the field's name
     * @return the feature
     */
    public static Feature continuous(String name) {
        return new Feature(name, new FeatureType.Continuous());
    }

    /**
     * A feature whose values are false and true.
     *
     * @param name the field's name
     * @return the feature
     */
    public static Feature binary(String name) {
        return new Feature(name, new FeatureType.Binary());
    }

    /**
     * A feature whose values are labels.
     *
     * @param name the field's name
     * @param labels at least one, all different; any other value counts as missing
     * @return the feature
     */
    public static Feature categorical(String name, List<String> labels) {
        return new Feature(name, new FeatureType.Categorical(labels));
    }

    /** {@return whether the values are real numbers} */
    public boolean isContinuous() {
        return type instanceof FeatureType.Continuous;
    }

    /**
     * {@return the number of categories: 0 for a continuous feature, 2 for a binary one, the number of labels for a
     * categorical one}
     */
    public int categories() {
        if (type instanceof FeatureType.Categorical categorical) {
            return categorical.labels().size();
        }
        return type instanceof FeatureType.Binary ? 2 : 0;
    }

    /**
     * The label of a category.
     *
     * @param category index of the category, from 0
     * @return its own label for a categorical feature, {@code false} or {@code true} for a binary one
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
