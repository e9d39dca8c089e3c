package io.lacuna.internal.inference.mixture;

import static io.lacuna.internal.inference.mixture.SixFeatures.CONTINUOUS;
import static io.lacuna.internal.inference.mixture.SixFeatures.D;
import static io.lacuna.internal.inference.mixture.SixFeatures.FEATURES;
import static io.lacuna.internal.inference.mixture.SixFeatures.MEAN;
import static io.lacuna.internal.inference.mixture.SixFeatures.SD;
import static io.lacuna.internal.inference.mixture.SixFeatures.mixture;
import static io.lacuna.internal.inference.mixture.SixFeatures.observation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.numerics.Normal;
import io.lacuna.internal.relay.LowRankEnsemble;
import io.lacuna.internal.relay.LowRankRelays;
import io.lacuna.internal.relay.RelayMixture;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Compares the kernel with the same mixture whose covariances are multiplied out and conditioned densely. */
class LowRankKernelTest {
    private static final double NONE = Double.NaN;

    private final SplittableRandom random = new SplittableRandom(4);
    private final LowRankRelays first = fit(3, 2);
    private final LowRankRelays second = fit(2, 1);
    private final LowRankKernel kernel = kernelOf(first, second);

    private static LowRankKernel kernelOf(LowRankRelays... fits) {
        double[] mean = {MEAN[0], MEAN[1], 0, MEAN[2], MEAN[3], MEAN[4]};
        double[] sd = {SD[0], SD[1], 1, SD[2], SD[3], SD[4]};
        return new LowRankKernel(
                new LowRankTables(new LowRankEnsemble(new Standardizer(mean, sd), List.of(fits)), FEATURES));
    }

    private LowRankRelays fit(int relays, int factors) {
        RelayMixture labelsAndCentres = mixture(random, 0, relays);
        float[][] loadings = new float[relays][D * factors];
        float[][] noise = new float[relays][D];
        float[] logWeights = new float[relays];
        for (int k = 0; k < relays; k++) {
            logWeights[k] = (float) Math.log(2.0 * (k + 1) / (relays * (relays + 1)));
            for (int j = 0; j < D; j++) {
                noise[k][j] = (float) random.nextDouble(0.1, 1.1);
            }
            for (int i = 0; i < D * factors; i++) {
                loadings[k][i] = (float) random.nextGaussian();
            }
        }
        return new LowRankRelays(
                factors, logWeights, labelsAndCentres.centres(), loadings, noise, labelsAndCentres.logProbabilities());
    }

    /**
     * Cells and factors of a fit as one mixture: covariance W W' + diag(psi) of the cells, W between cells and factors, the
     * identity for the factors.
     */
    private static RelayMixture joint(LowRankRelays fit) {
        int q = fit.factors();
        float[][] centres = new float[fit.relays()][];
        float[][] covariances = new float[fit.relays()][(D + q) * (D + q + 1) / 2];
        for (int k = 0; k < fit.relays(); k++) {
            float[] loadings = fit.loadings()[k];
            centres[k] = Arrays.copyOf(fit.centres()[k], D + q);
            for (int i = 0; i < D; i++) {
                for (int j = 0; j <= i; j++) {
                    double sum = i == j ? fit.noise()[k][i] : 0;
                    for (int a = 0; a < q; a++) {
                        sum += loadings[i * q + a] * loadings[j * q + a];
                    }
                    covariances[k][RelayMixture.packed(i, j)] = (float) sum;
                }
            }
            for (int a = 0; a < q; a++) {
                covariances[k][RelayMixture.packed(D + a, D + a)] = 1;
                for (int j = 0; j < D; j++) {
                    covariances[k][RelayMixture.packed(D + a, j)] = loadings[j * q + a];
                }
            }
        }
        return new RelayMixture(0, fit.logWeights(), centres, covariances, fit.logProbabilities());
    }

    private static DenseConditional expected(LowRankRelays fit, double[] observation) {
        double[] cells = new double[D + fit.factors()];
        Arrays.fill(cells, NONE);
        for (int c = 0; c < D; c++) {
            cells[c] = (observation[CONTINUOUS[c]] - MEAN[c]) / SD[c];
        }
        return DenseConditional.of(joint(fit), cells, Double.isNaN(observation[2]) ? -1 : (int) observation[2]);
    }

    @Test
    void agreesWithDenseConditioning() {
        for (int t = 0; t < 100; t++) {
            double[] cells = observation(random, 0.1 + 0.8 * (t % 10) / 10);
            kernel.infer(cells);
            DenseConditional[] fits = {expected(first, cells), expected(second, cells)};
            double density = 0.5 * (Math.exp(fits[0].logDensity()) + Math.exp(fits[1].logDensity()));
            assertThat(kernel.logLikelihood()).isCloseTo(Math.log(density), within(1e-5));
            for (int c = 0; c < D; c++) {
                if (Double.isNaN(cells[CONTINUOUS[c]])) {
                    assertCell(fits, c);
                }
            }
            if (Double.isNaN(cells[2])) {
                assertLabels(fits);
            }
        }
    }

