package io.lacuna.app.table.column;

import io.lacuna.data.Feature;
import io.lacuna.data.FeatureType;
import java.util.List;
import java.util.Optional;

/**
 * The treatment of one column of a table.
 *
 * @param name its name
 * @param place position in the file, from 0
 * @param feature the feature that a model learns; empty where the column passes through unchanged
 * @param reason reason for the treatment, as text
 * @param notes further notes that a user should read, one line each
 */
public record Column(String name, int place, Optional<Feature> feature, String reason, List<String> notes) {
    public Column {
        notes = List.copyOf(notes);
    }

    static Column modelled(String name, int place, Feature feature, String reason, List<String> notes) {
        return new Column(name, place, Optional.of(feature), reason, notes);
    }

    static Column passedThrough(String name, int place, String reason, List<String> notes) {
        return new Column(name, place, Optional.empty(), reason, notes);
    }

    /** {@code number}, {@code 0 or 1}, {@code 5 categories}, or {@code passed through}. */
    public String kind() {
        return feature.map(f -> f.isContinuous()
                        ? "number"
                        : f.type() instanceof FeatureType.Binary ? "0 or 1" : f.categories() + " categories")
                .orElse("passed through");
    }
}
