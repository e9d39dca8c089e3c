package io.lacuna.app.table.column;

import io.lacuna.data.Feature;
import io.lacuna.data.FeatureType;
import java.util.List;
import java.util.Optional;

/**
 * What became of one column of a table.
 *
 * @param name its name
 * @param place where it stands, from 0
 * @param feature what a model learns of it; empty where it passes through unchanged
 * @param reason why, for people
 * @param notes what a careful user should know besides, a line each
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
