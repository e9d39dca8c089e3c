package io.lacuna.internal.training.mixture;

import io.lacuna.internal.inference.neural.GaussJordan;
import java.util.stream.IntStream;

/**
 * A normal conditioned on some of its numbers, from the definitions and by elimination. Shares no code with what is
 * tested.
 *
 * @param logDensity of the known numbers
 * @param mean d numbers, the known ones unchanged
 * @param covariance d x d, zero for known numbers
 */
record DenseNormal(double logDensity, double[] mean, double[][] covariance) {

    /**
     * @param centre d numbers
     * @param s full symmetric covariance
     * @param y d numbers; NaN = missing
     */
    static DenseNormal given(double[] centre, double[][] s, double[] y) {
        int d = y.length;
        int[] seen = IntStream.range(0, d).filter(j -> !Double.isNaN(y[j])).toArray();
        int o = seen.length;
        double[][] part = new double[o][o];
        double[] apart = new double[o];
        for (int a = 0; a < o; a++) {
            apart[a] = y[seen[a]] - centre[seen[a]];
            for (int b = 0; b < o; b++) {
                part[a][b] = s[seen[a]][seen[b]];
            }
        }
        double[][] inverse = new double[o][o];
        double log = -0.5 * Math.log(GaussJordan.invert(part, inverse)) - 0.5 * o * Math.log(2 * Math.PI);
        for (int a = 0; a < o; a++) {
            for (int b = 0; b < o; b++) {
                log -= 0.5 * apart[a] * inverse[a][b] * apart[b];
            }
        }
        double[] mean = new double[d];
        double[][] covariance = new double[d][d];
        for (int i = 0; i < d; i++) {
            mean[i] = centre[i];
            for (int a = 0; a < o; a++) {
                for (int b = 0; b < o; b++) {
                    mean[i] += s[i][seen[a]] * inverse[a][b] * apart[b];
                }
            }
            for (int j = 0; j < d; j++) {
                covariance[i][j] = s[i][j];
                for (int a = 0; a < o; a++) {
                    for (int b = 0; b < o; b++) {
                        covariance[i][j] -= s[i][seen[a]] * inverse[a][b] * s[seen[b]][j];
                    }
                }
            }
        }
        return new DenseNormal(log, mean, covariance);
    }

    /** Expands a lower triangle to the full symmetric matrix. */
    static double[][] full(double[][] lower) {
        double[][] full = new double[lower.length][lower.length];
        for (int i = 0; i < lower.length; i++) {
            for (int j = 0; j <= i; j++) {
                full[i][j] = lower[i][j];
                full[j][i] = lower[i][j];
            }
        }
        return full;
    }
}
