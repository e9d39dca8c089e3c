package io.lacuna.internal.inference.mixture;

import io.lacuna.internal.numerics.ArrayLoops;

/**
 * Conditions one relay on the observed features of a pattern: W = L^-1 S_om by forward substitution for all missing
 * features at once, and the diagonal of S_mm - W'W. Mutable; one kernel owns it and all its patterns use it.
 */
final class GainSolver {
    private final RelayTables tables;
    private final float[] l;
    private final float[][] w;
    private final float[] left;

    GainSolver(RelayTables tables) {
        this.tables = tables;
        int d = tables.continuous.length;
        l = new float[d];
        w = new float[d][d];
        left = new float[d];
    }

    /**
     * Writes the gains and the conditional standard deviation of each missing feature.
     *
     * @param into from {@code at} on, for each missing feature b: W[0][b] to W[o - 1][b], sd_b
     */
    void solve(RelayFactors pattern, int relay, float[] into, int at) {
        float[] covariance = tables.covarianceOf[relay];
        int o = pattern.o;
        int m = pattern.m;
        for (int b = 0; b < m; b++) {
            left[b] = RelayTables.cell(covariance, pattern.missing[b], pattern.missing[b]);
        }
        for (int a = 0; a < o; a++) {
            float[] row = w[a];
            for (int b = 0; b < m; b++) {
                row[b] = RelayTables.cell(covariance, pattern.observed[a], pattern.missing[b]);
            }
            for (int c = 0; c <= a; c++) {
                l[c] = pattern.factor(a, c)[relay];
            }
            int c = 0;
            for (; c + 1 < a; c += 2) {
                ArrayLoops.subtractMultiples(row, l[c], w[c], l[c + 1], w[c + 1], m);
            }
            if (c < a) {
                ArrayLoops.addMultiple(row, -l[c], w[c], m);
            }
            ArrayLoops.scale(row, l[a], 0, m);
            ArrayLoops.subtractProduct(left, row, row, m);
        }
        ArrayLoops.flooredRoot(left, RelayFactors.VARIANCE_FLOOR, m);
        for (int b = 0; b < m; b++) {
            int to = at + b * (o + 1);
            for (int a = 0; a < o; a++) {
                into[to + a] = w[a][b];
            }
            into[to + o] = left[b];
        }
    }
}
