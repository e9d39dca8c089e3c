package io.lacuna.benchmarks.context;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.internal.context.Timeline;
import io.lacuna.internal.data.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Values of many keys in turn: each key has its own offsets and slow causes, and about {@value #MISSING} of its cells are
 * missing, in gaps of {@value #GAP} records on average. Mutable; one thread owns it.
 */
final class KeyedValues {
    static final long STEP_MS = 60_000;
    private static final int FACTORS = 3;
    private static final double KEPT = 0.97;
    private static final double MISSING = 0.5;
    private static final int GAP = 10;

    private final int d;
    private final double[][] loading;
    private final float[][] causes;
    private final float[] offsets;
    private final long[] down;
    private final SplittableRandom random;
    private long next;

    KeyedValues(int keys, int d, long seed) {
        this.d = d;
        random = Seeds.random(seed, "keyed");
        SplittableRandom fixed = Seeds.random(1, "loading");
        loading = new double[FACTORS][d];
        for (double[] factor : loading) {
            for (int j = 0; j < d; j++) {
                factor[j] = fixed.nextGaussian();
            }
        }
        causes = new float[keys][FACTORS];
        offsets = new float[keys];
        down = new long[keys];
        for (int key = 0; key < keys; key++) {
            offsets[key] = (float) random.nextGaussian();
            for (int f = 0; f < FACTORS; f++) {
                causes[key][f] = (float) random.nextGaussian();
            }
            down[key] = random.nextLong() & (1L << d) - 1;
        }
    }

    static Features features(int d) {
        return new Features(
                IntStream.range(0, d).mapToObj(j -> Feature.continuous("x" + j)).toList());
    }

    /** The key of the next record. */
    int key() {
        return (int) (next % causes.length);
    }

    /** The number of the next record among those of its key. */
    long step() {
        return next / causes.length;
    }

    /** The cells of the next record, NaN = missing. */
    double[] next() {
        int key = key();
        next++;
        for (int f = 0; f < FACTORS; f++) {
            causes[key][f] = (float) (KEPT * causes[key][f] + Math.sqrt(1 - KEPT * KEPT) * random.nextGaussian());
        }
        double[] cells = new double[d];
        for (int j = 0; j < d; j++) {
            double value = offsets[key] * (j % 3 == 0 ? 1 : 0.3) + 0.2 * random.nextGaussian();
            for (int f = 0; f < FACTORS; f++) {
                value += loading[f][j] * causes[key][f];
            }
            boolean missing = (down[key] >> j & 1) != 0;
            double changes = missing ? 1.0 / GAP : MISSING / (1 - MISSING) / GAP;
            missing ^= random.nextDouble() < changes;
            down[key] = missing ? down[key] | 1L << j : down[key] & ~(1L << j);
            cells[j] = missing ? Double.NaN : value;
        }
        return cells;
    }

    /** The next rows as a table with their times and keys. */
    Rows rows(int n) {
        List<double[]> rows = new ArrayList<>();
        long[] times = new long[n];
        int[] keys = new int[n];
        for (int i = 0; i < n; i++) {
            keys[i] = key();
            times[i] = step() * STEP_MS;
            rows.add(next());
        }
        return new Rows(new Table(features(d), rows), new Timeline(times, keys));
    }

    record Rows(Table table, Timeline timeline) {}
}
