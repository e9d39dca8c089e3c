package io.lacuna.internal.training.context;

import io.lacuna.data.Features;
import io.lacuna.internal.context.ExpectedChanges;
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

    /** Expected changes up to the row that was followed last; by feature. */
    private final double[] change;

    private final ExpectedChanges expected;
    private final double[] ofEach;

    /** Number of the newest row, and by feature that of the row with the last value. */
    private int row;

    private final int[] rowOfValue;
    private long newest;
    private long bucket;
    private final int[][] sums;
    private final int[][] counts;

    /** @param changes as {@code ContextTables.changes}, or empty */
    PastWalk(Features features, DayUnits units, double step, float[] changes) {
        this.features = features;
        this.units = units;
        this.step = step;
        int d = features.size();
        time = new long[d];
        value = new double[d];
        residual = new float[d];
        slow = new float[d];
        change = new double[d];
        expected = new ExpectedChanges(d, changes);
        ofEach = new double[d];
        rowOfValue = new int[d];
        sums = new int[SlowMean.BUCKETS][d];
        counts = new int[SlowMean.BUCKETS][d];
        clear();
    }

    /** Starts another key. */
    void clear() {
        Arrays.fill(value, Double.NaN);
        Arrays.fill(change, 0);
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

    /** Expected change since the last value, up to the row that was followed last. */
    double change(int feature) {
        return change[feature];
    }

    /** Finds the changes of the numbers that are missing in the next row. */
    void follow(double[] cells, long now) {
        if (find(cells, now)) {
            expected.run();
            for (int j = 0; j < value.length; j++) {
                if (Double.isNaN(cells[j])) {
                    change[j] = (float) (change[j] + expected.of(j));
                }
            }
        }
    }

    /**
     * Adds to each number its change in the next row as the others tell it.
     *
     * @param into sums by feature
     */
    void addFromOthers(double[] cells, long now, double[] into) {
        if (find(cells, now)) {
            expected.eachFromOthers(ofEach);
            for (int j = 0; j < into.length; j++) {
                into[j] += ofEach[j];
            }
        }
    }

    /** Whether there are changes; they are then known to {@link #expected}. */
    private boolean find(double[] cells, long now) {
        if (expected.isNone()) {
            return false;
        }
        expected.clear();
        for (int j = 0; j < value.length; j++) {
            boolean both = knows(j) && rowOfValue[j] == row && !Double.isNaN(cells[j]);
            if (both && features.get(j).isContinuous()) {
                double before = units.standardize(j, value[j], newest);
                expected.add(j, units.standardize(j, cells[j], now) - before);
            }
        }
        return true;
    }

    /**
     * Adds a row.
     *
     * @param mean the model's prediction of each observed number from the others
     */
    void take(double[] cells, long now, float[] mean) {
        advance(SlowMean.bucket(now, step));
        newest = now;
        row++;
        for (int j = 0; j < value.length; j++) {
            if (!Double.isNaN(cells[j])) {
                time[j] = now;
                value[j] = cells[j];
                change[j] = 0;
                rowOfValue[j] = row;
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
