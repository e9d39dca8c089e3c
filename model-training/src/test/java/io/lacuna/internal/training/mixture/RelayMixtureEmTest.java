package io.lacuna.internal.training.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RelayMixtureEmTest {
    private final SplittableRandom random = new SplittableRandom(5);

    /** Two clusters of three correlated columns and one label; each cell is missing with the given probability. */
    private RelayRows rows(int n, double missing) {
        double[][] y = new double[n][3];
        int[][] labels = new int[n][1];
        double[] weights = new double[n];
        for (int i = 0; i < n; i++) {
            boolean second = random.nextBoolean();
            double common = random.nextGaussian();
            for (int j = 0; j < 3; j++) {
                double cell = (second ? 2 - j : -1) + common * (j + 1) / 3 + 0.5 * random.nextGaussian();
                y[i][j] = random.nextDouble() < missing ? Double.NaN : cell;
            }
            labels[i][0] = random.nextDouble() < missing ? -1 : second ? random.nextInt(2) : 1;
            weights[i] = 1 + i % 3;
        }
        return new RelayRows(y, labels, new int[] {2}, weights);
    }

    private static RelayMixtureEm started(RelayRows rows, int relays) {
        RelayMixtureEm single = new RelayMixtureEm(rows, 1, RelayPriors.NONE);
        single.startSingle();
        single.run(5);
        double[][] filled = single.fill();
        RelayMixtureEm em = new RelayMixtureEm(rows, relays, RelayPriors.NONE);
        em.startAt(Clusters.assign(filled, rows.weights(), relays, new SplittableRandom(1)), filled, single);
        return em;
    }

    @Test
    void noRoundMakesTheRowsLessLikely() {
        RelayMixtureEm em = started(rows(300, 0.4), 3);
        double before = Double.NEGATIVE_INFINITY;
        double first = Double.NaN;
        for (int t = 0; t < 40; t++) {
            double now = em.expectation();
            // Only what the E step neglects (shares below 1e-4) may be lost.
            assertThat(now).isGreaterThan(before - 1e-6);
            first = t == 0 ? now : first;
            before = now;
            em.maximization();
        }
        assertThat(before).isGreaterThan(first + 0.05);
    }

    @Test
    void oneRelayOnCompleteRowsIsTheirWeightedMeanAndCovariance() {
        RelayRows rows = rows(200, 0);
        RelayMixtureEm em = new RelayMixtureEm(rows, 1, RelayPriors.NONE);
        em.startSingle();
        em.run(3);
        double total = Arrays.stream(rows.weights()).sum();
        for (int p = 0; p < 3; p++) {
            double meanP = mean(rows, p, total);
            assertThat(em.parameters.centres[0][p]).isCloseTo(meanP, within(1e-12));
            for (int q = 0; q <= p; q++) {
                double meanQ = mean(rows, q, total);
                double covariance = 0;
                for (int i = 0; i < rows.size(); i++) {
                    covariance += rows.weights()[i] / total * (rows.y()[i][p] - meanP) * (rows.y()[i][q] - meanQ);
                }
                assertThat(em.parameters.covariances[0][p][q]).isCloseTo(covariance, within(1e-12));
            }
        }
    }

    private static double mean(RelayRows rows, int p, double total) {
        double sum = 0;
        for (int i = 0; i < rows.size(); i++) {
            sum += rows.weights()[i] * rows.y()[i][p];
        }
        return sum / total;
    }

    /**
     * At a maximum the likelihood is flat; it is computed here row by row from closed forms in one and two dimensions.
     */
    @Test
    void convergesToAStationaryPointOfThePartialRowsLikelihood() {
        RelayRows all = rows(400, 0.35);
        double[][] two =
                Arrays.stream(all.y()).map(row -> Arrays.copyOf(row, 2)).toArray(double[][]::new);
        RelayRows rows = new RelayRows(two, new int[two.length][0], new int[0], all.weights());
        RelayMixtureEm em = new RelayMixtureEm(rows, 1, RelayPriors.NONE);
        em.startSingle();
        for (int t = 0; t < 400; t++) {
            em.expectation();
            em.maximization();
        }
        double[] theta = {
            em.parameters.centres[0][0],
            em.parameters.centres[0][1],
            em.parameters.covariances[0][0][0],
            em.parameters.covariances[0][1][0],
            em.parameters.covariances[0][1][1]
        };
        double step = 1e-4;
        for (int p = 0; p < theta.length; p++) {
            double[] up = theta.clone();
            double[] down = theta.clone();
            up[p] += step;
            down[p] -= step;
            double slope = (logLikelihood(rows, up) - logLikelihood(rows, down)) / (2 * step);
            assertThat(slope / rows.size()).isCloseTo(0, within(1e-5));
        }
        assertThat(em.expectation() * Arrays.stream(rows.weights()).sum())
                .isCloseTo(logLikelihood(rows, theta), within(1e-6));
    }

    private static double logLikelihood(RelayRows rows, double[] theta) {
        double sum = 0;
        for (int i = 0; i < rows.size(); i++) {
            double a = rows.y()[i][0] - theta[0];
            double b = rows.y()[i][1] - theta[1];
            double log = 0;
            if (!Double.isNaN(a) && !Double.isNaN(b)) {
                double determinant = theta[2] * theta[4] - theta[3] * theta[3];
                double square = (theta[4] * a * a - 2 * theta[3] * a * b + theta[2] * b * b) / determinant;
                log = -Math.log(2 * Math.PI) - 0.5 * Math.log(determinant) - 0.5 * square;
            } else if (!Double.isNaN(a)) {
                log = -0.5 * Math.log(2 * Math.PI * theta[2]) - 0.5 * a * a / theta[2];
            } else if (!Double.isNaN(b)) {
                log = -0.5 * Math.log(2 * Math.PI * theta[4]) - 0.5 * b * b / theta[4];
            }
            sum += rows.weights()[i] * log;
        }
        return sum;
    }

    @Test
    void shrinkageKeepsARelayWithOneRowFromCollapsing() {
        RelayRows rows = rows(60, 0.2);
        RelayMixtureEm em = started(rows, 20);
        RelayMixtureEm shrunk = new RelayMixtureEm(rows, 20, RelayPriors.DEFAULT);
        int[] alone = new int[60];
        for (int i = 0; i < 60; i++) {
            alone[i] = i % 20;
        }
        shrunk.startAt(alone, em.fill(), em);
        shrunk.run(30);
        for (int k = 0; k < 20; k++) {
            for (int j = 0; j < 3; j++) {
                assertThat(shrunk.parameters.covariances[k][j][j]).isGreaterThan(0.01);
            }
        }
    }
}
