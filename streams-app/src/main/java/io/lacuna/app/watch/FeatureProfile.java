package io.lacuna.app.watch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Summary of one field over many records. Immutable.
 *
 * @param missing share of records without a value
 * @param quantiles the 0.05, 0.5 and 0.95 quantiles of the numbers; empty without numbers
 * @param common the three most frequent values with their shares of the observed values, most frequent first
 */
record FeatureProfile(double missing, List<Double> quantiles, Map<Double, Double> common) {
    private static final int COMMON = 3;

    FeatureProfile {
        quantiles = List.copyOf(quantiles);
        common = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(common));
    }

    /** Summarizes the values of a field, NaN = missing; categories have no quantiles. */
    static FeatureProfile of(double[] values, boolean continuous) {
        double[] observed =
                Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
        Map<Double, Integer> counts = new HashMap<>();
        for (double value : observed) {
            counts.merge(value, 1, Integer::sum);
        }
        Map<Double, Double> common = new LinkedHashMap<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<Double, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(COMMON)
                .forEach(entry -> common.put(entry.getKey(), entry.getValue() / (double) observed.length));
        List<Double> quantiles = new ArrayList<>();
        if (continuous && observed.length > 0) {
            for (double p : new double[] {0.05, 0.5, 0.95}) {
                quantiles.add(observed[(int) Math.round(p * (observed.length - 1))]);
            }
        }
        return new FeatureProfile(1 - observed.length / (double) Math.max(1, values.length), quantiles, common);
    }

    /**
     * Share of the observed values that equal this value. For a value that is not among the most frequent: an upper
     * bound.
     */
    double shareOf(double value) {
        double least = common.size() < COMMON ? 0 : 1;
        for (Map.Entry<Double, Double> entry : common.entrySet()) {
            if (entry.getKey() == value) {
                return entry.getValue();
            }
            least = Math.min(least, entry.getValue());
        }
        return least;
    }

    /** {@code missing;q05,q50,q95;value=share,...}, read by {@link #parse}. */
    String text() {
        List<String> numbers = quantiles.stream().map(String::valueOf).toList();
        List<String> values = common.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .toList();
        return missing + ";" + String.join(",", numbers) + ";" + String.join(",", values);
    }

    /**
     * Parses the result of {@link #text}.
     *
     * @throws IllegalArgumentException where the text has another form
     */
    static FeatureProfile parse(String text) {
        String[] parts = text.split(";", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not a profile: " + text);
        }
        List<Double> quantiles = new ArrayList<>();
        for (String number : split(parts[1])) {
            quantiles.add(Double.parseDouble(number));
        }
        Map<Double, Double> common = new LinkedHashMap<>();
        for (String entry : split(parts[2])) {
            int equals = entry.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("not a profile: " + text);
            }
            common.put(Double.parseDouble(entry.substring(0, equals)), Double.parseDouble(entry.substring(equals + 1)));
        }
        if (quantiles.size() != 0 && quantiles.size() != 3) {
            throw new IllegalArgumentException("not a profile: " + text);
        }
        return new FeatureProfile(Double.parseDouble(parts[0]), quantiles, common);
    }

    private static String[] split(String list) {
        return list.isEmpty() ? new String[0] : list.split(",");
    }
}
