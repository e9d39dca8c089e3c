package io.lacuna.internal.training.mixture;

import static io.lacuna.internal.training.mixture.LowRankRows.D;
import static io.lacuna.internal.training.mixture.LowRankRows.Q;
import static io.lacuna.internal.training.mixture.LowRankRows.mixture;
import static io.lacuna.internal.training.mixture.LowRankRows.rows;
import static io.lacuna.internal.training.mixture.LowRankRows.single;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.internal.relay.LowRankRelays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Where fits of {@link LowRankEm} start, when they end, and what is kept of them. */
class LowRankFitTest {
    private static final double GAP = Double.NaN;

    private final SplittableRandom random = new SplittableRandom(31);

    @Test
    void relaysStartWhereTheirClustersFactorsDecodeTo() {
        RelayRows rows = rows(random, 30);
        LowRankEm single = single(rows);
        double[][] factors = single.factors();
        int[] cluster = new int[30];
        for (int i = 0; i < 30; i++) {
            cluster[i] = i < 20 ? 0 : 1;
        }
        LowRankEm em = new LowRankEm(rows, 3, Q);
        em.startAt(cluster, factors, single);
        double[] size = new double[3];
        double[][] middle = new double[3][Q];
        for (int i = 0; i < 30; i++) {
            size[cluster[i]] += rows.weights()[i];
            for (int a = 0; a < Q; a++) {
                middle[cluster[i]][a] += rows.weights()[i] * factors[i][a];
            }
        }
        double total = size[0] + size[1] + 3;
        for (int k = 0; k < 3; k++) {
            assertThat(Math.exp(em.logWeights[k])).isCloseTo((size[k] + 1) / total, within(1e-12));
            assertThat(em.loadings[k]).containsExactly(single.loadings[0]);
            assertThat(em.noise[k]).containsExactly(single.noise[0]);
            for (int j = 0; j < D; j++) {
                double expected = single.centres[0][j];
                for (int a = 0; a < Q && size[k] > 0; a++) {
                    expected += single.loadings[0][j * Q + a] * middle[k][a] / size[k];
                }
                assertThat(em.centres[k][j]).isCloseTo(expected, within(1e-12));
            }
            assertThat(em.result().logProbabilities()[k][0])
                    .containsExactly(single.result().logProbabilities()[0][0]);
        }
    }

    @Test
    void aSingleAnalyserStartsAlongTheLeadingDirections() {
        // All variance, 25, is along (3, 4) / 5: the loadings are this direction times 5.
        RelayRows rows = new RelayRows(
                new double[][] {{3, 4}, {-3, -4}, {3, 4}, {-3, -4}}, new int[4][0], new int[0], new double[] {1, 1, 1, 1
                });
        LowRankEm em = new LowRankEm(rows, 1, 1);
        em.startSingle(new SplittableRandom(5));
        double sign = Math.signum(em.loadings[0][0]);
        assertThat(em.loadings[0]).containsExactly(new double[] {3 * sign, 4 * sign}, within(1e-9));
        assertThat(em.noise[0]).containsExactly(0.5, 0.5);
        assertThat(em.centres[0]).containsExactly(0, 0);
        assertThat(em.logWeights[0]).isZero();
        // A number that is present in half of the rows has half of its moment; the start corrects for that.
        RelayRows gaps = new RelayRows(
                new double[][] {{2, GAP}, {-2, GAP}, {0, 2}, {0, -2}}, new int[4][0], new int[0], new double[] {
                    1, 1, 1, 1
                });
        LowRankEm partial = new LowRankEm(gaps, 1, 2);
        partial.startSingle(new SplittableRandom(5));
        double square = 0;
        double other = 0;
        for (int a = 0; a < 2; a++) {
            square += partial.loadings[0][a] * partial.loadings[0][a];
            other += partial.loadings[0][2 + a] * partial.loadings[0][2 + a];
        }
        assertThat(square).isCloseTo(2, within(1e-9));
        assertThat(other).isCloseTo(4, within(1e-9));
    }

    /** Columns 0 to 9 are a factor with noise; columns 10 to 19 are zero but in three rows, where all of them are lit. */
    private RelayRows withRareColumns(int n) {
        double[][] y = new double[n][20];
        double lit = Math.sqrt(n / 3.0);
        double[] weights = new double[n];
        for (int i = 0; i < n; i++) {
            double factor = random.nextGaussian();
            for (int j = 0; j < 20; j++) {
                y[i][j] = j < 10 ? 0.8 * factor + 0.6 * random.nextGaussian() : i % (n / 3) == 0 ? lit : 0;
            }
            weights[i] = 1;
        }
        return new RelayRows(y, new int[n][0], new int[0], weights);
    }

    @Test
    void aColumnIsShrunkByRowsForItsKurtosisAboveThatOfAnExponential() {
        double[] tails = LowRankEm.tails(withRareColumns(3000));
        for (int j = 0; j < 10; j++) {
            assertThat(tails[j]).isEqualTo(0);
        }
        for (int j = 10; j < 20; j++) {
            // Three rows of 3,000: the kurtosis is 1,000, and of the powers of 2, 8,192 is nearest to 9,910.
            assertThat(tails[j]).isEqualTo(8192);
        }
    }

    @Test
    void aColumnThatFewRowsMakeKeepsItsNoise() {
        RelayRows rows = withRareColumns(3000);
        LowRankEm em = new LowRankEm(rows, 1, 2);
        em.startSingle(new SplittableRandom(5));
        em.run(50);
        for (int j = 0; j < 20; j++) {
            assertThat(em.noise[0][j]).as("noise of column " + j).isGreaterThan(0.3);
        }
        // Taken like other columns, its three rows are fitted exactly.
        LowRankEm plain = new LowRankEm(rows, 1, 2, new double[20]);
        plain.startSingle(new SplittableRandom(5));
        plain.run(50);
        assertThat(plain.noise[0][15]).isEqualTo(0.01);
    }

    @Test
    void runsUntilRoundsChangeLittleOrAreUsedUp() {
        RelayRows rows = rows(random, 100);
        LowRankEm ended = new LowRankEm(rows, 1, Q);
        ended.startSingle(new SplittableRandom(5));
        double last = ended.run(10_000);
        assertThat(ended.expectation()).isCloseTo(last, within(0.005));
        LowRankEm once = new LowRankEm(rows, 1, Q);
        once.startSingle(new SplittableRandom(5));
        double likelihood = once.run(2);
        LowRankEm byHand = new LowRankEm(rows, 1, Q);
        byHand.startSingle(new SplittableRandom(5));
        byHand.expectation();
        byHand.maximization();
        assertThat(likelihood).isEqualTo(byHand.expectation());
        byHand.maximization();
        assertThat(once.loadings).isDeepEqualTo(byHand.loadings);
    }

    @Test
    void whatWasFittedIsKeptInSinglePrecision() {
        RelayRows rows = rows(random, 50);
        LowRankEm em = mixture(rows, single(rows));
        LowRankRelays result = em.result();
        assertThat(result.factors()).isEqualTo(Q);
        for (int k = 0; k < 2; k++) {
            assertThat(result.logWeights()[k]).isEqualTo((float) em.logWeights[k]);
            for (int j = 0; j < D; j++) {
                assertThat(result.centres()[k][j]).isEqualTo((float) em.centres[k][j]);
                assertThat(result.noise()[k][j]).isEqualTo((float) em.noise[k][j]);
            }
            for (int i = 0; i < D * Q; i++) {
                assertThat(result.loadings()[k][i]).isEqualTo((float) em.loadings[k][i]);
            }
        }
    }
}
