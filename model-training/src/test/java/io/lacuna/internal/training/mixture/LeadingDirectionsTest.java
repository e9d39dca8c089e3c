package io.lacuna.internal.training.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.internal.numerics.SymmetricEigen;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Compares with the eigenvectors of the matrix that subspace iteration never computes. */
class LeadingDirectionsTest {
    private static final int D = 6;
    private final SplittableRandom random = new SplittableRandom(2);

    /** Rows whose variance falls tenfold from axis to axis, in randomly rotated axes; some cells are missing. */
    private RelayRows rows(int n, double missing) {
        double[][] turn = SymmetricEigen.leading(symmetric(), D);
        double[][] y = new double[n][D];
        double[] weights = new double[n];
        for (int i = 0; i < n; i++) {
            for (int a = 0; a < D; a++) {
                double along = Math.pow(10, -a) * random.nextGaussian();
                for (int j = 0; j < D; j++) {
                    y[i][j] += along * turn[a][j];
                }
            }
            for (int j = 0; j < D; j++) {
                y[i][j] = random.nextDouble() < missing ? Double.NaN : y[i][j];
            }
            weights[i] = 1 + i % 4;
        }
        return new RelayRows(y, new int[n][0], new int[0], weights);
    }

    private double[][] symmetric() {
        double[][] matrix = new double[D][D];
        for (int i = 0; i < D; i++) {
            for (int j = 0; j <= i; j++) {
                matrix[i][j] = random.nextGaussian();
                matrix[j][i] = matrix[i][j];
            }
        }
        return matrix;
    }

    private static double[][] secondMoments(RelayRows rows) {
        double[][] moments = new double[D][D];
        for (int i = 0; i < rows.size(); i++) {
            for (int p = 0; p < D; p++) {
                for (int q = 0; q < D; q++) {
                    double product = rows.y()[i][p] * rows.y()[i][q];
                    moments[p][q] += Double.isNaN(product) ? 0 : rows.weights()[i] * product / rows.size();
                }
            }
        }
        return moments;
    }

    @Test
    void areTheEigenvectorsAsLongAsTheirEigenvalues() {
        for (double missing : new double[] {0, 0.1}) {
            RelayRows rows = rows(200, missing);
            double[][] moments = secondMoments(rows);
            double[][] vectors = SymmetricEigen.leading(secondMoments(rows), 2);
            double[] found = new LeadingDirections(rows, 2).find(new SplittableRandom(7));
            // With gaps, the small directions mix, so that the few iterations determine only the first direction.
            for (int a = 0; a < (missing > 0 ? 1 : 2); a++) {
                double value = 0;
                double sign = 0;
                for (int i = 0; i < D; i++) {
                    sign += found[i * 2 + a] * vectors[a][i];
                    for (int j = 0; j < D; j++) {
                        value += vectors[a][i] * moments[i][j] * vectors[a][j];
                    }
                }
                for (int j = 0; j < D; j++) {
                    double expected = Math.signum(sign) * value * vectors[a][j];
                    assertThat(found[j * 2 + a]).isCloseTo(expected, within(0.01 * value));
                }
            }
        }
    }

    @Test
    void moreDirectionsThanTheRowsHaveAreNothing() {
        RelayRows rows =
                new RelayRows(new double[][] {{3, 4}, {-3, -4}}, new int[2][0], new int[0], new double[] {1, 1});
        double[] found = new LeadingDirections(rows, 2).find(new SplittableRandom(7));
        // The whole second moment, 25, is along (3, 4) / 5.
        assertThat(Math.abs(found[0])).isCloseTo(15, within(1e-9));
        assertThat(Math.abs(found[2])).isCloseTo(20, within(1e-9));
        assertThat(found[1]).isCloseTo(0, within(1e-9));
        assertThat(found[3]).isCloseTo(0, within(1e-9));
    }
}
