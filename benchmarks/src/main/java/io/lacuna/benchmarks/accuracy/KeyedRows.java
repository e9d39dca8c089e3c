package io.lacuna.benchmarks.accuracy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Rows of several keys, interleaved by their places in their keys, with the last fifth of each key as its test rows.
 *
 * @param rows cells of the features
 * @param keys numbers of the keys by row, in the order of their first rows
 * @param train indices of the training rows, ascending
 * @param test indices of the test rows, ascending
 */
record KeyedRows(List<double[]> rows, int[] keys, int[] train, int[] test) {
    /**
     * @param table rows of all columns
     * @param keyColumns columns that together identify a key; none if all rows have one key
     * @param columns columns of the features
     */
    static KeyedRows of(List<double[]> table, int[] keyColumns, int[] columns) {
        int n = table.size();
        Map<List<Double>, Integer> numbers = new HashMap<>();
        List<Integer> counts = new ArrayList<>();
        int[] key = new int[n];
        int[] place = new int[n];
        for (int i = 0; i < n; i++) {
            double[] row = table.get(i);
            List<Double> name = Arrays.stream(keyColumns).mapToObj(j -> row[j]).toList();
            key[i] = numbers.computeIfAbsent(name, unseen -> numbers.size());
            if (key[i] == counts.size()) {
                counts.add(0);
            }
            place[i] = counts.get(key[i]);
            counts.set(key[i], place[i] + 1);
        }
        int[] order = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingInt((Integer i) -> place[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        List<double[]> rows = new ArrayList<>();
        int[] keys = new int[n];
        List<Integer> train = new ArrayList<>();
        List<Integer> test = new ArrayList<>();
        for (int p = 0; p < n; p++) {
            double[] row = table.get(order[p]);
            rows.add(Arrays.stream(columns).mapToDouble(j -> row[j]).toArray());
            keys[p] = key[order[p]];
            int count = counts.get(keys[p]);
            (place[order[p]] < count - count / 5 ? train : test).add(p);
        }
        return new KeyedRows(rows, keys, ints(train), ints(test));
    }

    private static int[] ints(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }
}
