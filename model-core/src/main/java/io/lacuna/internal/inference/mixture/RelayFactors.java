package io.lacuna.internal.inference.mixture;

import io.lacuna.internal.inference.PatternCache;
import io.lacuna.internal.numerics.ArrayLoops;
import io.lacuna.internal.relay.RelayMixture;
import java.util.Arrays;

/**
 * What all records that miss the same continuous features share, for every relay at once: the Cholesky factor L of the
 * observed part of its covariance, what follows for the missing ones ({@link PatternGains}), and the variances of the latent
 * coordinates.
 *
 * <p>A slot is overwritten when its pattern makes room for another, and keeps its arrays. Owned by one kernel.
 */
final class RelayFactors implements PatternCache.Slot {
    private static final float PIVOT_FLOOR = 1e-10f;
    static final float VARIANCE_FLOOR = 1e-8f;
    /** A product of that many pivots is far from underflow. */
    private static final int PIVOTS_A_LOG = 6;

    private final RelayTables tables;
    private final int d;
    /** Bit j set where continuous feature j is observed. */
    private final long[] pattern;

    private boolean used;
    final int[] observed;
    final int[] missing;
    int o;
    int m;

    /** L below the diagonal: [packed(a, b)][relay]; its diagonal holds 1 / L[a][a]. */
    private final float[][] factor;

    private final BlockGains laneGains;
    private final RelayGains relayGains;
    private PatternGains gains;
    private final CoordinateVariances coordinateVariances;

    /** Half the log determinant of the observed part, across relays. */
    final float[] halfLogDeterminant;

    private final float[] pivots;

    RelayFactors(RelayTables tables, GainSolver solver) {
        this.tables = tables;
        d = tables.continuous.length;
        pattern = new long[(d + 63) / 64];
        observed = new int[d];
        missing = new int[d];
        factor = new float[d * (d + 1) / 2][];
        laneGains = new BlockGains(tables, this);
        relayGains = new RelayGains(tables, this, solver);
        gains = laneGains;
        coordinateVariances = new CoordinateVariances(tables);
        halfLogDeterminant = new float[tables.relays];
        pivots = new float[tables.relays];
    }

    /** Bytes a slot holds at most, by which a cache bounds their number. */
    static long bytes(RelayTables tables) {
        long d = tables.continuous.length;
        return 4L * (tables.relays * (d * (d + 1) / 2 + 2) + RelayGains.most(tables))
                + CoordinateVariances.bytes(tables);
    }

    @Override
    public boolean holds(long[] other) {
        if (!used) {
            return false;
        }
        for (int w = 0; w < pattern.length; w++) {
            if (pattern[w] != other[w]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void compute(long[] other) {
        System.arraycopy(other, 0, pattern, 0, pattern.length);
        used = true;
        o = 0;
        m = 0;
        for (int j = 0; j < d; j++) {
            if ((other[j >> 6] >>> j & 1) != 0) {
                observed[o++] = j;
            } else {
                missing[m++] = j;
            }
        }
        factorize();
        gains = BlockGains.pays(o, m) ? laneGains : relayGains;
        gains.begin(this);
        coordinateVariances.begin();
    }

    PatternGains gains() {
        return gains;
    }

    /** Variance of the latent coordinates along each axis, in a kept relay of the designated fit. */
    float[] coordinateVariances(int relay) {
        return coordinateVariances.of(this, relay);
    }

    /** Cholesky row by row (Golub and Van Loan, 4.2), the same step for every relay: each row by those above it. */
    private void factorize() {
        Arrays.fill(halfLogDeterminant, 0);
        Arrays.fill(pivots, 1);
        for (int a = 0; a < o; a++) {
            int row = RelayMixture.packed(a, 0);
            float[] pivot = tables.lane(factor, row + a);
            ArrayLoops.copy(tables.covariance(observed[a], observed[a]), pivot);
            for (int c = 0; c < a; c++) {
                tables.lane(factor, row + c);
                substitute(c, tables.covariance(observed[a], observed[c]), factor, row, pivot);
            }
            ArrayLoops.flooredRoot(pivot, PIVOT_FLOOR, pivot.length);
            ArrayLoops.multiply(pivots, pivot, pivot.length);
            ArrayLoops.invert(pivot, pivot, pivot.length);
            if (a % PIVOTS_A_LOG == PIVOTS_A_LOG - 1 || a == o - 1) {
                addLogs();
            }
        }
    }

    /**
     * A step of forward substitution for every relay, {@code w_a = (s_a - sum over c below a of L[a][c] w_c) / L[a][a]},
     * and {@code left -= w_a w_a}.
     *
     * @param s right-hand side of row a, by relay
     * @param w w_c at {@code w[first + c]}, by relay; w_a is written, and may be s
     */
    void substitute(int a, float[] s, float[][] w, int first, float[] left) {
        int row = RelayMixture.packed(a, 0);
        float[] into = w[first + a];
        float[] inverse = factor[row + a];
        float[] from = s;
        int c = 0;
        for (; c + 2 < a; c += 2) {
            ArrayLoops.subtractProducts(
                    from, factor[row + c], w[first + c], factor[row + c + 1], w[first + c + 1], into);
            from = into;
        }
        switch (a - c) {
            case 0 -> ArrayLoops.substitute(from, inverse, into);
            case 1 -> ArrayLoops.substitute(from, factor[row + c], w[first + c], inverse, into);
            default ->
                ArrayLoops.substitute(
                        from, factor[row + c], w[first + c], factor[row + c + 1], w[first + c + 1], inverse, into);
        }
        ArrayLoops.subtractProduct(left, into, into, into.length);
    }

    /** Cell (a, b) of every relay's L, b at most a; on the diagonal its inverse. */
    float[] factor(int a, int b) {
        return factor[RelayMixture.packed(a, b)];
    }

    /** Takes the log of the pivots gathered so far: one logarithm for several, few enough not to overflow. */
    private void addLogs() {
        for (int k = 0; k < pivots.length; k++) {
            halfLogDeterminant[k] += (float) Math.log(pivots[k]);
            pivots[k] = 1;
        }
    }

    /**
     * u = L^-1 r for every relay, in place.
     *
     * @param u on entry the deviations from the centres, [a][relay]; on return L^-1 of them
     * @param negativeSquare receives -|u|^2
     */
    void whiten(float[][] u, float[] negativeSquare) {
        Arrays.fill(negativeSquare, 0);
        for (int a = 0; a < o; a++) {
            substitute(a, u[a], u, 0, negativeSquare);
        }
    }
}
