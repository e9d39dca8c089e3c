package io.lacuna.internal.training.mixture;

import java.util.Arrays;

/**
 * The sums of an E step of {@link LowRankEm} for its M step. Each row is weighted by its share r in a relay and by its
 * own weight. Mutable; one fit owns it.
 */
final class LowRankSums {
    private final int d;
    private final int q;

    /** Numbers in the packed triangle of (1, factors)(1, factors)'. */
    final int moments;

    /** [k]: the sum of r. */
    final double[] rows;

    /** [k][j * moments + element]: for each feature the sum of r (1, f)(1, f)', a packed triangle. */
    final double[][] gram;

    /** [k][j * (q + 1) + a]: for each feature the sum of r x (1, f). */
    final double[][] cross;

    /** [k][j]: for each feature the sums of r x^2, and of r. */
    final double[][] squares;

    final double[][] weight;

    /** [k][f][label]: for each categorical feature the sum of r. */
    final double[][][] counts;

    /** [k][element]: the sum of r (1, f)(1, f)' over the rows added since the last {@link #endPattern}. */
    private final double[][] pending;

    private final boolean[] isPending;

    LowRankSums(int relays, int d, int factors, int[] labels) {
        this.d = d;
        q = factors;
        moments = (q + 1) * (q + 2) / 2;
        rows = new double[relays];
        gram = new double[relays][d * moments];
        cross = new double[relays][d * (q + 1)];
        squares = new double[relays][d];
        weight = new double[relays][d];
        counts = new double[relays][labels.length][];
        for (double[][] relay : counts) {
            for (int f = 0; f < labels.length; f++) {
                relay[f] = new double[labels[f]];
            }
        }
        pending = new double[relays][moments];
        isPending = new boolean[relays];
    }

    void clear() {
        Arrays.fill(rows, 0);
        for (double[][] sums : new double[][][] {gram, cross, squares, weight}) {
            for (double[] relay : sums) {
                Arrays.fill(relay, 0);
            }
        }
        for (double[][] relay : counts) {
            for (double[] feature : relay) {
                Arrays.fill(feature, 0);
            }
        }
    }

    /**
     * Adds a row to the sums of a relay, for each feature that it has. Rows with the same features are added one after
     * another and then ended by {@link #endPattern}.
     *
     * @param w the row's share in the relay times its own weight
     * @param y its numbers, NaN = missing
     * @param categories its labels, negative = missing
     * @param f posterior mean of its factors
     * @param covariance posterior covariance of its factors, a lower triangle
     */
    void add(int k, double w, double[] y, int[] categories, double[] f, double[][] covariance) {
        double[] moment = pending[k];
        isPending[k] = true;
        moment[0] += w;
        for (int a = 0; a < q; a++) {
            int at = (a + 1) * (a + 2) / 2;
            moment[at] += w * f[a];
            for (int b = 0; b <= a; b++) {
                moment[at + b + 1] += w * (f[a] * f[b] + covariance[a][b]);
            }
        }
        rows[k] += w;
        for (int j = 0; j < d; j++) {
            if (!Double.isNaN(y[j])) {
                weight[k][j] += w;
                squares[k][j] += w * y[j] * y[j];
                int to = j * (q + 1);
                cross[k][to] += w * y[j];
                for (int a = 0; a < q; a++) {
                    cross[k][to + a + 1] += w * y[j] * f[a];
                }
            }
        }
        for (int g = 0; g < categories.length; g++) {
            if (categories[g] >= 0) {
                counts[k][g][categories[g]] += w;
            }
        }
    }

    /** Ends the rows that have the same features as this one. */
    void endPattern(double[] y) {
        for (int k = 0; k < pending.length; k++) {
            if (isPending[k]) {
                for (int j = 0; j < d; j++) {
                    if (!Double.isNaN(y[j])) {
                        int at = j * moments;
                        for (int c = 0; c < moments; c++) {
                            gram[k][at + c] += pending[k][c];
                        }
                    }
                }
                Arrays.fill(pending[k], 0);
                isPending[k] = false;
            }
        }
    }
}
