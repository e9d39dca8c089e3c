package io.lacuna.app.cli;

import io.lacuna.app.table.csv.MissingMarkers;
import io.lacuna.model.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The sentinels a model was fitted with, in its provenance, so that filling need not be told again. */
final class Sentinels {
    private static final String PREFIX = "fit.sentinel.";

    private Sentinels() {}

    static Map<String, String> entries(MissingMarkers missing) {
        Map<String, String> entries = new TreeMap<>();
        for (String sentinel : missing.sentinels()) {
            entries.put(PREFIX + (entries.size() + 1), sentinel);
        }
        return entries;
    }

    /** The model's sentinels and more. */
    static MissingMarkers of(Provenance provenance, List<String> more) {
        List<String> all = new ArrayList<>(more);
        provenance.entries().forEach((key, value) -> {
            if (key.startsWith(PREFIX)) {
                all.add(value);
            }
        });
        return MissingMarkers.with(all);
    }
}
