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
 * Summary of many input records: the gaps and values of each field, and the most frequent patterns of missing cells. It
 * is stored in the provenance of a generation, so that later readers know what was normal when it was fitted.
 * Immutable.
 *
 * @param rows number of records summarized
 * @param features summaries by field name
 * @param patterns shares of the most frequent patterns; a pattern is the names of its missing fields
 */
public record InputProfile(long rows, Map<String, FeatureProfile> features, Map<String, Double> patterns) {
    /** This many patterns include every pattern with a share of at least 1/50. */
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

    /**
     * Provenance entries of this profile. A pattern is a hexadecimal number over the fields' positions in {@link
     * #features}.
     */
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

    /** Reads the profile from provenance entries; empty where there is none or it cannot be read. */
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
            // The provenance was written by the publisher of the generation; an unreadable entry means no profile.
            return Optional.empty();
        }
    }
}
