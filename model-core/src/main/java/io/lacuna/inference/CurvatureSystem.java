package io.lacuna.inference;

import java.util.Arrays;

/**
 * A symmetric k x k system {@code (curvature + damping I) x = b} with its Cholesky factor: what Gauss-Newton solves at every
 * step and what becomes a mode's precision. Mutable, owned by one thread.
 */
final class CurvatureSystem {
    private static final double PIVOT_FLOOR = 1e-12;

    private final int k;

    /** Row by row, symmetric. */
    final double[] curvature;

    /** Lower triangle, row by row; above it nothing is written. */
    final double[] factor;

    private final double[][] upper;

    CurvatureSystem(int k) {
        this.k = k;
        curvature = new double[k * k];
        factor = new double[k * k];
        upper = new double[k][k];
    }

    /** curvature := ridge I. */
    void reset(double ridge) {
        Arrays.fill(curvature, 0);
        for (int a = 0; a < k; a++) {
            curvature[a * k + a] = ridge;
        }
    }

    /** Makes the lower Cholesky factor of curvature + damping I, along rows of its transpose. */
    void factor(double damping) {
        for (int a = 0; a < k; a++) {
            System.arraycopy(curvature, a * k + a, upper[a], a, k - a);
            upper[a][a] += damping;
        }
        for (int a = 0; a < k; a++) {
            double[] row = upper[a];
            double pivot = Math.sqrt(Math.max(row[a], PIVOT_FLOOR));
            for (int b = a; b < k; b++) {
                row[b] = b == a ? pivot : row[b] / pivot;
                factor[b * k + a] = row[b];
            }
            for (int b = a + 1; b < k; b++) {
                subtract(row[b], row, upper[b], b);
            }
        }
    }

    private static void subtract(double by, double[] row, double[] from, int first) {
        for (int c = first; c < row.length; c++) {
            from[c] -= by * row[c];
        }
    }

    /** x := (factor factor')^-1 b. */
    void solve(float[] b, double[] x) {
        for (int a = 0; a < k; a++) {
            double sum = b[a];
            for (int c = 0; c < a; c++) {
                sum -= factor[a * k + c] * x[c];
            }
            x[a] = sum / factor[a * k + a];
        }
        for (int a = k - 1; a >= 0; a--) {
            double sum = x[a];
            for (int c = a + 1; c < k; c++) {
                sum -= factor[c * k + a] * x[c];
            }
            x[a] = sum / factor[a * k + a];
        }
    }

    /** Half the log determinant of factor factor'. */
    double halfLogDeterminant() {
        double sum = 0;
        for (int a = 0; a < k; a++) {
            sum += StrictMath.log(factor[a * k + a]);
        }
        return sum;
    }
}
