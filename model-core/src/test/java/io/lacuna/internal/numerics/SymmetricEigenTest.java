package io.lacuna.internal.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Checks eigenvectors against their definition, and against matrices whose eigenvalues have a closed form. */
class SymmetricEigenTest {
    private final SplittableRandom random = new SplittableRandom(8);

    private double[][] symmetric(int d, double scale) {
        double[][] matrix = new double[d][d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                matrix[i][j] = scale * random.nextGaussian();
                matrix[j][i] = matrix[i][j];
            }
        }
        return matrix;
    }

    private static double[][] copy(double[][] matrix) {
        double[][] copy = new double[matrix.length][];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = matrix[i].clone();
        }
        return copy;
    }

    private static double[] times(double[][] matrix, double[] vector) {
        double[] product = new double[matrix.length];
        for (int i = 0; i < product.length; i++) {
            product[i] = dot(matrix[i], vector);
        }
        return product;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** v'Av, the eigenvalue if v is an eigenvector. */
    private static double eigenvalue(double[][] matrix, double[] vector) {
        return dot(vector, times(matrix, vector));
    }

    @Test
    void theMatrixOnlyStretchesItsEigenvectors() {
        for (int d = 1; d <= 12; d++) {
            for (double scale : new double[] {1e-6, 1, 1e6}) {
                double[][] matrix = symmetric(d, scale);
                double[][] vectors = SymmetricEigen.leading(copy(matrix), d);
                assertThat(vectors).hasNumberOfRows(d);
                for (double[] vector : vectors) {
                    double[] product = times(matrix, vector);
                    double value = dot(vector, product);
                    for (int i = 0; i < d; i++) {
                        assertThat(product[i]).isCloseTo(value * vector[i], within(1e-8 * scale));
                    }
                }
            }
        }
    }

    @Test
    void eigenvectorsAreOrthonormal() {
        double[][] vectors = SymmetricEigen.leading(symmetric(9, 1), 9);
        for (int i = 0; i < 9; i++) {
            for (int j = 0; j < 9; j++) {
                assertThat(dot(vectors[i], vectors[j])).isCloseTo(i == j ? 1 : 0, within(1e-12));
            }
        }
    }

    @Test
    void theLargestEigenvaluesComeFirstAndOnlyAsManyAsAskedFor() {
        double[][] matrix = symmetric(9, 1);
        double[][] all = SymmetricEigen.leading(copy(matrix), 9);
        for (int i = 1; i < 9; i++) {
            assertThat(eigenvalue(matrix, all[i])).isLessThan(eigenvalue(matrix, all[i - 1]));
        }
        double[][] leading = SymmetricEigen.leading(copy(matrix), 4);
        assertThat(leading).hasNumberOfRows(4);
        for (int i = 0; i < 4; i++) {
            assertThat(leading[i]).containsExactly(all[i]);
        }
    }

    @Test
    void theLargestEntryOfEachIsPositive() {
        for (int t = 0; t < 20; t++) {
            for (double[] vector : SymmetricEigen.leading(symmetric(5, 1), 5)) {
                double largest = 0;
                for (double entry : vector) {
                    largest = Math.abs(entry) > Math.abs(largest) ? entry : largest;
                }
                assertThat(largest).isPositive();
            }
        }
    }

    @Test
    void twoByTwoHasAClosedForm() {
        // [[2, 1], [1, 2]]: 3 along (1, 1), 1 along (1, -1). [[5, 4], [4, -1]]: 7 along (2, 1), -3 along (-1, 2).
        double half = Math.sqrt(0.5);
        double[][] first = SymmetricEigen.leading(new double[][] {{2, 1}, {1, 2}}, 2);
        assertThat(first[0]).containsExactly(new double[] {half, half}, within(1e-12));
        assertThat(Math.abs(first[1][0])).isCloseTo(half, within(1e-12));
        assertThat(first[1][0] + first[1][1]).isCloseTo(0, within(1e-12));
        double fifth = 1 / Math.sqrt(5);
        double[][] second = SymmetricEigen.leading(new double[][] {{5, 4}, {4, -1}}, 2);
        assertThat(second[0]).containsExactly(new double[] {2 * fifth, fifth}, within(1e-12));
        assertThat(second[1]).containsExactly(new double[] {-fifth, 2 * fifth}, within(1e-12));
    }

    @Test
    void aChainOfSpringsHasTheFrequenciesOfTheBook() {
        // 2 on the diagonal and -1 next to it: eigenvalues 2 - 2 cos(k pi / (n + 1)).
        int n = 10;
        double[][] chain = new double[n][n];
        for (int i = 0; i < n; i++) {
            chain[i][i] = 2;
            if (i > 0) {
                chain[i][i - 1] = -1;
                chain[i - 1][i] = -1;
            }
        }
        double[][] vectors = SymmetricEigen.leading(copy(chain), n);
        for (int k = 0; k < n; k++) {
            double expected = 2 - 2 * Math.cos((n - k) * Math.PI / (n + 1));
            assertThat(eigenvalue(chain, vectors[k])).isCloseTo(expected, within(1e-10));
        }
    }

    @Test
    void diagonalZeroAndRepeatedEigenvaluesDoNoHarm() {
        assertThat(SymmetricEigen.leading(new double[][] {{1, 0, 0}, {0, 3, 0}, {0, 0, 2}}, 3))
                .isDeepEqualTo(new double[][] {{0, 1, 0}, {0, 0, 1}, {1, 0, 0}});
        assertThat(SymmetricEigen.leading(new double[2][2], 2)).isDeepEqualTo(new double[][] {{1, 0}, {0, 1}});
        // All ones: 4 along (1, 1, 1, 1), and 0 three times.
        double[][] ones = {{1, 1, 1, 1}, {1, 1, 1, 1}, {1, 1, 1, 1}, {1, 1, 1, 1}};
        double[][] vectors = SymmetricEigen.leading(copy(ones), 4);
        assertThat(vectors[0]).containsExactly(new double[] {0.5, 0.5, 0.5, 0.5}, within(1e-9));
        for (int i = 1; i < 4; i++) {
            assertThat(dot(vectors[i], vectors[i])).isCloseTo(1, within(1e-12));
            assertThat(eigenvalue(ones, vectors[i])).isCloseTo(0, within(1e-9));
        }
    }
}
