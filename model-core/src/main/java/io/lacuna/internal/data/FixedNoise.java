package io.lacuna.internal.data;

import java.util.SplittableRandom;

/**
 * Standard normal numbers that are the same for every record and on every replay. Every second row is the negative of
 * the row before it, so the mean of an even number of rows is zero. The rows are scaled to unit second moments. Safe
 * for concurrent use.
 */
public final class FixedNoise {
    private FixedNoise() {}

    /**
     * Returns {@code count} rows of k standard normal numbers.
     *
     * @param use names the random stream; see {@link Seeds#random}
     * @param count number of rows
     */
    public static float[][] rows(String use, int count, int k) {
        SplittableRandom random = Seeds.random(0, use);
        float[][] rows = new float[count][k];
        for (int i = 0; i < count; i++) {
            for (int a = 0; a < k; a++) {
                rows[i][a] = i % 2 == 1 ? -rows[i - 1][a] : (float) random.nextGaussian();
            }
        }
        whiten(rows, k);
        return rows;
    }

    /**
     * Scales the rows so that their second moments match those of N(0, I). With at least 4 k rows the whole
     * second-moment matrix is made the identity; with fewer rows only each dimension's variance is made 1. The bound of
     * a linear decoder then has the same optimum as with infinitely many draws.
     */
    private static void whiten(float[][] rows, int k) {
        boolean full = rows.length >= 4 * k;
        double[][] factor = new double[k][k];
        for (int a = 0; a < k; a++) {
            for (int b = full ? 0 : a; b <= a; b++) {
                double sum = 0;
                for (float[] row : rows) {
                    sum += (double) row[a] * row[b] / rows.length;
                }
                for (int c = 0; c < b; c++) {
                    sum -= factor[a][c] * factor[b][c];
                }
                factor[a][b] = a == b ? Math.sqrt(Math.max(sum, 1e-6)) : sum / factor[b][b];
            }
        }
        // Each row becomes L^-1 row, where L L' is the second-moment matrix of the rows.
        for (float[] row : rows) {
            for (int a = 0; a < k; a++) {
                double sum = row[a];
                for (int c = 0; c < a; c++) {
                    sum -= factor[a][c] * row[c];
                }
                row[a] = (float) (sum / factor[a][a]);
            }
        }
    }
}
