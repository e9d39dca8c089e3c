package io.lacuna.app.table;

import io.lacuna.data.Feature;
import java.util.Optional;

/**
 * What became of one column of a CSV file.
 *
 * @param name its name
 * @param place where it stands, from 0
 * @param feature what a model learns of it; empty where it passes through untouched
 * @param reason why, for people
 */
public record Column(String name, int place, Optional<Feature> feature, String reason) {
    static Column modelled(String name, int place, Feature feature, String reason) {
        return new Column(name, place, Optional.of(feature), reason);
    }

    static Column passedThrough(String name, int place, String reason) {
        return new Column(name, place, Optional.empty(), reason);
    }

    /** {@code number}, {@code true or false}, {@code 5 categories}, or {@code passed through}. */
    public String kind() {
        return feature.map(f -> f.isContinuous() ? "number" : f.categories() + " categories")
                .orElse("passed through");
    }
}
