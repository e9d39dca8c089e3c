package io.lacuna.internal.inference.relation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RelationUpdateTest {
    private final SplittableRandom random = new SplittableRandom(3);

    /** Bayes' rule in its other form: the precision of the result is C^-1 + A' S^-1 A. */
    @Test
    void isBayesRuleForEquationsWithLittleNoise() {
        int n = 5;
        int q = 2;
        double[][] c = covariance(n);
        double[][] a = {{1, -2, 0.5, 0, 0}, {0, 1, 1, 0, -1}};
        double[] m = {1, -1, 0.5, 2, 0};
        double[] t = {3, -0.7};
        double s = 1e-4;
        RelationUpdate update = update(n, q, c, a, t, m, s);
        update.run();
        update.variances();

        double[][] precision = inverse(c);
        double[] right = times(precision, m);
        for (int r = 0; r < q; r++) {
            for (int i = 0; i < n; i++) {
                right[i] += a[r][i] * t[r] / s;
                for (int j = 0; j < n; j++) {
                    precision[i][j] += a[r][i] * a[r][j] / s;
                }
            }
        }
        double[][] expected = inverse(precision);
        double[] mean = times(expected, right);
        for (int i = 0; i < n; i++) {
            assertThat(update.mean[i]).isCloseTo(mean[i], within(2e-3));
            assertThat(update.variance[i]).isCloseTo(expected[i][i], within(2e-3));
        }
    }

    @Test
    void theMeansSatisfyTheEquationsEvenWhereTheCovarianceSaysThatTheyCannotMove() {
        double[][] c = {{1e-6, 0}, {0, 1e-6}};
        RelationUpdate update = update(2, 1, c, new double[][] {{1, 1}}, new double[] {10}, new double[] {1, 2}, 1e-2);
        update.run();
        update.variances();
        assertThat(update.mean[0] + update.mean[1]).isCloseTo(10, within(1e-6));
        assertThat(update.variance[0]).isGreaterThan(1e-2 / 4);
    }

    @Test
    void equationsThatContradictEachOtherShareTheError() {
        double[][] c = {{1}};
        RelationUpdate update = update(1, 2, c, new double[][] {{1}, {1}}, new double[] {2, 4}, new double[] {0}, 1e-8);
        update.run();
        assertThat(update.mean[0]).isCloseTo(3, within(1e-4));
    }

    @Test
    void cellsThatAreHeldLeaveTheRestToTheOthers() {
        double[][] c = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
        RelationUpdate update =
                update(3, 1, c, new double[][] {{1, 1, 1}}, new double[] {10}, new double[] {0, 4, 5}, 1e-8);
        update.hold(0, 1);
        update.run();
        assertThat(update.mean[0]).isEqualTo(1);
        assertThat(update.mean[1]).isCloseTo(4, within(1e-6));
        assertThat(update.mean[2]).isCloseTo(5, within(1e-6));
    }

    private static RelationUpdate update(
            int n, int q, double[][] c, double[][] a, double[] t, double[] m, double noise) {
        RelationUpdate update = new RelationUpdate(n + 2, q + 1);
        update.begin(n, q);
        for (int i = 0; i < n; i++) {
            System.arraycopy(c[i], 0, update.covariance[i], 0, i + 1);
            update.mean[i] = m[i];
        }
        for (int r = 0; r < q; r++) {
            System.arraycopy(a[r], 0, update.coefficient[r], 0, n);
            update.target[r] = t[r];
            update.noise[r] = noise;
        }
        return update;
    }

    private double[][] covariance(int n) {
        double[][] b = new double[n][n];
        for (double[] row : b) {
            for (int j = 0; j < n; j++) {
                row[j] = random.nextGaussian();
            }
        }
        double[][] c = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < n; k++) {
                    c[i][j] += b[i][k] * b[j][k] / n;
                }
            }
            c[i][i] += 0.2;
        }
        return c;
    }

    private static double[] times(double[][] matrix, double[] v) {
        double[] product = new double[v.length];
        for (int i = 0; i < v.length; i++) {
            for (int j = 0; j < v.length; j++) {
                product[i] += matrix[i][j] * v[j];
            }
        }
        return product;
    }

    /** Gauss-Jordan without pivoting, for positive definite matrices. */
    private static double[][] inverse(double[][] matrix) {
        int n = matrix.length;
        double[][] left = new double[n][];
        double[][] right = new double[n][n];
        for (int i = 0; i < n; i++) {
            left[i] = matrix[i].clone();
            right[i][i] = 1;
        }
        for (int p = 0; p < n; p++) {
            double pivot = left[p][p];
            for (int j = 0; j < n; j++) {
                left[p][j] /= pivot;
                right[p][j] /= pivot;
            }
            for (int i = 0; i < n; i++) {
                double factor = left[i][p];
                for (int j = 0; j < n && i != p; j++) {
                    left[i][j] -= factor * left[p][j];
                    right[i][j] -= factor * right[p][j];
                }
            }
        }
        return right;
    }
}
