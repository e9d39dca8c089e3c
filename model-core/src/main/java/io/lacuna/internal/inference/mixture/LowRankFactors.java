package io.lacuna.internal.inference.mixture;

import io.lacuna.internal.inference.PatternCache;
import io.lacuna.internal.numerics.LowerTriangular;
import java.util.Arrays;

/**
 * What records with the same missing continuous features share in a {@link LowRankKernel}: for each relay the Cholesky
 * factor of its q x q matrix M, and the terms of the log density that do not depend on values. Mutable; one kernel owns
 * it.
 */
final class LowRankFactors implements PatternCache.Slot {
    /** Overhead of one array: its header and the reference to it. */
    private static final int ARRAY_BYTES = 20;

    private final LowRankTables tables;

    /** Bit j is set where continuous feature j is observed. */
    private final long[] pattern;

    private boolean used;

    /** For each relay, the lower triangle of L, where M = L L'. */
    final double[][][] factor;

    /** For each relay: -log |2 pi psi_o| / 2 - log |M| / 2. */
    final double[] logs;

    LowRankFactors(LowRankTables tables) {
        this.tables = tables;
        pattern = new long[(tables.continuous.length + 63) / 64];
        factor = new double[tables.relays][][];
        for (int k = 0; k < tables.relays; k++) {
            factor[k] = LowerTriangular.triangle(tables.factors[k]);
        }
        logs = new double[tables.relays];
    }

    /** Approximate bytes of one slot; the cache uses it to bound the number of slots. */
    static long bytes(LowRankTables tables) {
        long bytes = 0;
        for (int q : tables.factors) {
            bytes += Double.BYTES * (1L + q * (q + 1L) / 2) + ARRAY_BYTES * (q + 1L);
        }
        return bytes;
    }

    @Override
    public boolean holds(long[] other) {
        return used && Arrays.equals(pattern, other);
    }

    @Override
    public void compute(long[] other) {
        System.arraycopy(other, 0, pattern, 0, pattern.length);
        used = true;
        for (int k = 0; k < tables.relays; k++) {
            factorize(k);
        }
    }

    /** Computes M = I + W_o' psi_o^-1 W_o and its Cholesky factor. */
    private void factorize(int relay) {
        int q = tables.factors[relay];
        double[][] matrix = factor[relay];
        float[] loadings = tables.loadings[relay];
        float[] scaled = tables.scaled[relay];
        for (int a = 0; a < q; a++) {
            Arrays.fill(matrix[a], 0);
            matrix[a][a] = 1;
        }
        double noise = 0;
        for (int j = 0; j < tables.continuous.length; j++) {
            if ((pattern[j >> 6] >>> j & 1) == 0) {
                continue;
            }
            int at = j * q;
            noise += tables.logNoise[relay][j];
            for (int a = 0; a < q; a++) {
                double[] row = matrix[a];
                double left = scaled[at + a];
                for (int b = 0; b <= a; b++) {
                    row[b] += left * loadings[at + b];
                }
            }
        }
        logs[relay] = -0.5 * noise - LowerTriangular.choleskyInPlace(matrix, q);
    }
}
