package io.lacuna.internal.training.mixture;

import static io.lacuna.internal.training.mixture.LowRankRows.D;
import static io.lacuna.internal.training.mixture.LowRankRows.Q;
import static io.lacuna.internal.training.mixture.LowRankRows.mixture;
import static io.lacuna.internal.training.mixture.LowRankRows.rows;
import static io.lacuna.internal.training.mixture.LowRankRows.single;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.internal.inference.neural.GaussJordan;
import io.lacuna.internal.relay.LowRankRelays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Compares iterations of {@link LowRankEm} with the same model whose covariances are multiplied out, and with
 * regressions by elimination.
 */
class LowRankRoundTest {
    private static final double GAP = Double.NaN;
    /** The smallest noise variance, and the number of rows that the shared loadings count as. */
    private static final double FLOOR = 0.01;

    private static final double SHRINKAGE = 10;
    private final SplittableRandom random = new SplittableRandom(31);

    /** W W' + diag(psi) */
    private static double[][] covariance(LowRankEm em, int k) {
        double[][] s = new double[D][D];
        for (int i = 0; i < D; i++) {
            for (int j = 0; j < D; j++) {
                s[i][j] = i == j ? em.noise[k][i] : 0;
                for (int a = 0; a < Q; a++) {
                    s[i][j] += em.loadings[k][i * Q + a] * em.loadings[k][j * Q + a];
                }
            }
        }
        return s;
    }

    /**
     * The factors of a row under a relay together with its numbers: one normal of Q + D numbers, of which the first Q
     * are missing.
     */
    private static DenseNormal factors(LowRankEm em, int k, double[] y) {
        double[][] s = new double[Q + D][Q + D];
        double[][] covariance = covariance(em, k);
        double[] centre = new double[Q + D];
        double[] cells = new double[Q + D];
        for (int a = 0; a < Q; a++) {
            s[a][a] = 1;
            cells[a] = GAP;
            for (int j = 0; j < D; j++) {
                s[a][Q + j] = em.loadings[k][j * Q + a];
                s[Q + j][a] = em.loadings[k][j * Q + a];
            }
        }
        for (int j = 0; j < D; j++) {
            centre[Q + j] = em.centres[k][j];
            cells[Q + j] = y[j];
            System.arraycopy(covariance[j], 0, s[Q + j], Q, D);
        }
        return DenseNormal.given(centre, s, cells);
    }

    private static double[][][] shares(LowRankEm em, RelayRows rows, float[][][] logProbabilities) {
        int relays = em.logWeights.length;
        double[][][] shares = new double[2][rows.size()][relays];
        for (int i = 0; i < rows.size(); i++) {
            double sum = 0;
            for (int k = 0; k < relays; k++) {
                double log = em.logWeights[k]
                        + DenseNormal.given(em.centres[k], covariance(em, k), rows.y()[i])
                                .logDensity();
                int label = rows.categories()[i][0];
                log += label < 0 ? 0 : logProbabilities[k][0][label];
                shares[0][i][k] = Math.exp(log);
                sum += shares[0][i][k];
            }
            for (int k = 0; k < relays; k++) {
                shares[0][i][k] /= sum;
            }
            shares[1][i][0] = Math.log(sum);
        }
        return shares;
    }

    @Test
    void theLikelihoodIsThatOfTheMultipliedOutCovariances() {
        RelayRows rows = rows(random, 80);
        LowRankEm single = single(rows);
        for (LowRankEm em : new LowRankEm[] {single, mixture(rows, single)}) {
            double[][][] shares = shares(em, rows, em.result().logProbabilities());
            double sum = 0;
            double total = 0;
            for (int i = 0; i < rows.size(); i++) {
                sum += rows.weights()[i] * shares[1][i][0];
                total += rows.weights()[i];
            }
            assertThat(em.expectation()).isCloseTo(sum / total, within(1e-6));
        }
    }

    @Test
    void theFactorsAreTheirPosteriorMeans() {
        RelayRows rows = rows(random, 40);
        LowRankEm em = single(rows);
        double[][] found = em.factors();
        for (int i = 0; i < 40; i++) {
            double[] expected = factors(em, 0, rows.y()[i]).mean();
            assertThat(found[i]).containsExactly(new double[] {expected[0], expected[1]}, within(1e-9));
        }
    }

    @Test
    void aRoundOfASingleAnalyserIsARegressionOnItsFactors() {
        RelayRows rows = rows(random, 80);
        LowRankEm em = new LowRankEm(rows, 1, Q);
        em.startSingle(new SplittableRandom(5));
        double[] nothing = new double[D * (Q + 1)];
        double[] ones = {1, 1, 1, 1, 1};
        for (int round = 0; round < 3; round++) {
            assertRound(em, rows, 1, nothing, ones, 1e-9);
        }
    }

    @Test
    void aRoundOfAMixtureDrawsLoadingsTowardsTheSharedOnes() {
        RelayRows rows = rows(random, 120);
        LowRankEm single = single(rows);
        LowRankEm em = mixture(rows, single);
        double[] pulls = new double[D * (Q + 1)];
        for (int j = 0; j < D; j++) {
            pulls[j * (Q + 1)] = single.centres[0][j];
            for (int a = 0; a < Q; a++) {
                pulls[j * (Q + 1) + a + 1] = single.loadings[0][j * Q + a];
            }
        }
        for (int round = 0; round < 3; round++) {
            // Shares below 0.001 are left out.
            assertRound(em, rows, SHRINKAGE, pulls, single.noise[0].clone(), 2e-3);
        }
    }

