package io.lacuna.app.watch;

import io.lacuna.data.Features;
import io.lacuna.data.Table;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What many records looked like: each field's gaps and values, and the commonest patterns of missing cells. It goes with
 * a generation's provenance, so that whoever serves or watches later knows what was normal. Immutable.
 *
 * @param rows records it is of
 * @param features by field name
 * @param patterns shares of the commonest patterns; a pattern is the names of its missing fields
 */
public record InputProfile(long rows, Map<String, FeatureProfile> features, Map<String, Double> patterns) {
    /** A pattern with a share of a fiftieth is among this many in any case. */
    private static final int PATTERNS = 128;

    private static final String PREFIX = "profile.";
    private static final String FEATURE = "profile.feature.";

    public InputProfile {
        features = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(features));
        patterns = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(patterns));
    }

    /** @param table records, NaN = missing */
    public static InputProfile of(Table table) {
        Features features = table.features();
        Map<String, FeatureProfile> fields = new LinkedHashMap<>();
        for (int j = 0; j < features.size(); j++) {
            int column = j;
            double[] values =
                    table.rows().stream().mapToDouble(row -> row[column]).toArray();
            fields.put(
                    features.get(j).name(),
                    FeatureProfile.of(values, features.get(j).isContinuous()));
        }
        return new InputProfile(table.size(), fields, patterns(table));
    }

    private static Map<String, Double> patterns(Table table) {
        Map<String, Integer> counts = new HashMap<>();
        for (double[] row : table.rows()) {
            counts.merge(pattern(table.features(), row), 1, Integer::sum);
        }
        Map<String, Double> shares = new LinkedHashMap<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(PATTERNS)
                .forEach(entry -> shares.put(entry.getKey(), entry.getValue() / (double) table.size()));
        return shares;
    }

    private static String pattern(Features features, double[] row) {
        StringBuilder names = new StringBuilder();
        for (int j = 0; j < row.length; j++) {
            if (Double.isNaN(row[j])) {
                names.append(names.isEmpty() ? "" : ",").append(features.get(j).name());
            }
        }
        return names.toString();
    }

    /** As entries of a provenance. Patterns are told by the fields' places among {@link #features}, in hexadecimal. */
    public Map<String, String> entries() {
        Map<String, String> entries = new TreeMap<>();
        entries.put(PREFIX + "rows", Long.toString(rows));
        int place = 0;
        Map<String, Integer> places = new HashMap<>();
        for (Map.Entry<String, FeatureProfile> feature : features.entrySet()) {
            places.put(feature.getKey(), place);
            entries.put(
                    FEATURE + feature.getKey(),
                    place++ + ";" + feature.getValue().text());
        }
        entries.put(
                PREFIX + "patterns",
                patterns.entrySet().stream()
                        .map(entry -> PatternCode.encode(entry.getKey(), places) + "=" + entry.getValue())
                        .collect(Collectors.joining(",")));
        return entries;
    }

    /** What {@link #entries} gave, from among others; empty where it is not there or cannot be read. */
    public static Optional<InputProfile> from(Map<String, String> entries) {
        try {
            String rows = entries.get(PREFIX + "rows");
            if (rows == null) {
                return Optional.empty();
            }
            TreeMap<Integer, Map.Entry<String, FeatureProfile>> ordered = new TreeMap<>();
            entries.forEach((key, value) -> {
                if (key.startsWith(FEATURE)) {
                    int mark = value.indexOf(';');
                    ordered.put(
                            Integer.parseInt(value.substring(0, mark)),
                            Map.entry(
                                    key.substring(FEATURE.length()), FeatureProfile.parse(value.substring(mark + 1))));
                }
            });
            Map<String, FeatureProfile> features = new LinkedHashMap<>();
            ordered.values().forEach(entry -> features.put(entry.getKey(), entry.getValue()));
            List<String> names = List.copyOf(features.keySet());
            Map<String, Double> patterns = new LinkedHashMap<>();
            for (String entry : entries.getOrDefault(PREFIX + "patterns", "").split(",")) {
                int equals = entry.indexOf('=');
                if (equals >= 0) {
                    patterns.put(
                            PatternCode.decode(entry.substring(0, equals), names),
                            Double.parseDouble(entry.substring(equals + 1)));
                }
            }
            return Optional.of(new InputProfile(Long.parseLong(rows), features, patterns));
        } catch (IllegalArgumentException | IndexOutOfBoundsException notOurs) {
            // Provenance is words of whoever published; what cannot be read is no profile.
            return Optional.empty();
        }
    }
}
