package io.lacuna.internal.training.mixture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows that miss the same continuous cells. They share all factors and gains of an E step.
 *
 * @param observed indices of the o observed features, increasing
 * @param missing indices of the m missing features, increasing
 * @param rows indices of the rows, at most {@value #MOST_ROWS}; larger groups are split, to bound the memory of a step
 */
record RelayPattern(int[] observed, int[] missing, int[] rows) {
    private static final int MOST_ROWS = 256;

    /** Groups rows by pattern, in the order in which patterns first appear. */
    static List<RelayPattern> group(double[][] y) {
        Map<String, List<Integer>> byPattern = new LinkedHashMap<>();
        for (int i = 0; i < y.length; i++) {
            byPattern.computeIfAbsent(key(y[i]), none -> new ArrayList<>()).add(i);
        }
        List<RelayPattern> patterns = new ArrayList<>();
        for (List<Integer> places : byPattern.values()) {
            double[] first = y[places.get(0)];
            int[] observed = places(first, false);
            int[] missing = places(first, true);
            for (int from = 0; from < places.size(); from += MOST_ROWS) {
                List<Integer> part = places.subList(from, Math.min(places.size(), from + MOST_ROWS));
                patterns.add(new RelayPattern(
                        observed,
                        missing,
                        part.stream().mapToInt(Integer::intValue).toArray()));
            }
        }
        return patterns;
    }

    private static String key(double[] row) {
        char[] key = new char[row.length];
        for (int j = 0; j < row.length; j++) {
            key[j] = Double.isNaN(row[j]) ? '?' : '.';
        }
        return new String(key);
    }

    private static int[] places(double[] row, boolean missing) {
        int[] places = new int[row.length];
        int count = 0;
        for (int j = 0; j < row.length; j++) {
            if (Double.isNaN(row[j]) == missing) {
                places[count++] = j;
            }
        }
        return Arrays.copyOf(places, count);
    }
}
