package io.lacuna.internal.inference.neural.search;

import io.lacuna.internal.numerics.LowerTriangular;
import java.util.Arrays;

/**
 * A symmetric k x k system {@code curvature x = b} with its Cholesky factor. In double precision, because it sums the
 * curvatures of many points. Mutable; one thread owns it.
 */
final class CurvatureSystem {
    private final int k;

    /** k x k numbers, row by row, symmetric. */
    final double[] curvature;

    /** U with {@code U' U = curvature}: k rows; values left of the diagonal are undefined. */
    final double[][] factor;

    CurvatureSystem(int k) {
        this.k = k;
        curvature = new double[k * k];
        factor = new double[k][k];
    }

    /** curvature := ridge I. */
    void reset(double ridge) {
        Arrays.fill(curvature, 0);
        for (int a = 0; a < k; a++) {
            curvature[a * k + a] = ridge;
        }
    }

    /** Computes the factor row by row, each from the rows above. */
    void factor() {
        for (int a = 0; a < k; a++) {
            double[] row = factor[a];
            System.arraycopy(curvature, a * k, row, 0, k);
            int b = 0;
            for (; b + 3 < a; b += 4) {
                subtractFour(factor[b], factor[b + 1], factor[b + 2], factor[b + 3], row, a);
            }
            for (; b < a; b++) {
                subtract(factor[b][a], factor[b], row, a);
            }
            double pivot = Math.sqrt(Math.max(row[a], LowerTriangular.PIVOT_FLOOR));
            scale(1 / pivot, row, a);
            row[a] = pivot;
        }
    }

    /** For columns from {@code at} on: to -= each row times its element in column {@code at}. */
    private static void subtractFour(double[] ra, double[] rb, double[] rc, double[] rd, double[] to, int at) {
        double a = ra[at];
        double b = rb[at];
        double c = rc[at];
        double d = rd[at];
        for (int i = at; i < to.length; i++) {
            to[i] -= a * ra[i] + b * rb[i] + c * rc[i] + d * rd[i];
        }
    }

    private static void subtract(double by, double[] row, double[] to, int from) {
        for (int i = from; i < to.length; i++) {
            to[i] -= by * row[i];
        }
    }

    private static void scale(double by, double[] row, int from) {
        for (int i = from; i < row.length; i++) {
            row[i] *= by;
        }
    }

    /** x := (U' U)^-1 b. */
    void solve(float[] b, double[] x) {
        for (int a = 0; a < k; a++) {
            x[a] = b[a];
        }
        for (int a = 0; a < k; a++) {
            x[a] /= factor[a][a];
            subtract(x[a], factor[a], x, a + 1);
        }
        for (int a = k - 1; a >= 0; a--) {
            x[a] = (x[a] - dot(factor[a], x, a + 1)) / factor[a][a];
        }
    }

    /**
     * Dot product over indices from {@code from} on. Four accumulators, so that additions do not wait for each other.
     */
    static double dot(double[] a, double[] b, int from) {
        double one = 0;
        double two = 0;
        double three = 0;
        double four = 0;
        int i = from;
        for (; i + 3 < a.length; i += 4) {
            one += a[i] * b[i];
            two += a[i + 1] * b[i + 1];
            three += a[i + 2] * b[i + 2];
            four += a[i + 3] * b[i + 3];
        }
        for (; i < a.length; i++) {
            one += a[i] * b[i];
        }
        return one + two + (three + four);
    }

    /** Log of the product of a triangular matrix's diagonal, with few logarithms. */
    static double logDiagonal(double[][] factor) {
        double sum = 0;
        double product = 1;
        for (int a = 0; a < factor.length; a++) {
            product *= factor[a][a];
            if (!(product > 1e-100 && product < 1e100)) {
                sum += StrictMath.log(product);
                product = 1;
            }
        }
        return sum + StrictMath.log(product);
    }
}
