package io.lacuna.internal.training.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.internal.relay.RelayMixture;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Compares single iterations of {@link RelayMixtureEm} with {@link DenseEm}, and its starts with sums computed by hand.
 */
class RelayMixtureRoundTest {
    private static final double GAP = Double.NaN;
    private final SplittableRandom random = new SplittableRandom(12);

    /** Three overlapping clusters of three numbers and two labels; a third of the cells are missing. */
    private RelayRows rows(int n) {
        double[][] y = new double[n][3];
        int[][] labels = new int[n][2];
        double[] weights = new double[n];
        for (int i = 0; i < n; i++) {
            int cluster = random.nextInt(3);
            double common = random.nextGaussian();
            for (int j = 0; j < 3; j++) {
                double cell = cluster * (j - 1) + 0.6 * common + 0.7 * random.nextGaussian();
                y[i][j] = random.nextDouble() < 0.33 ? GAP : cell;
            }
            labels[i][0] = random.nextDouble() < 0.33 ? -1 : random.nextDouble() < 0.8 ? cluster : random.nextInt(3);
            labels[i][1] = random.nextDouble() < 0.33 ? -1 : random.nextInt(2);
            weights[i] = 1 + i % 3;
        }
        return new RelayRows(y, labels, new int[] {3, 2}, weights);
    }

    private RelayMixtureEm started(RelayRows rows, int relays, RelayPriors priors) {
        RelayMixtureEm single = new RelayMixtureEm(rows, 1, priors);
        single.startSingle();
        single.run(3);
        double[][] filled = single.fill();
        RelayMixtureEm em = new RelayMixtureEm(rows, relays, priors);
        em.startAt(Clusters.assign(filled, rows.weights(), relays, new SplittableRandom(1)), filled, single);
        return em;
    }

    private static void assertSame(RelayParameters parameters, DenseEm expected, double tolerance) {
        for (int k = 0; k < parameters.relays; k++) {
            assertThat(Math.exp(parameters.logWeights[k])).isCloseTo(expected.weights[k], within(tolerance));
            assertThat(parameters.centres[k]).containsExactly(expected.centres[k], within(tolerance));
            for (int p = 0; p < parameters.d; p++) {
                for (int q = 0; q <= p; q++) {
                    assertThat(parameters.covariances[k][p][q])
                            .isCloseTo(expected.covariances[k][p][q], within(tolerance));
                }
            }
            for (int f = 0; f < parameters.probabilities[k].length; f++) {
                assertThat(parameters.probabilities[k][f])
                        .containsExactly(expected.probabilities[k][f], within(tolerance));
            }
        }
    }

    @Test
    void aRoundIsThatOfTheFormulas() {
        for (RelayPriors priors : new RelayPriors[] {RelayPriors.NONE, RelayPriors.DEFAULT}) {
            RelayRows rows = rows(150);
            RelayMixtureEm em = started(rows, 3, priors);
            DenseEm expected = new DenseEm(em.parameters);
            for (int round = 0; round < 4; round++) {
                assertThat(em.expectation()).isCloseTo(expected.logLikelihood(rows), within(1e-4));
                em.maximization();
                expected.round(rows, priors);
                // Shares below 1e-4 are left out of the sums.
                assertSame(em.parameters, expected, 1e-3);
            }
        }
    }

    @Test
    void aRoundOfOneRelayIsExact() {
        RelayRows rows = rows(80);
        RelayMixtureEm em = new RelayMixtureEm(rows, 1, RelayPriors.SINGLE);
        em.startSingle();
        DenseEm expected = new DenseEm(em.parameters);
        for (int round = 0; round < 3; round++) {
            assertThat(em.expectation()).isCloseTo(expected.logLikelihood(rows), within(1e-10));
            em.maximization();
            expected.round(rows, RelayPriors.SINGLE);
            assertSame(em.parameters, expected, 1e-10);
        }
    }

