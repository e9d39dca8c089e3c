package io.lacuna.internal.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.internal.inference.neural.GaussJordan;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Compares with explicit products and with Gauss-Jordan elimination, which shares no code with the factors. */
class LowerTriangularTest {
    private static final int D = 6;

    private final SplittableRandom random = new SplittableRandom(3);
    private final double[][] matrix = positiveDefinite();

    private double[][] positiveDefinite() {
        double[][] root = new double[D][D];
        for (double[] row : root) {
            for (int j = 0; j < D; j++) {
                row[j] = random.nextGaussian();
            }
        }
        double[][] full = new double[D][D];
        for (int i = 0; i < D; i++) {
            for (int j = 0; j < D; j++) {
                full[i][j] = i == j ? 0.5 : 0;
                for (int c = 0; c < D; c++) {
                    full[i][j] += root[i][c] * root[j][c];
                }
            }
        }
        return full;
    }

    private static double[][] lower(double[][] full) {
        double[][] lower = LowerTriangular.triangle(full.length);
        for (int i = 0; i < full.length; i++) {
            System.arraycopy(full[i], 0, lower[i], 0, i + 1);
        }
        return lower;
    }

    private static double[][] part(double[][] full, int[] places) {
        double[][] part = new double[places.length][places.length];
        for (int a = 0; a < places.length; a++) {
            for (int b = 0; b < places.length; b++) {
                part[a][b] = full[places[a]][places[b]];
            }
        }
        return part;
    }

    private static double product(double[][] l, int a, int b) {
        double sum = 0;
        for (int c = 0; c <= Math.min(a, b); c++) {
            sum += l[a][c] * l[b][c];
        }
        return sum;
    }

    private static double[][] inverse(double[][] full) {
        double[][] inverse = new double[full.length][full.length];
        GaussJordan.invert(part(full, IntStream.range(0, full.length).toArray()), inverse);
        return inverse;
    }

    @Test
    void aTriangleHasRowsThatGrow() {
        assertThat(LowerTriangular.triangle(3)).isDeepEqualTo(new double[][] {{0}, {0, 0}, {0, 0, 0}});
    }

    @Test
    void aCellIsFoundInEitherOrder() {
        double[][] lower = {{1}, {2, 3}};
        assertThat(LowerTriangular.at(lower, 1, 0)).isEqualTo(2);
        assertThat(LowerTriangular.at(lower, 0, 1)).isEqualTo(2);
        assertThat(LowerTriangular.at(lower, 1, 1)).isEqualTo(3);
    }

    @Test
    void theFactorOfSomePlacesMultipliesOutToThatPart() {
        int[] places = {0, 2, 3, 5, 1};
        double[][] l = LowerTriangular.triangle(D);
        double half = LowerTriangular.cholesky(lower(matrix), places, 4, l);
        double[][] expected = part(matrix, new int[] {0, 2, 3, 5});
        for (int a = 0; a < 4; a++) {
            for (int b = 0; b < 4; b++) {
                assertThat(product(l, a, b)).isCloseTo(expected[a][b], within(1e-12));
            }
        }
        assertThat(l[4]).containsOnly(0);
        double determinant = GaussJordan.invert(expected, new double[4][4]);
        assertThat(half).isCloseTo(0.5 * Math.log(determinant), within(1e-12));
    }

    @Test
    void theFactorInPlaceMultipliesOutToTheWhole() {
        double[][] l = lower(matrix);
        double half = LowerTriangular.choleskyInPlace(l, D);
        for (int a = 0; a < D; a++) {
            for (int b = 0; b < D; b++) {
                assertThat(product(l, a, b)).isCloseTo(matrix[a][b], within(1e-12));
            }
        }
        double determinant = GaussJordan.invert(part(matrix, new int[] {0, 1, 2, 3, 4, 5}), new double[D][D]);
        assertThat(half).isCloseTo(0.5 * Math.log(determinant), within(1e-12));
    }

    @Test
    void onlyAsManyRowsAsAskedForAreFactored() {
        double[][] l = lower(matrix);
        LowerTriangular.choleskyInPlace(l, 3);
        assertThat(product(l, 2, 1)).isCloseTo(matrix[2][1], within(1e-12));
        assertThat(l[3]).containsExactly(lower(matrix)[3]);
    }

    @Test
    void aSingularMatrixHasAFactorAllTheSame() {
        // The second row equals the first, so the second pivot is 0 and is raised to 1e-10.
        double[][] l = {{4}, {4, 4}};
        double half = LowerTriangular.choleskyInPlace(l, 2);
        assertThat(l).isDeepEqualTo(new double[][] {{2}, {2, 1e-5}});
        assertThat(half).isCloseTo(Math.log(2) + Math.log(1e-5), within(1e-12));
        double[][] part = LowerTriangular.triangle(2);
        assertThat(LowerTriangular.cholesky(new double[][] {{4}, {4, 4}}, new int[] {0, 1}, 2, part))
                .isEqualTo(half);
        assertThat(part).isDeepEqualTo(new double[][] {{2}, {2, 1e-5}});
    }

    @Test
    void forwardSubstitutionSolvesTheTriangle() {
        double[][] l = lower(matrix);
        LowerTriangular.choleskyInPlace(l, D);
        double[] right = {1, -2, 3, 0.5, 7, -1};
        double[] u = right.clone();
        LowerTriangular.forward(l, 5, u);
        for (int a = 0; a < 5; a++) {
            double sum = 0;
            for (int b = 0; b <= a; b++) {
                sum += l[a][b] * u[b];
            }
            assertThat(sum).isCloseTo(right[a], within(1e-12));
        }
        assertThat(u[5]).isEqualTo(right[5]);
    }

    @Test
    void solvingTwiceTheTriangleSolvesTheMatrix() {
        double[][] l = lower(matrix);
        LowerTriangular.choleskyInPlace(l, D);
        double[] right = {1, -2, 3, 0.5, 7, -1};
        double[] x = right.clone();
        double square = LowerTriangular.solve(l, D, x);
        double expected = 0;
        for (int a = 0; a < D; a++) {
            double sum = 0;
            for (int b = 0; b < D; b++) {
                sum += matrix[a][b] * x[b];
            }
            assertThat(sum).isCloseTo(right[a], within(1e-11));
            expected += right[a] * x[a];
        }
        assertThat(square).isCloseTo(expected, within(1e-10));
    }

    @Test
    void theInverseIsThatOfElimination() {
        double[][] l = lower(matrix);
        LowerTriangular.choleskyInPlace(l, D);
        double[][] into = LowerTriangular.triangle(D);
        LowerTriangular.inverse(l, D, into);
        double[][] expected = inverse(matrix);
        for (int a = 0; a < D; a++) {
            for (int b = 0; b <= a; b++) {
                assertThat(into[a][b]).isCloseTo(expected[a][b], within(1e-11));
            }
        }
    }
}
