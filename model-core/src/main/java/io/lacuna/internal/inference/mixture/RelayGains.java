package io.lacuna.internal.inference.mixture;

import java.util.Arrays;

/**
 * Gains stored relay by relay. The gains of a relay are computed when a record first keeps it. Most records keep a
 * tenth of the relays and need all gains of those, so nothing is computed that is not used.
 */
final class RelayGains implements PatternGains {
    /**
     * If all relays together need at most this many numbers, the array is allocated at once; otherwise it grows as
     * relays are kept.
     */
    private static final int ROOM_AT_ONCE = 1 << 17;

    private static final int FIRST_RELAYS = 64;

    private final RelayTables tables;
    private final GainSolver solver;
    private RelayFactors pattern;

    /**
     * For each relay, the start of its numbers in the block, or -1. The numbers are, for each missing feature b, its o
     * gains and its standard deviation.
     */
    private final int[] place;

    private float[] block = {};
    private int size;
    private int used;

    RelayGains(RelayTables tables, RelayFactors pattern, GainSolver solver) {
        this.tables = tables;
        this.pattern = pattern;
        this.solver = solver;
        place = new int[tables.relays];
    }

    /** The number of floats for all relays, for the pattern that needs most. */
    static long most(RelayTables tables) {
        long d = tables.continuous.length;
        return tables.relays * ((d + 1) * (d + 1) / 4);
    }

    @Override
    public void begin(RelayFactors begun) {
        pattern = begun;
        Arrays.fill(place, -1);
        size = pattern.m * (pattern.o + 1);
        used = 0;
        if (block.length == 0) {
            long most = most(tables);
            block = new float[(int) Math.min(most, Math.max(ROOM_AT_ONCE, most / tables.relays * FIRST_RELAYS))];
        }
    }

    @Override
    public void condition(KeptRelays kept, float[][] whitened) {
        float[] u = kept.whitened;
        for (int i = 0; i < kept.count; i++) {
            int k = kept.relay[i];
            for (int a = 0; a < pattern.o; a++) {
                u[a] = whitened[a][k];
            }
            int at = of(k);
            float[] gains = block;
            for (int b = 0; b < pattern.m; b++) {
                float mean = tables.centres[pattern.missing[b]][k];
                for (int a = 0; a < pattern.o; a++) {
                    mean += gains[at++] * u[a];
                }
                kept.means(b)[i] = mean;
                kept.deviations(b)[i] = gains[at++];
            }
        }
    }

    private int of(int relay) {
        if (place[relay] < 0) {
            if (used + size > block.length) {
                block = Arrays.copyOf(block, Math.max(used + size, 2 * block.length));
            }
            solver.solve(pattern, relay, block, used);
            place[relay] = used;
            used += size;
        }
        return place[relay];
    }

    @Override
    public float gain(int relay, int a, int b) {
        return block[place[relay] + b * (pattern.o + 1) + a];
    }
}
