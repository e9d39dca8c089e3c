package io.lacuna.internal.numerics;

/**
 * Cholesky factors and solves for symmetric positive definite matrices. A matrix is an array of the rows of its lower
 * triangle: {@code m[i][j]} with j at most i. Every method works in place or writes into arrays it is given. Safe for
 * concurrent use on different arrays.
 */
public final class LowerTriangular {
    /**
     * The smallest pivot of any Cholesky factorization here, in the matrix's own units. A smaller pivot, from a singular
     * matrix or from rounding, is raised to it, so that a factor always exists. The matrices that are factored have
     * pivots of about 1: covariances of features in standard units, and precisions to which the identity or a damping was
     * added. The floor is far below those pivots and above the rounding of a sum of products in double precision.
     */
    public static final double PIVOT_FLOOR = 1e-10;

    private LowerTriangular() {}

    /**
     * Cholesky factor L of a submatrix: L L' = S[p, p] for the places p. Pivots are at least {@link #PIVOT_FLOOR}.
     *
     * @param s symmetric; only its lower triangle is read
     * @param places row and column indices into s, increasing
     * @param count how many of the places to use
     * @param l count rows; receives the lower triangle
     * @return half the log determinant of S[p, p], the sum of log l[a][a]
     */
    public static double cholesky(double[][] s, int[] places, int count, double[][] l) {
        for (int a = 0; a < count; a++) {
            double[] source = s[places[a]];
            for (int b = 0; b <= a; b++) {
                l[a][b] = source[places[b]];
            }
        }
        return choleskyInPlace(l, count);
    }

    /** Solves L u = r in place: r becomes u. */
    public static void forward(double[][] l, int count, double[] r) {
        for (int a = 0; a < count; a++) {
            double[] row = l[a];
            double sum = r[a];
            for (int b = 0; b < a; b++) {
                sum -= row[b] * r[b];
            }
            r[a] = sum / row[a];
        }
    }

    /** Element (i, j) of a symmetric matrix of which only the lower triangle is stored. */
    public static double at(double[][] s, int i, int j) {
        return i >= j ? s[i][j] : s[j][i];
    }

    /** A new lower triangle of d rows, filled with zeros. */
    public static double[][] triangle(int d) {
        double[][] rows = new double[d][];
        for (int i = 0; i < d; i++) {
            rows[i] = new double[i + 1];
        }
        return rows;
    }

    /**
     * Replaces a positive definite matrix by its Cholesky factor L. Pivots are at least {@link #PIVOT_FLOOR}.
     *
     * @param s in: lower triangle of the matrix; out: L
     * @return half the log determinant of the matrix
     */
    public static double choleskyInPlace(double[][] s, int count) {
        double logs = 0;
        for (int a = 0; a < count; a++) {
            double[] row = s[a];
            for (int b = 0; b < a; b++) {
                double[] other = s[b];
                double sum = row[b];
                for (int c = 0; c < b; c++) {
                    sum -= row[c] * other[c];
                }
                row[b] = sum / other[b];
            }
            double pivot = row[a];
            for (int c = 0; c < a; c++) {
                pivot -= row[c] * row[c];
            }
            row[a] = Math.sqrt(Math.max(pivot, PIVOT_FLOOR));
            logs += Math.log(row[a]);
        }
        return logs;
    }

    /**
     * Solves L L' x = v in place: v becomes x.
     *
     * @return v' (L L')^-1 v, with v as passed in
     */
    public static double solve(double[][] l, int count, double[] v) {
        forward(l, count, v);
        double square = 0;
        for (int a = 0; a < count; a++) {
            square += v[a] * v[a];
        }
        for (int a = count - 1; a >= 0; a--) {
            double x = v[a] / l[a][a];
            v[a] = x;
            double[] row = l[a];
            for (int b = 0; b < a; b++) {
                v[b] -= row[b] * x;
            }
        }
        return square;
    }

    /** Writes the lower triangle of (L L')^-1 to {@code into}. L is overwritten. */
    public static void inverse(double[][] l, int count, double[][] into) {
        // First loop: L becomes L^-1, row by row. Second loop: (L L')^-1 = L^-T L^-1.
        for (int a = 0; a < count; a++) {
            double[] row = l[a];
            double pivot = 1 / row[a];
            for (int b = 0; b < a; b++) {
                double sum = 0;
                for (int c = b; c < a; c++) {
                    sum += row[c] * l[c][b];
                }
                row[b] = -sum * pivot;
            }
            row[a] = pivot;
        }
        for (int a = 0; a < count; a++) {
            for (int b = 0; b <= a; b++) {
                double sum = 0;
                for (int c = a; c < count; c++) {
                    sum += l[c][a] * l[c][b];
                }
                into[a][b] = sum;
            }
        }
    }
}