    @Test
    void gapsAreFilledWithTheMeanOfTheWholeMixture() {
        RelayRows rows = rows(60);
        RelayMixtureEm em = started(rows, 3, RelayPriors.DEFAULT);
        double[][] expected = new DenseEm(em.parameters).fill(rows);
        double[][] filled = em.fill();
        for (int i = 0; i < 60; i++) {
            assertThat(filled[i]).containsExactly(expected[i], within(1e-10));
        }
    }

    @Test
    void relaysThatSleepBetweenLooksCostNoLikelihood() {
        RelayRows rows = rows(400);
        RelayMixtureEm em = started(rows, 16, RelayPriors.DEFAULT);
        for (int round = 0; round < 30; round++) {
            DenseEm before = new DenseEm(em.parameters);
            double now = em.expectation();
            double exact = before.logLikelihood(rows);
            // A skipped relay is left out of the sum, which can only make it smaller.
            assertThat(now).isBetween(exact - 1e-3, exact + 1e-9);
            em.maximization();
        }
    }

    /** 12 relays far apart: rows of the first six have only the first number, rows of the others only the second. */
    private RelayMixtureEm farApart(int relays) {
        int n = 10 * relays;
        double[][] y = new double[n][2];
        double[][] filled = new double[n][2];
        double[] weights = new double[n];
        int[] cluster = new int[n];
        for (int i = 0; i < n; i++) {
            cluster[i] = i % relays;
            int shown = cluster[i] < relays / 2 ? 0 : 1;
            Arrays.fill(y[i], GAP);
            y[i][shown] = 100 * cluster[i] + random.nextGaussian();
            filled[i][shown] = y[i][shown];
            filled[i][1 - shown] = -1_000 - 100 * cluster[i];
            weights[i] = 1;
        }
        RelayRows rows = new RelayRows(y, new int[n][0], new int[0], weights);
        RelayMixtureEm single = new RelayMixtureEm(rows, 1, RelayPriors.SINGLE);
        single.startSingle();
        RelayMixtureEm em = new RelayMixtureEm(rows, relays, RelayPriors.DEFAULT);
        em.startAt(cluster, filled, single);
        return em;
    }

    @Test
    void aRelayThatHasNothingOfAPatternSleepsUntilTheNextLook() {
        RelayMixtureEm em = farApart(12);
        double before = em.expectation();
        assertThat(em.expectation()).isEqualTo(before);
        assertThat(em.expectation()).isEqualTo(before);
        // The seventh relay moves to the rows of the first, where it was skipped: iterations 3 and 4 are not full.
        em.parameters.centres[6][0] = em.parameters.centres[0][0];
        assertThat(em.expectation()).isEqualTo(before);
        assertThat(em.expectation()).isEqualTo(before);
        assertThat(em.expectation()).isGreaterThan(before + 0.01);
        // From then on it is evaluated.
        assertThat(em.expectation()).isGreaterThan(before + 0.01);
    }

    @Test
    void fewRelaysAreLookedAtInEveryRound() {
        RelayMixtureEm em = farApart(10);
        double before = em.expectation();
        em.expectation();
        em.expectation();
        em.parameters.centres[5][0] = em.parameters.centres[0][0];
        assertThat(em.expectation()).isGreaterThan(before + 0.01);
    }

    @Test
    void runsUntilRoundsChangeLittleOrAreUsedUp() {
        RelayRows rows = rows(150);
        RelayMixtureEm ended = started(rows, 3, RelayPriors.DEFAULT);
        double last = ended.run(10_000);
        assertThat(ended.expectation()).isCloseTo(last, within(2e-4));
        RelayMixtureEm once = started(rows, 3, RelayPriors.DEFAULT);
        RelayMixtureEm byHand = started(rows, 3, RelayPriors.DEFAULT);
        double likelihood = once.run(2);
        byHand.expectation();
        byHand.maximization();
        assertThat(likelihood).isEqualTo(byHand.expectation());
        byHand.maximization();
        assertThat(once.parameters.centres).isDeepEqualTo(byHand.parameters.centres);
    }

