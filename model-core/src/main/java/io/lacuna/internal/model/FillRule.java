package io.lacuna.internal.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Which value of its predictive distribution a gap gets. */
public enum FillRule {
    /** The mean of a number, which has the least squared error; the most probable category. */
    MEAN,
    /** The median of a number, which has the least absolute error; the most probable category. */
    MEDIAN,
    /** The most probable value of a number and the most probable category. */
    MODE,
    /** A draw, of all gaps of a record together: filled columns vary as observed ones do. */
    DRAW;

    /** The name by which users choose it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The names of all. */
    public static List<String> ids() {
        return Arrays.stream(values()).map(FillRule::id).toList();
    }

    /**
     * @throws IllegalArgumentException if no rule has the name
     */
    public static FillRule of(String id) {
        return Arrays.stream(values())
                .filter(rule -> rule.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + id + "' is none of " + String.join(", ", ids())));
    }
}
