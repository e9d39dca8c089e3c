package io.lacuna.internal.training.context;

import io.lacuna.data.Features;
import io.lacuna.internal.context.tables.SlowMean;
import java.util.Arrays;

/**
 * The past of a key while its rows are walked, as {@code KeyMemory} keeps it: for each feature the last value with its
 * time and residual, and the slow mean of residuals up to it. In standard units; categories as indices. Mutable.
 */
final class PastWalk {
    private final Features features;
    private final DayUnits units;
    private final double step;
    private final long[] time;
    private final double[] value;
    private final float[] residual;
    private final float[] slow;
    private long bucket;
    private final int[][] sums;
    private final int[][] counts;

    PastWalk(Features features, DayUnits units, double step) {
        this.features = features;
        this.units = units;
        this.step = step;
        int d = features.size();
        time = new long[d];
        value = new double[d];
        residual = new float[d];
        slow = new float[d];
        sums = new int[SlowMean.BUCKETS][d];
        counts = new int[SlowMean.BUCKETS][d];
        clear();
    }

    /** Starts another key. */
    void clear() {
        Arrays.fill(value, Double.NaN);
        bucket = Long.MIN_VALUE;
        for (int b = 0; b < sums.length; b++) {
            Arrays.fill(sums[b], 0);
            Arrays.fill(counts[b], 0);
        }
    }

    boolean knows(int feature) {
        return !Double.isNaN(value[feature]);
    }

    double steps(int feature, long now) {
        return Math.abs((double) now - time[feature]) / step;
    }

    long time(int feature) {
        return time[feature];
    }

    /** The last value, in the feature's own unit. */
    double value(int feature) {
        return value[feature];
    }

    float residual(int feature) {
        return residual[feature];
    }

    float slow(int feature) {
        return slow[feature];
    }

    /**
     * Adds a row.
     *
     * @param mean the model's prediction of each observed number from the others
     */
    void take(double[] cells, long now, float[] mean) {
        advance(SlowMean.bucket(now, step));
        for (int j = 0; j < value.length; j++) {
            if (!Double.isNaN(cells[j])) {
                time[j] = now;
                value[j] = cells[j];
                if (features.get(j).isContinuous()) {
                    residual[j] = (float) units.residual(j, cells[j], mean[j]);
                    sums[0][j] += SlowMean.units(residual[j]);
                    counts[0][j]++;
                    slow[j] = SlowMean.of(sums, counts, j);
                }
            }
        }
    }

    private void advance(long to) {
        long by = bucket == Long.MIN_VALUE ? 0 : Math.min(sums.length, Math.max(0, to - bucket));
        for (long i = 0; i < by; i++) {
            int[] oldestSums = sums[sums.length - 1];
            int[] oldestCounts = counts[counts.length - 1];
            System.arraycopy(sums, 0, sums, 1, sums.length - 1);
            System.arraycopy(counts, 0, counts, 1, counts.length - 1);
            Arrays.fill(oldestSums, 0);
            Arrays.fill(oldestCounts, 0);
            sums[0] = oldestSums;
            counts[0] = oldestCounts;
        }
        bucket = Math.max(bucket, to);
    }
}
