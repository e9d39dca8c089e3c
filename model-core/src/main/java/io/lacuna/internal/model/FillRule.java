package io.lacuna.internal.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Rule that chooses the value of a gap from its predictive distribution. */
public enum FillRule {
    /** The mean of a number, which has the smallest squared error; the most probable category. */
    MEAN,
    /** The median of a number, which has the smallest absolute error; the most probable category. */
    MEDIAN,
    /** The most probable value of a number and the most probable category. */
    MODE,
    /** A joint draw of all gaps of a record: filled columns vary as observed ones do. */
    DRAW;

    /** The id in options and configuration. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The ids of all rules. */
    public static List<String> ids() {
        return Arrays.stream(values()).map(FillRule::id).toList();
    }

    /**
     * @throws IllegalArgumentException if no rule has the id
     */
    public static FillRule of(String id) {
        return Arrays.stream(values())
                .filter(rule -> rule.id().equals(id))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("'" + id + "' is not one of " + String.join(", ", ids())));
    }
}
