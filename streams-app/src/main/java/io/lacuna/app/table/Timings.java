package io.lacuna.app.table;

import java.util.Arrays;

/** Collects durations of many similar steps and computes their quantiles. Mutable, owned by one thread. */
public final class Timings {
    private int[] nanos = new int[1024];
    private int count;

    void add(long durationNanos) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = (int) Math.min(Integer.MAX_VALUE, durationNanos);
    }

    /** The quantile of this share, in microseconds; 0 without durations. */
    public double micros(double share) {
        if (count == 0) {
            return 0;
        }
        int[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(count - 1L, (long) (share * count))] / 1000.0;
    }
}
