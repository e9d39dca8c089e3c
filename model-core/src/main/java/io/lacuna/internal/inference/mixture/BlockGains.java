package io.lacuna.internal.inference.mixture;

import io.lacuna.internal.numerics.ArrayLoops;

/**
 * The gains of all relays, computed when the pattern is computed: one array across relays for each element of W. A
 * record then gets the means of all relays in one loop per cell and copies those of the kept relays. Loops over all
 * relays do needless work, but for small patterns they are faster: see {@link #pays}.
 */
final class BlockGains implements PatternGains {
    /** Number of elements of W from which the needless work costs more than it saves. */
    private static final int MOST_CELLS = 64;

    private final RelayTables tables;

    /** W: [b * o + a][relay]. */
    private final float[][] gains = new float[MOST_CELLS][];

    /** Conditional standard deviations: [b][relay]. */
    private final float[][] deviations;

    private RelayFactors pattern;

    BlockGains(RelayTables tables, RelayFactors pattern) {
        this.tables = tables;
        this.pattern = pattern;
        deviations = new float[tables.continuous.length][];
    }

    static boolean pays(int observed, int missing) {
        return observed * missing <= MOST_CELLS;
    }

    /** Upper bound of the bytes: the gains of the patterns that {@linkplain #pays pay}, and a deviation per feature. */
    static long bytes(RelayTables tables) {
        int d = tables.continuous.length;
        return 4L * tables.relays * (Math.min(MOST_CELLS, d / 2 * (d - d / 2)) + d);
    }

    @Override
    public void begin(RelayFactors begun) {
        pattern = begun;
        for (int b = 0; b < begun.m; b++) {
            solve(b);
        }
    }

    /** Column b of W by forward substitution, and the conditional standard deviation of feature b. */
    private void solve(int b) {
        int j = pattern.missing[b];
        float[] left = tables.lane(deviations, b);
        ArrayLoops.copy(tables.covariance(j, j), left);
        for (int a = 0; a < pattern.o; a++) {
            tables.lane(gains, b * pattern.o + a);
            pattern.substitute(a, tables.covariance(pattern.observed[a], j), gains, b * pattern.o, left);
        }
        ArrayLoops.flooredRoot(left, RelayFactors.VARIANCE_FLOOR, left.length);
    }

    @Override
    public void condition(KeptRelays kept, float[][] whitened) {
        for (int b = 0; b < pattern.m; b++) {
            float[] all = tables.centres[pattern.missing[b]];
            int at = b * pattern.o;
            int a = 0;
            for (; a + 1 < pattern.o; a += 2) {
                ArrayLoops.addProducts(all, gains[at + a], whitened[a], gains[at + a + 1], whitened[a + 1], kept.lane);
                all = kept.lane;
            }
            if (a < pattern.o) {
                ArrayLoops.addProduct(all, gains[at + a], whitened[a], kept.lane);
                all = kept.lane;
            }
            ArrayLoops.gather(all, kept.relay, kept.means(b), kept.count);
            ArrayLoops.gather(deviations[b], kept.relay, kept.deviations(b), kept.count);
        }
    }

    @Override
    public float gain(int relay, int a, int b) {
        return gains[b * pattern.o + a][relay];
    }
}
