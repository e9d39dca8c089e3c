package io.lacuna.inference;

import io.lacuna.relay.RelayMixture;
import java.util.Arrays;

/**
 * What all records that miss the same continuous features share, for every relay at once: the Cholesky factor L of the
 * observed part of its covariance and, for a pattern that comes again, the gains W = L^-1 S_om and the conditional
 * deviations. {@link KeptRelays} finds those itself for a new pattern, of the few relays that count, by the same arithmetic in
 * the same order: a record is answered alike to the bit whether its pattern was met before or not.
 *
 * <p>A slot is overwritten when its pattern makes room for another, and keeps its arrays. Owned by one kernel.
 */
final class PatternFactors implements PatternCache.Slot {
    private static final double PIVOT_FLOOR = 1e-10;
    static final double VARIANCE_FLOOR = 1e-8;
    /** A product of that many pivots is far from underflow. */
    private static final int PIVOTS_A_LOG = 16;

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
    private final double[][] factor;

    /** W: [a * m + b][relay], and deviations [b][relay]; of use where {@link #gained}. */
    private final double[][] gains;

    private final double[][] deviations;
    private boolean gained;

    /** Half the log determinant of the observed part, across relays. */
    final double[] halfLogDeterminant;

    private final double[] pivots;

    PatternFactors(RelayTables tables) {
        this.tables = tables;
        d = tables.continuous.length;
        pattern = new long[(d + 63) / 64];
        observed = new int[d];
        missing = new int[d];
        factor = new double[d * (d + 1) / 2][];
        gains = new double[(d / 2) * (d - d / 2)][];
        deviations = new double[d][];
        halfLogDeterminant = new double[tables.relays];
        pivots = new double[tables.relays];
    }

    /** Bytes a slot holds at most, by which a cache bounds their number. */
    static long bytes(int relays, int d) {
        return 8L * relays * (d * (d + 1L) / 2 + d + 2);
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
        gained = false;
        factorize();
    }

    /** Prepares for a pattern that comes again: gains and deviations of all relays. */
    @Override
    public void meetAgain() {
        if (!gained) {
            gained = true;
            for (int b = 0; b < m; b++) {
                gain(b);
            }
        }
    }

    /** Column b of W by forward substitution, and what it leaves of the variance. */
    private void gain(int b) {
        int j = missing[b];
        double[] left = lane(deviations, b);
        Lanes.copy(tables.covariance(j, j), left);
        for (int a = 0; a < o; a++) {
            double[] w = lane(gains, a * m + b);
            Lanes.copy(tables.covariance(observed[a], j), w);
            int row = a * (a + 1) / 2;
            int c = 0;
            for (; c + 1 < a; c += 2) {
                Lanes.subtractProducts(
                        w, factor[row + c], gains[c * m + b], factor[row + c + 1], gains[(c + 1) * m + b], w.length);
            }
            if (c < a) {
                Lanes.subtractProduct(w, factor[row + c], gains[c * m + b], w.length);
            }
            Lanes.multiply(w, factor[row + a], w.length);
            Lanes.subtractProduct(left, w, w, left.length);
        }
        Lanes.flooredRoot(left, VARIANCE_FLOOR, left.length);
    }

    /** Whether {@link #gains} and {@link #deviations} are there. */
    boolean gained() {
        return gained;
    }

    /** Cell (a, b) of every relay's W. */
    double[] gains(int a, int b) {
        return gains[a * m + b];
    }

    /** Conditional standard deviations of the b-th missing feature, across relays. */
    double[] deviations(int b) {
        return deviations[b];
    }

    /** Cholesky row by row (Golub and Van Loan, 4.2), the same step for every relay. */
    private void factorize() {
        Arrays.fill(halfLogDeterminant, 0);
        Arrays.fill(pivots, 1);
        for (int a = 0; a < o; a++) {
            for (int b = 0; b < a; b++) {
                double[] cell = lane(factor, RelayMixture.packed(a, b));
                Lanes.copy(tables.covariance(observed[a], observed[b]), cell);
                subtractRows(cell, a, b, b);
                Lanes.multiply(cell, factor[RelayMixture.packed(b, b)], cell.length);
            }
            double[] pivot = lane(factor, RelayMixture.packed(a, a));
            Lanes.copy(tables.covariance(observed[a], observed[a]), pivot);
            subtractRows(pivot, a, a, a);
            Lanes.flooredRoot(pivot, PIVOT_FLOOR, pivot.length);
            Lanes.multiply(pivots, pivot, pivot.length);
            if (a % PIVOTS_A_LOG == PIVOTS_A_LOG - 1 || a == o - 1) {
                addLogs();
            }
            Lanes.invert(pivot, pivot, pivot.length);
        }
    }

    /** Cell (a, b) of every relay's L, b at most a; on the diagonal its inverse. */
    double[] factor(int a, int b) {
        return factor[RelayMixture.packed(a, b)];
    }

    /** Takes the log of the pivots gathered so far: one logarithm for several, few enough not to overflow. */
    private void addLogs() {
        for (int k = 0; k < pivots.length; k++) {
            halfLogDeterminant[k] += Math.log(pivots[k]);
            pivots[k] = 1;
        }
    }

    /** cell -= sum over c below count of L[a][c] L[b][c] */
    private void subtractRows(double[] cell, int a, int b, int count) {
        int rowA = a * (a + 1) / 2;
        int rowB = b * (b + 1) / 2;
        int c = 0;
        for (; c + 1 < count; c += 2) {
            Lanes.subtractProducts(
                    cell, factor[rowA + c], factor[rowB + c], factor[rowA + c + 1], factor[rowB + c + 1], cell.length);
        }
        if (c < count) {
            Lanes.subtractProduct(cell, factor[rowA + c], factor[rowB + c], cell.length);
        }
    }

    /** The array at that place, made on first use. */
    private double[] lane(double[][] lanes, int place) {
        if (lanes[place] == null) {
            lanes[place] = new double[tables.relays];
        }
        return lanes[place];
    }

    /**
     * u = L^-1 r for every relay, in place, and |u|^2.
     *
     * @param u on entry the deviations from the centres, [a][relay]; on return L^-1 of them
     * @param square receives the squared lengths
     */
    void whiten(double[][] u, double[] square) {
        Arrays.fill(square, 0);
        for (int a = 0; a < o; a++) {
            int row = a * (a + 1) / 2;
            double[] ua = u[a];
            int c = 0;
            for (; c + 1 < a; c += 2) {
                Lanes.subtractProducts(ua, factor[row + c], u[c], factor[row + c + 1], u[c + 1], ua.length);
            }
            if (c < a) {
                Lanes.subtractProduct(ua, factor[row + c], u[c], ua.length);
            }
            Lanes.multiply(ua, factor[row + a], ua.length);
            Lanes.addProduct(square, ua, ua, ua.length);
        }
    }
}
