package io.lacuna.internal.inference.mixture;

import io.lacuna.internal.numerics.ArrayLoops;
import java.util.Arrays;

/**
 * Diagonals of the inverse covariances of the observed features, of all relays: the column norms of L^-1. They depend on the
 * pattern of missing cells alone and are computed when first asked for. Mutable, owned by one kernel.
 */
final class ObservedPrecisions {
    private final RelayTables tables;
    private final RelayFactors pattern;
    private final float[][] diagonal;
    private final float[][] halfLog;
    private boolean known;

    ObservedPrecisions(RelayTables tables, RelayFactors pattern) {
        this.tables = tables;
        this.pattern = pattern;
        diagonal = new float[tables.continuous.length][];
        halfLog = new float[tables.continuous.length][];
    }

    static long bytes(RelayTables tables) {
        return 8L * tables.relays * tables.continuous.length;
    }

    /** Discards what was found, for another pattern. */
    void begin() {
        known = false;
    }

    /**
     * K_aa of the a-th observed feature, one per relay.
     *
     * @param column scratch space for d arrays, one number per relay
     */
    float[] of(int a, float[][] column) {
        if (!known) {
            for (int each = 0; each < pattern.o; each++) {
                invert(each, column);
            }
            known = true;
        }
        return diagonal[a];
    }

    /** Half the logs of what {@link #of} gave for that feature. */
    float[] halfLog(int a) {
        return halfLog[a];
    }

    /** Column a of L^-1 by forward substitution, and its squared length. */
    private void invert(int a, float[][] column) {
        float[] into = tables.lane(diagonal, a);
        ArrayLoops.copy(pattern.factor(a, a), tables.lane(column, a));
        Arrays.fill(into, 0);
        addSquare(into, column[a]);
        for (int c = a + 1; c < pattern.o; c++) {
            float[] below = tables.lane(column, c);
            Arrays.fill(below, 0);
            for (int e = a; e < c; e++) {
                ArrayLoops.subtractProduct(below, pattern.factor(c, e), column[e], below.length);
            }
            ArrayLoops.multiply(below, pattern.factor(c, c), below.length);
            addSquare(into, below);
        }
        float[] logs = tables.lane(halfLog, a);
        for (int k = 0; k < logs.length; k++) {
            logs[k] = (float) (0.5 * Math.log(into[k]));
        }
    }

    private static void addSquare(float[] into, float[] a) {
        for (int k = 0; k < into.length; k++) {
            into[k] += a[k] * a[k];
        }
    }
}
