package io.lacuna.internal.numerics;

import java.util.stream.IntStream;

/**
 * Eigenvectors of a symmetric matrix by cyclic Jacobi rotations (Golub and Van Loan, Matrix Computations, 8.5).
 * Accurate; meant for small matrices, as one sweep costs O(d^3). Safe for concurrent use on different arrays.
 */
public final class SymmetricEigen {
    private static final int MAX_SWEEPS = 40;

    private SymmetricEigen() {}

    /**
     * The eigenvectors of the largest eigenvalues.
     *
     * @param matrix d x d, symmetric; overwritten
     * @param count number of eigenvectors, at most d
     * @return count unit vectors of length d, ordered by decreasing eigenvalue; the largest entry in magnitude of each
     *     is positive
     */
    public static double[][] leading(double[][] matrix, int count) {
        int d = matrix.length;
        double[][] vectors = new double[d][d]; // row i is the i-th eigenvector
        for (int i = 0; i < d; i++) {
            vectors[i][i] = 1;
        }
        for (int sweep = 0; sweep < MAX_SWEEPS && offDiagonal(matrix) > 1e-18 * diagonal(matrix); sweep++) {
            for (int p = 0; p < d; p++) {
                for (int q = p + 1; q < d; q++) {
                    rotate(matrix, vectors, p, q);
                }
            }
        }
        return IntStream.range(0, d)
                .boxed()
                .sorted((a, b) -> Double.compare(matrix[b][b], matrix[a][a]))
                .limit(count)
                .map(i -> pointed(vectors[i]))
                .toArray(double[][]::new);
    }

    private static double offDiagonal(double[][] m) {
        double sum = 0;
        for (int i = 0; i < m.length; i++) {
            for (int j = 0; j < i; j++) {
                sum += m[i][j] * m[i][j];
            }
        }
        return sum;
    }

    private static double diagonal(double[][] m) {
        double sum = 0;
        for (int i = 0; i < m.length; i++) {
            sum += m[i][i] * m[i][i];
        }
        return sum;
    }

    private static void rotate(double[][] m, double[][] vectors, int p, int q) {
        if (m[p][q] == 0) {
            return;
        }
        double theta = (m[q][q] - m[p][p]) / (2 * m[p][q]);
        double t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        double c = 1 / Math.sqrt(t * t + 1);
        double s = t * c;
        for (int k = 0; k < m.length; k++) {
            double kp = m[k][p];
            double kq = m[k][q];
            m[k][p] = c * kp - s * kq;
            m[k][q] = s * kp + c * kq;
        }
        for (int k = 0; k < m.length; k++) {
            double pk = m[p][k];
            double qk = m[q][k];
            m[p][k] = c * pk - s * qk;
            m[q][k] = s * pk + c * qk;
            double vp = vectors[p][k];
            double vq = vectors[q][k];
            vectors[p][k] = c * vp - s * vq;
            vectors[q][k] = s * vp + c * vq;
        }
    }

    private static double[] pointed(double[] vector) {
        double largest = 0;
        for (double entry : vector) {
            if (Math.abs(entry) > Math.abs(largest)) {
                largest = entry;
            }
        }
        double sign = largest < 0 ? -1 : 1;
        double[] pointed = new double[vector.length];
        for (int j = 0; j < vector.length; j++) {
            pointed[j] = sign * vector[j];
        }
        return pointed;
    }
}
