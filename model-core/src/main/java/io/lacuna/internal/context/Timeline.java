package io.lacuna.internal.context;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * Time and key of each row of a table, as two arrays. Immutable by convention: nobody writes to its arrays.
 *
 * @param times n times, all in the same unit, such as milliseconds since 1970
 * @param keys n key ids, from 0; rows with the same key have the same id
 * @param ofCalendar whether times are milliseconds since 1970 UTC, so that hours and weekdays are known
 */
public record Timeline(long[] times, int[] keys, boolean ofCalendar) {
    public Timeline {
        if (times.length != keys.length) {
            throw new IllegalArgumentException(times.length + " times for " + keys.length + " keys");
        }
    }

    /** A timeline whose times do not give hours and weekdays. */
    public Timeline(long[] times, int[] keys) {
        this(times, keys, false);
    }

    /** Rows of one key, one step apart. */
    public static Timeline ofRows(int n) {
        long[] times = new long[n];
        Arrays.setAll(times, i -> i);
        return new Timeline(times, new int[n]);
    }

    /** Rows of several keys, each one step after the previous row of its key. */
    public static Timeline ofRows(int[] keys) {
        long[] times = new long[keys.length];
        Map<Integer, Long> next = new HashMap<>();
        for (int i = 0; i < keys.length; i++) {
            times[i] = next.merge(keys[i], 1L, Long::sum) - 1;
        }
        return new Timeline(times, keys);
    }

    /** n, the number of rows. */
    public int size() {
        return times.length;
    }

    /** The timeline of some of the rows, in the order of their indices. */
    public Timeline select(int[] places) {
        return new Timeline(
                Arrays.stream(places).mapToLong(i -> times[i]).toArray(),
                Arrays.stream(places).map(i -> keys[i]).toArray(),
                ofCalendar);
    }

    /** The rows' indices in the order of their times; rows with equal times in their own order. */
    public int[] order() {
        Integer[] places = new Integer[times.length];
        Arrays.setAll(places, i -> i);
        Arrays.sort(places, Comparator.comparingLong(i -> times[i]));
        return Arrays.stream(places).mapToInt(i -> i).toArray();
    }

    /** The indices of each key's rows in the order of their times; keys in the order of their first rows. */
    public int[][] byKey() {
        Map<Integer, Integer> number = new HashMap<>();
        int[] of = new int[keys.length];
        for (int i = 0; i < keys.length; i++) {
            of[i] = number.computeIfAbsent(keys[i], key -> number.size());
        }
        int[] count = new int[number.size()];
        for (int k : of) {
            count[k]++;
        }
        int[][] rows = new int[count.length][];
        Arrays.setAll(rows, k -> new int[count[k]]);
        Arrays.fill(count, 0);
        for (int i : order()) {
            rows[of[i]][count[of[i]]++] = i;
        }
        return rows;
    }

    /** The usual time between rows of a key that differ in time: the median; 1 if there are no such rows. */
    public double usualStep() {
        long[] steps = new long[Math.max(0, times.length)];
        int count = 0;
        for (int[] rows : byKey()) {
            for (int i = 1; i < rows.length; i++) {
                long step = times[rows[i]] - times[rows[i - 1]];
                if (step > 0) {
                    steps[count++] = step;
                }
            }
        }
        Arrays.sort(steps, 0, count);
        return count == 0 ? 1 : steps[count / 2];
    }
}