    private void assertCell(DenseConditional[] fits, int c) {
        double one = 0;
        double two = 0;
        double below = 0;
        double at = 0.3;
        for (DenseConditional fit : fits) {
            for (int k = 0; k < fit.shares().length; k++) {
                double share = fit.shares()[k] / fits.length;
                double mean = fit.means()[k][c];
                double variance = fit.covariances()[k][c][c];
                one += share * mean;
                two += share * (mean * mean + variance);
                below += share * Normal.cdf((at - mean) / Math.sqrt(variance));
            }
        }
        // The cdf first: whichever is asked for first finds the standard deviations.
        assertThat(kernel.cdf(CONTINUOUS[c], MEAN[c] + SD[c] * at)).isCloseTo(below, within(1e-5));
        assertThat((kernel.mean(CONTINUOUS[c]) - MEAN[c]) / SD[c]).isCloseTo(one, within(1e-5));
        assertThat(kernel.variance(CONTINUOUS[c]) / (SD[c] * SD[c])).isCloseTo(two - one * one, within(1e-5));
    }

    private void assertLabels(DenseConditional[] fits) {
        for (int label = 0; label < 3; label++) {
            double expected = 0;
            for (int f = 0; f < 2; f++) {
                for (int k = 0; k < fits[f].shares().length; k++) {
                    double log = (f == 0 ? first : second).logProbabilities()[k][0][label];
                    expected += 0.5 * fits[f].shares()[k] * Math.exp(log);
                }
            }
            assertThat(kernel.probability(2, label)).isCloseTo(expected, within(1e-5));
        }
    }

    @Test
    void theCodeIsTheRelaysAndFactorsOfTheFirstFit() {
        assertThat(kernel.latentSize()).isEqualTo(3 + 2);
        for (int t = 0; t < 50; t++) {
            double[] cells = observation(random, 0.1 + 0.8 * (t % 10) / 10);
            kernel.infer(cells);
            float[] code = new float[1 + 5];
            float[] sd = new float[1 + 5];
            kernel.latent(code, sd, 1);
            assertThat(code[0] + sd[0]).isZero();
            DenseConditional expected = expected(first, cells);
            for (int k = 0; k < 3; k++) {
                double p = expected.posterior()[k];
                assertThat((double) code[1 + k]).isCloseTo(p, within(1e-5));
                assertThat((double) sd[1 + k]).isCloseTo(Math.sqrt(p * (1 - p)), within(1e-3));
            }
            for (int a = 0; a < 2; a++) {
                double one = 0;
                double two = 0;
                for (int k = 0; k < 3; k++) {
                    double p = expected.posterior()[k];
                    double mean = expected.means()[k][D + a];
                    // The variance within a relay of a share below 0.01 is left out.
                    two += p * (mean * mean + (p < 1e-2 ? 0 : expected.covariances()[k][D + a][D + a]));
                    one += p * mean;
                }
                assertThat((double) code[1 + 3 + a]).isCloseTo(one, within(1e-4));
                assertThat((double) sd[1 + 3 + a]).isCloseTo(Math.sqrt(two - one * one), within(1e-3));
            }
        }
    }

    @Test
    void drawsHaveThePredictiveDistribution() {
        LowRankKernel one = kernelOf(first);
        double[] observation = {11, NONE, NONE, NONE, 80, NONE};
        one.infer(observation);
        DenseConditional expected = expected(first, observation);
        int n = 60_000;
        double[] sum = new double[6];
        double[] squares = new double[6];
        double[] labels = new double[3];
        double product = 0;
        for (int i = 0; i < n; i++) {
            double[] drawn = observation.clone();
            one.draw(random, drawn);
            assertThat(drawn[0]).isEqualTo(11);
            assertThat(drawn[4]).isEqualTo(80);
            labels[(int) drawn[2]] += 1.0 / n;
            for (int j : new int[] {1, 3, 5}) {
                double z = (drawn[j] - one.mean(j)) / Math.sqrt(one.variance(j));
                sum[j] += z / n;
                squares[j] += z * z / n;
            }
            product += (drawn[1] - one.mean(1)) / SD[1] * ((drawn[3] - one.mean(3)) / SD[2]) / n;
        }
        for (int j : new int[] {1, 3, 5}) {
            assertThat(sum[j]).isCloseTo(0, within(0.02));
            assertThat(squares[j]).isCloseTo(1, within(0.04));
        }
        for (int label = 0; label < 3; label++) {
            assertThat(labels[label]).isCloseTo(one.probability(2, label), within(0.01));
        }
        double covariance = 0;
        for (int k = 0; k < 3; k++) {
            double apart = (expected.means()[k][1] - (one.mean(1) - MEAN[1]) / SD[1])
                    * (expected.means()[k][2] - (one.mean(3) - MEAN[2]) / SD[2]);
            covariance += expected.shares()[k] * (expected.covariances()[k][1][2] + apart);
        }
        assertThat(product).isCloseTo(covariance, within(0.05));
    }

    @Test
    void givesTheSameAnswersForANewAndAKnownPattern() {
        double[] known = {11, NONE, 1, NONE, 80, 3};
        double[] other = {NONE, -3, NONE, 90, 80, NONE};
        kernel.infer(known);
        double once = kernel.mean(1);
        double spread = kernel.variance(3);
        kernel.infer(other);
        kernel.infer(known);
        assertThat(kernel.mean(1)).isEqualTo(once);
        assertThat(kernel.variance(3)).isEqualTo(spread);
    }
}