    @Test
    void aSingleNormalStartsAtTheColumnsWithUnitVariance() {
        RelayRows rows = new RelayRows(
                new double[][] {{1, GAP}, {3, 8}}, new int[][] {{1}, {1}}, new int[] {2}, new double[] {3, 1});
        RelayMixtureEm em = new RelayMixtureEm(rows, 2, RelayPriors.NONE);
        em.startSingle();
        for (int k = 0; k < 2; k++) {
            assertThat(em.parameters.logWeights[k]).isCloseTo(Math.log(0.5), within(1e-15));
            assertThat(em.parameters.centres[k]).containsExactly(1.5, 8);
            assertThat(em.parameters.covariances[k]).isDeepEqualTo(new double[][] {{1}, {0, 1}});
            assertThat(em.parameters.probabilities[k][0]).containsExactly(0.1, 0.9);
        }
    }

    @Test
    void relaysStartAtTheirClusters() {
        RelayRows rows = new RelayRows(
                new double[][] {{0, 0}, {2, 4}, {10, GAP}}, new int[][] {{0}, {1}, {-1}}, new int[] {2}, new double[] {
                    1, 3, 2
                });
        RelayMixtureEm single = new RelayMixtureEm(rows, 1, RelayPriors.NONE);
        single.startSingle();
        single.parameters.covariances[0][1][0] = 0.5;
        RelayMixtureEm em = new RelayMixtureEm(rows, 3, RelayPriors.NONE);
        em.startAt(new int[] {0, 0, 2}, new double[][] {{0, 0}, {2, 4}, {10, 6}}, single);
        assertThat(em.parameters.centres[0]).containsExactly(1.5, 3);
        // The second has no row and starts at the column means: (0 + 6 + 20) / 6 and 12 / 4.
        assertThat(em.parameters.centres[1]).containsExactly(new double[] {26.0 / 6, 3}, within(1e-12));
        assertThat(em.parameters.centres[2]).containsExactly(10, 6);
        for (int k = 0; k < 3; k++) {
            assertThat(em.parameters.covariances[k]).isDeepEqualTo(new double[][] {{0.6}, {0.3, 0.6}});
        }
        // Sizes 4, 0 and 2, with one added to each.
        assertThat(Math.exp(em.parameters.logWeights[0])).isCloseTo(5.0 / 9, within(1e-12));
        assertThat(Math.exp(em.parameters.logWeights[1])).isCloseTo(1.0 / 9, within(1e-12));
        assertThat(Math.exp(em.parameters.logWeights[2])).isCloseTo(3.0 / 9, within(1e-12));
        // Counts 1 and 3, plus one cell with the column's shares, 1.5 / 5 and 3.5 / 5.
        assertThat(em.parameters.probabilities[0][0]).containsExactly(new double[] {1.3 / 5, 3.7 / 5}, within(1e-12));
        assertThat(em.parameters.probabilities[2][0]).containsExactly(new double[] {0.3, 0.7}, within(1e-12));
    }

    @Test
    void aFitCanStartWhereAnotherEnded() {
        RelayRows rows = rows(100);
        RelayMixtureEm em = started(rows, 3, RelayPriors.DEFAULT);
        em.run(3);
        RelayMixture mixture = em.result(1);
        assertThat(mixture.space()).isEqualTo(1);
        RelayMixtureEm again = new RelayMixtureEm(rows, 3, RelayPriors.DEFAULT);
        again.startFrom(mixture);
        assertThat(again.expectation()).isCloseTo(em.expectation(), within(1e-5));
        assertThat(again.result(1).covariances()).isDeepEqualTo(mixture.covariances());
        assertThat(again.result(1).centres()).isDeepEqualTo(mixture.centres());
        assertThat(again.result(1).logWeights()).containsExactly(mixture.logWeights());
        for (int k = 0; k < 3; k++) {
            for (int f = 0; f < 2; f++) {
                assertThat(again.result(1).logProbabilities()[k][f])
                        .containsExactly(mixture.logProbabilities()[k][f], within(1e-6f));
            }
        }
    }
}
