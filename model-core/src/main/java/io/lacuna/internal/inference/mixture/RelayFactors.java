package io.lacuna.internal.inference.mixture;

import io.lacuna.internal.inference.PatternCache;
import io.lacuna.internal.numerics.ArrayLoops;
import io.lacuna.internal.numerics.LowerTriangular;
import io.lacuna.internal.relay.RelayMixture;
import java.util.Arrays;

/**
 * What all records with the same missing continuous features share, for all relays at once: the Cholesky factor L of
 * the observed part of each covariance, what follows for the missing features ({@link PatternGains}), and the variances
 * of the latent coordinates.
 *
 * <p>The arrays of a slot are reused for the next pattern. Mutable; one kernel owns it.
 */
final class RelayFactors implements PatternCache.Slot {
    private static final float PIVOT_FLOOR = (float) LowerTriangular.PIVOT_FLOOR;
    static final float VARIANCE_FLOOR = 1e-8f;
    /** The product of this many pivots does not underflow. */
    private static final int PIVOTS_A_LOG = 6;

    private final RelayTables tables;
    private final int d;
    /** Bit j is set where continuous feature j is observed. */
    private final long[] pattern;

    private boolean used;
    final int[] observed;
    final int[] missing;
    int o;
    int m;

    /** L below the diagonal: [packed(a, b)][relay]. The diagonal holds 1 / L[a][a]. */
    private final float[][] factor;

    private final BlockGains blockGains;
    private final RelayGains relayGains;
    private PatternGains gains;
    private final CoordinateVariances coordinateVariances;
    private final ObservedPrecisions precisions;

    /** Half the log determinant of the observed part, one per relay. */
    final float[] halfLogDeterminant;

    private final float[] pivots;

    RelayFactors(RelayTables tables, GainSolver solver) {
        this.tables = tables;
        d = tables.continuous.length;
        pattern = new long[(d + 63) / 64];
        observed = new int[d];
        missing = new int[d];
        factor = new float[d * (d + 1) / 2][];
        blockGains = new BlockGains(tables, this);
        relayGains = new RelayGains(tables, this, solver);
        gains = blockGains;
        coordinateVariances = new CoordinateVariances(tables);
        precisions = new ObservedPrecisions(tables, this);
        halfLogDeterminant = new float[tables.relays];
        pivots = new float[tables.relays];
    }

    /** Upper bound of the bytes of one slot; the cache uses it to bound the number of slots. */
    static long bytes(RelayTables tables) {
        long d = tables.continuous.length;
        return 4L * (tables.relays * (d * (d + 1) / 2 + 2) + RelayGains.most(tables))
                + BlockGains.bytes(tables)
                + CoordinateVariances.bytes(tables)
                + ObservedPrecisions.bytes(tables);
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
        gains = BlockGains.pays(o, m) ? blockGains : relayGains;
        gains.begin(this);
        coordinateVariances.begin();
        precisions.begin();
    }

    PatternGains gains() {
        return gains;
    }

    /** Diagonals of the inverse covariances of the observed features. */
    ObservedPrecisions precisions() {
        return precisions;
    }

    /** Variances of the latent coordinates, one per axis, in a kept relay of the designated fit. */
    float[] coordinateVariances(int relay) {
        return coordinateVariances.of(this, relay);
    }

    /**
     * Cholesky factorization row by row (Golub and Van Loan, Matrix Computations, 4.2). Each step runs over all relays.
     */
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
     * One step of forward substitution for all relays: {@code w_a = (s_a - sum over c below a of L[a][c] w_c) /
     * L[a][a]}, then {@code left -= w_a w_a}.
     *
     * @param s right-hand side of row a, one number per relay
     * @param w w_c is at {@code w[first + c]}, one number per relay; w_a is written, and may be the same array as s
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

    /** Element (a, b) of L in all relays, b at most a; on the diagonal its inverse. */
    float[] factor(int a, int b) {
        return factor[RelayMixture.packed(a, b)];
    }

    /**
     * Adds the log of the pivots multiplied so far: one logarithm for several pivots, few enough that their product
     * does not underflow.
     */
    private void addLogs() {
        for (int k = 0; k < pivots.length; k++) {
            halfLogDeterminant[k] += (float) Math.log(pivots[k]);
            pivots[k] = 1;
        }
    }

    /**
     * u = L^-1 r for all relays, in place.
     *
     * @param u in: deviations r from the centres, [a][relay]; out: L^-1 r
     * @param negativeSquare receives -|u|^2, one per relay
     */
    void whiten(float[][] u, float[] negativeSquare) {
        Arrays.fill(negativeSquare, 0);
        for (int a = 0; a < o; a++) {
            substitute(a, u[a], u, 0, negativeSquare);
        }
    }
}
