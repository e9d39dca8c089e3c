package io.lacuna.internal.data;

import java.util.SplittableRandom;

/**
 * Standard normal numbers that are the same for every record and on every replay: rows of k, each followed by its
 * mirror image, so that their mean is zero, and with unit second moments.
 */
public final class FixedNoise {
    private FixedNoise() {}

    /** That many rows of k numbers for a use. */
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
     * Makes the rows' second moments those of N(0, I): exactly where there are rows enough, each dimension's own scale
     * otherwise. Then the bound of a linear decoder has the same optimum as with all draws there are.
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
        // Each row becomes L^-1 row with L L' the rows' second moments.
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
