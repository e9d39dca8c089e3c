package io.lacuna.internal.inference.mixture;

import io.lacuna.internal.numerics.ArrayLoops;

/**
 * Gains of all relays side by side, found with the pattern; a record then has the means of all relays in one sweep a cell,
 * and takes those it keeps. Loops as long as there are relays are worth their waste where the pattern is small: {@link
 * #pays}.
 */
final class BlockGains implements PatternGains {
    /** Cells of W from which on the waste is more than the gain. */
    private static final int MOST_CELLS = 64;

    private final RelayTables tables;

    /** W: [b * o + a][relay]. */
    private final float[][] gains = new float[MOST_CELLS][];

    /** [b][relay] */
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

    @Override
    public void begin(RelayFactors begun) {
        pattern = begun;
        for (int b = 0; b < begun.m; b++) {
            solve(b);
        }
    }

    /** Column b of W by forward substitution, and what it leaves of the variance. */
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
