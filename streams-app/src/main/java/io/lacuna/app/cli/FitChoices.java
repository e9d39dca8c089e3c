package io.lacuna.app.cli;

import io.lacuna.app.cli.option.ReadingOptions;
import io.lacuna.app.table.column.ColumnChoices;
import io.lacuna.app.table.column.Limits;
import io.lacuna.app.table.column.NumberStyle;
import io.lacuna.app.table.column.ReadingChoices;
import io.lacuna.model.Provenance;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Keeps in a model's provenance how its table was read, so that filling needs no repeated options. */
final class FitChoices {
    private static final String SENTINEL = "fit.sentinel.";
    private static final String DECIMAL = "fit.decimal";
    private static final String THOUSANDS = "fit.thousands.";
    private static final String LIMITS = "fit.limits";

    private FitChoices() {}

    static Map<String, String> entries(ColumnChoices choices) {
        Map<String, String> entries = new TreeMap<>();
        int sentinels = 0;
        for (String sentinel : choices.missing().all()) {
            entries.put(SENTINEL + ++sentinels, sentinel);
        }
        ReadingChoices reading = choices.reading();
        if (reading.decimal() != NumberStyle.NONE) {
            entries.put(DECIMAL, String.valueOf(reading.decimal()));
        }
        int marks = 0;
        for (String column : new TreeSet<>(reading.thousands().keySet())) {
            entries.put(THOUSANDS + ++marks, column + "=" + reading.thousands().get(column));
        }
        if (reading.limits() != Limits.MISSING) {
            entries.put(LIMITS, reading.limits().name().toLowerCase(Locale.ROOT));
        }
        return entries;
    }

    /** The options; where an option is not given, the choice made when the model was fitted. */
    static ColumnChoices of(Provenance provenance, ReadingOptions options) {
        Set<String> sentinels = new TreeSet<>();
        Map<String, Character> thousands = new LinkedHashMap<>();
        provenance.entries().forEach((key, value) -> {
            if (key.startsWith(SENTINEL)) {
                sentinels.add(value);
            }
            if (key.startsWith(THOUSANDS) && value.lastIndexOf('=') == value.length() - 2) {
                thousands.put(value.substring(0, value.length() - 2), value.charAt(value.length() - 1));
            }
        });
        ReadingChoices given = options.reading();
        thousands.putAll(given.thousands());
        String decimal = provenance.entries().getOrDefault(DECIMAL, "");
        ReadingChoices reading = new ReadingChoices(
                given.decimal() == NumberStyle.NONE && decimal.length() == 1 ? decimal.charAt(0) : given.decimal(),
                thousands,
                given.limits() == Limits.MISSING ? limits(provenance) : given.limits());
        return new ColumnChoices(
                Set.of(), Set.of(), Set.of(), Set.of(), options.missing().inheriting(sentinels), reading);
    }

    private static Limits limits(Provenance provenance) {
        String stored = provenance.entries().getOrDefault(LIMITS, "");
        return stored.equals("at") ? Limits.AT : stored.equals("half") ? Limits.HALF : Limits.MISSING;
    }
}