    /**
     * One iteration, compared with the minimum over b of {@code sum r E(x - b'(1, f))^2 + prior |b - pull|^2} for each
     * feature.
     *
     * @param noise the noise variance of the prior
     */
    private static void assertRound(
            LowRankEm em, RelayRows rows, double prior, double[] pulls, double[] noise, double tolerance) {
        int relays = em.logWeights.length;
        double[][] shares = shares(em, rows, em.result().logProbabilities())[0];
        double[] size = new double[relays];
        double[][][] expected = new double[relays][D][];
        double[][] left = new double[relays][D];
        double[][] label = new double[relays][2];
        for (int k = 0; k < relays; k++) {
            for (int i = 0; i < rows.size(); i++) {
                size[k] += rows.weights()[i] * shares[i][k];
                if (rows.categories()[i][0] >= 0) {
                    label[k][rows.categories()[i][0]] += rows.weights()[i] * shares[i][k];
                }
            }
            for (int j = 0; j < D; j++) {
                double[] pull = new double[Q + 1];
                System.arraycopy(pulls, j * (Q + 1), pull, 0, Q + 1);
                expected[k][j] = new double[Q + 1];
                left[k][j] = regression(em, rows, shares, k, j, prior, pull, noise[j], expected[k][j]);
            }
        }
        em.expectation();
        em.maximization();
        double total = relays;
        for (double each : size) {
            total += each;
        }
        LowRankRelays result = em.result();
        for (int k = 0; k < relays; k++) {
            assertThat(Math.exp(em.logWeights[k])).isCloseTo((size[k] + 1) / total, within(tolerance));
            double labels = label[k][0] + label[k][1] + 1;
            for (int c = 0; c < 2; c++) {
                assertThat(Math.exp(result.logProbabilities()[k][0][c]))
                        .isCloseTo((label[k][c] + 0.5) / labels, within(tolerance + 1e-6));
            }
            for (int j = 0; j < D; j++) {
                assertThat(em.centres[k][j]).isCloseTo(expected[k][j][0], within(tolerance));
                for (int a = 0; a < Q; a++) {
                    assertThat(em.loadings[k][j * Q + a]).isCloseTo(expected[k][j][a + 1], within(tolerance));
                }
                assertThat(em.noise[k][j]).isCloseTo(left[k][j], within(tolerance));
            }
        }
    }

    /** Writes the coefficients; returns the residual noise variance. */
    private static double regression(
            LowRankEm em,
            RelayRows rows,
            double[][] shares,
            int k,
            int j,
            double prior,
            double[] pull,
            double noise,
            double[] into) {
        double[][] gram = new double[Q + 1][Q + 1];
        double[] cross = new double[Q + 1];
        for (int a = 0; a <= Q; a++) {
            gram[a][a] = prior;
            cross[a] = prior * pull[a];
        }
        double weight = 0;
        for (int i = 0; i < rows.size(); i++) {
            double x = rows.y()[i][j];
            if (!Double.isNaN(x)) {
                double r = rows.weights()[i] * shares[i][k];
                double[][] moments = moments(factors(em, k, rows.y()[i]));
                weight += r;
                for (int a = 0; a <= Q; a++) {
                    cross[a] += r * x * moments[0][a];
                    for (int b = 0; b <= Q; b++) {
                        gram[a][b] += r * moments[a][b];
                    }
                }
            }
        }
        double[][] inverse = new double[Q + 1][Q + 1];
        GaussJordan.invert(gram, inverse);
        for (int a = 0; a <= Q; a++) {
            for (int b = 0; b <= Q; b++) {
                into[a] += inverse[a][b] * cross[b];
            }
        }
        double left = 0;
        for (int a = 0; a <= Q; a++) {
            left += prior * (into[a] - pull[a]) * (into[a] - pull[a]);
        }
        for (int i = 0; i < rows.size(); i++) {
            double x = rows.y()[i][j];
            if (!Double.isNaN(x)) {
                double[][] moments = moments(factors(em, k, rows.y()[i]));
                double square = x * x;
                for (int a = 0; a <= Q; a++) {
                    square -= 2 * x * into[a] * moments[0][a];
                    for (int b = 0; b <= Q; b++) {
                        square += into[a] * moments[a][b] * into[b];
                    }
                }
                left += rows.weights()[i] * shares[i][k] * square;
            }
        }
        return Math.max(FLOOR, (left + prior * noise) / (weight + prior));
    }

    /** E (1, f)(1, f)' */
    private static double[][] moments(DenseNormal factors) {
        double[][] moments = new double[Q + 1][Q + 1];
        moments[0][0] = 1;
        for (int a = 0; a < Q; a++) {
            moments[0][a + 1] = factors.mean()[a];
            moments[a + 1][0] = factors.mean()[a];
            for (int b = 0; b < Q; b++) {
                moments[a + 1][b + 1] = factors.mean()[a] * factors.mean()[b] + factors.covariance()[a][b];
            }
        }
        return moments;
    }

    @Test
    void noiseDoesNotFallBelowItsFloor() {
        // The numbers are the factor itself, without noise.
        int n = 400;
        double[][] y = new double[n][3];
        double[] weights = new double[n];
        for (int i = 0; i < n; i++) {
            double factor = random.nextGaussian();
            y[i] = new double[] {factor, 2 * factor, -factor};
            weights[i] = 1;
        }
        RelayRows rows = new RelayRows(y, new int[n][0], new int[0], weights);
        LowRankEm em = new LowRankEm(rows, 1, 1);
        em.startSingle(new SplittableRandom(5));
        em.run(300);
        assertThat(em.noise[0]).contains(FLOOR);
        for (double noise : em.noise[0]) {
            assertThat(noise).isBetween(FLOOR, 0.03);
        }
    }
}
