package io.lacuna.app.trainer.cells;

import io.lacuna.data.Features;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a model takes the fields of its records for, where a schema does not say it. A small window is read as the model reads
 * it: its few values may look like something else. Immutable.
 *
 * @param features of the model
 * @param passing fields that its window had, and that passed through
 */
public record ServedFields(Features features, Set<String> passing) {
    private static final String ENTRY = "input.passing";
    private static final String BETWEEN = "\n";
    private static final int MOST = 500;

    public ServedFields {
        passing = Set.copyOf(passing);
    }

    /** Of a model with this provenance. */
    public static ServedFields of(Features features, Map<String, String> provenance) {
        String entry = provenance.getOrDefault(ENTRY, "");
        return new ServedFields(features, entry.isEmpty() ? Set.of() : Set.copyOf(List.of(entry.split(BETWEEN))));
    }

    /** Provenance entries that name the fields that pass through; none if there are none or very many. */
    static Map<String, String> entries(List<String> passing) {
        return passing.isEmpty() || passing.size() > MOST ? Map.of() : Map.of(ENTRY, String.join(BETWEEN, passing));
    }

    /** Whether the model's window had the field. */
    boolean knows(String path) {
        return features.indexOf(path) >= 0 || passing.contains(path);
    }
}
