package io.lacuna.internal.context;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * When each row of a table was, and whose row it is: two arrays beside the rows. Immutable by convention: nobody writes to its
 * arrays.
 *
 * @param times n times, in one unit, such as milliseconds since 1970
 * @param keys n ids of keys, from 0; rows of one key have one id
 * @param ofCalendar whether times are milliseconds since 1970 UTC, so that they tell hours and weekdays
 */
public record Timeline(long[] times, int[] keys, boolean ofCalendar) {
    public Timeline {
        if (times.length != keys.length) {
            throw new IllegalArgumentException(times.length + " times for " + keys.length + " keys");
        }
    }

    /** Times that are of no calendar. */
    public Timeline(long[] times, int[] keys) {
        this(times, keys, false);
    }

    /** Rows of one key, one step of time apart. */
    public static Timeline ofRows(int n) {
        long[] times = new long[n];
        Arrays.setAll(times, i -> i);
        return new Timeline(times, new int[n]);
    }

    /** Rows of several keys, each one step of time behind the row of its key before. */
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

    /** Some of the rows, in the order of their places. */
    public Timeline select(int[] places) {
        return new Timeline(
                Arrays.stream(places).mapToLong(i -> times[i]).toArray(),
                Arrays.stream(places).map(i -> keys[i]).toArray(),
                ofCalendar);
    }

    /** The rows' places in the order of their times; of equal times, in the order of the rows. */
    public int[] order() {
        Integer[] places = new Integer[times.length];
        Arrays.setAll(places, i -> i);
        Arrays.sort(places, Comparator.comparingLong(i -> times[i]));
        return Arrays.stream(places).mapToInt(i -> i).toArray();
    }

    /** The places of each key's rows in the order of their times, the keys by their first rows. */
    public int[][] byKey() {
        Map<Integer, Integer> number = new HashMap<>();
        for (int key : keys) {
            number.putIfAbsent(key, number.size());
        }
        int[] count = new int[number.size()];
        int[] of = new int[keys.length];
        for (int i = 0; i < keys.length; i++) {
            of[i] = number.get(keys[i]);
            count[of[i]]++;
        }
        int[][] rows = new int[count.length][];
        Arrays.setAll(rows, k -> new int[count[k]]);
        Arrays.fill(count, 0);
        for (int i : order()) {
            rows[of[i]][count[of[i]]++] = i;
        }
        return rows;
    }

    /** The usual time between rows of a key that differ in time: the median; 1 where there are no such rows. */
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
