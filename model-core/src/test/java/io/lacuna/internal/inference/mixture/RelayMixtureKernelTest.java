package io.lacuna.internal.inference.mixture;

import static io.lacuna.internal.inference.mixture.SixFeatures.CONTINUOUS;
import static io.lacuna.internal.inference.mixture.SixFeatures.D;
import static io.lacuna.internal.inference.mixture.SixFeatures.MEAN;
import static io.lacuna.internal.inference.mixture.SixFeatures.SD;
import static io.lacuna.internal.inference.mixture.SixFeatures.dense;
import static io.lacuna.internal.inference.mixture.SixFeatures.ensemble;
import static io.lacuna.internal.inference.mixture.SixFeatures.kernel;
import static io.lacuna.internal.inference.mixture.SixFeatures.mixture;
import static io.lacuna.internal.inference.mixture.SixFeatures.observation;
import static io.lacuna.internal.inference.mixture.SixFeatures.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.internal.numerics.Normal;
import io.lacuna.internal.relay.RelayCalibration;
import io.lacuna.internal.relay.RelayMixture;
import io.lacuna.internal.relay.ServingRule;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Compares the kernel with a dense computation that shares no code with it: Gauss-Jordan inverses, one relay at a time.
 */
class RelayMixtureKernelTest {
    private static final double NONE = Double.NaN;

    private final SplittableRandom random = new SplittableRandom(17);

    @Test
    void agreesWithADenseComputationOfTheConditionalMixture() {
        RelayMixture one = mixture(random, 0, 3);
        RelayMixture two = mixture(random, 0, 2);
        RelayMixtureKernel kernel = kernel(ensemble(RelayCalibration.none(D + 1, D), one, two));
        for (int t = 0; t < 200; t++) {
            double[] cells = observation(random, 0.1 + 0.8 * (t % 10) / 10);
            kernel.infer(cells);
            DenseConditional[] fits = {dense(one, cells), dense(two, cells)};
            for (int c = 0; c < D; c++) {
                if (Double.isNaN(cells[CONTINUOUS[c]])) {
                    assertCell(kernel, fits, c);
                }
            }
            if (Double.isNaN(cells[2])) {
                double expected = 0;
                for (int f = 0; f < 2; f++) {
                    for (int k = 0; k < fits[f].shares().length; k++) {
                        expected += 0.5 * fits[f].shares()[k] * (0.2 + 0.2 * k);
                    }
                }
                assertThat(kernel.probability(2, 0)).isCloseTo(expected, within(1e-6));
            }
            double density = 0.5 * (Math.exp(fits[0].logDensity()) + Math.exp(fits[1].logDensity()));
            // Single precision, in a sum of five exponentials.
            assertThat(kernel.logLikelihood()).isCloseTo(Math.log(density), within(1e-4));
        }
    }

    private static void assertCell(RelayMixtureKernel kernel, DenseConditional[] fits, int c) {
        double first = 0;
        double second = 0;
        double below = 0;
        double at = 0.3;
        for (DenseConditional fit : fits) {
            for (int k = 0; k < fit.shares().length; k++) {
                double r = fit.shares()[k] / fits.length;
                double m = fit.means()[k][c];
                double v = fit.covariances()[k][c][c];
                first += r * m;
                second += r * (m * m + v);
                below += r * Normal.cdf((at - m) / Math.sqrt(v));
            }
        }
        assertThat((kernel.mean(CONTINUOUS[c]) - MEAN[c]) / SD[c]).isCloseTo(first, within(1e-5));
        assertThat(kernel.variance(CONTINUOUS[c]) / (SD[c] * SD[c])).isCloseTo(second - first * first, within(1e-5));
        assertThat(kernel.cdf(CONTINUOUS[c], MEAN[c] + SD[c] * at)).isCloseTo(below, within(1e-5));
    }

    @Test
    void momentsAndCdfAreThoseOfTheDraws() {
        RelayMixtureKernel kernel = kernel(whole(random));
        double[] cells = {11, NONE, NONE, NONE, 80, NONE};
        kernel.infer(cells);
        int n = 60_000;
        double[][] drawn = new double[n][];
        for (int i = 0; i < n; i++) {
            drawn[i] = cells.clone();
            kernel.draw(random, drawn[i]);
            assertThat(drawn[i][0]).isEqualTo(11);
            assertThat(drawn[i][4]).isEqualTo(80);
        }
        for (int j : new int[] {1, 3, 5}) {
            double mean =
                    Arrays.stream(drawn).mapToDouble(row -> row[j]).average().orElseThrow();
            double variance = Arrays.stream(drawn)
                    .mapToDouble(row -> (row[j] - mean) * (row[j] - mean))
                    .average()
                    .orElseThrow();
            double sd = Math.sqrt(kernel.variance(j));
            assertThat(kernel.mean(j)).isCloseTo(mean, within(0.02 * sd));
            assertThat(sd).isCloseTo(Math.sqrt(variance), within(0.04 * sd));
            for (double z : new double[] {-1, -0.3, 0.2, 1}) {
                double at = mean + z * sd;
                double share = Arrays.stream(drawn).filter(row -> row[j] <= at).count() / (double) n;
                assertThat(kernel.cdf(j, at)).isCloseTo(share, within(0.012));
            }
        }
        for (int label = 0; label < 3; label++) {
            int wanted = label;
            double share = Arrays.stream(drawn).filter(row -> row[2] == wanted).count() / (double) n;
            assertThat(kernel.probability(2, label)).isCloseTo(share, within(0.01));
        }
    }

    @Test
    void jointDrawsKeepTheConditionalCovariance() {
        RelayMixture fit = mixture(random, 0, 1);
        RelayMixtureKernel kernel = kernel(ensemble(RelayCalibration.none(D + 1, D), fit));
        double[] cells = {NONE, -2.8, 0, NONE, NONE, 2};
        kernel.infer(cells);
        DenseConditional expected = dense(fit, cells);
        int n = 60_000;
        double product = 0;
        for (int i = 0; i < n; i++) {
            double[] drawn = cells.clone();
            kernel.draw(random, drawn);
            product += (drawn[0] - kernel.mean(0)) / SD[0] * (drawn[3] - kernel.mean(3)) / SD[2];
        }
        assertThat(product / n).isCloseTo(expected.covariances()[0][0][2], within(0.03));
    }

    @Test
    void keepsAllOfHundredsOfRelaysIfNoneStandsOut() {
        RelayMixture few = mixture(random, 0, 3);
        int times = 60;
        RelayMixture many = new RelayMixture(
                0,
                repeated(new float[3 * times], (float) Math.log(1.0 / (3 * times))),
                repeated(few.centres(), times),
                repeated(few.covariances(), times),
                repeated(few.logProbabilities(), times));
        RelayCalibration calibration = RelayCalibration.none(D + 1, D);
        RelayMixtureKernel expected = kernel(ensemble(calibration, few));
        RelayMixtureKernel kernel = kernel(ensemble(calibration, many));
        double[] nothing = new double[D + 1];
        Arrays.fill(nothing, NONE);
        expected.infer(nothing);
        kernel.infer(nothing);
        for (int j : CONTINUOUS) {
            assertThat(kernel.mean(j)).isCloseTo(expected.mean(j), within(1e-4));
            assertThat(kernel.variance(j)).isCloseTo(expected.variance(j), within(1e-5 * expected.variance(j)));
            assertThat(kernel.cdf(j, 1)).isCloseTo(expected.cdf(j, 1), within(1e-5));
        }
    }

    @Test
    void leavesOutTheRelaysThatItsRuleSays() {
        RelayMixture fit = mixture(random, 0, 3);
        ServingRule rule = new ServingRule(0.25, 0.5, 0.02);
        RelayMixtureKernel kernel =
                kernel(ensemble(RelayCalibration.none(D + 1, D), fit).with(rule));
        int[] records = new int[4];
        for (int t = 0; t < 300; t++) {
            double[] cells = observation(random, 0.5 + 0.5 * (t % 10) / 10);
            DenseConditional all = dense(fit, cells);
            double most = Arrays.stream(all.shares()).max().orElseThrow();
            double floor = Math.min(rule.share(), rule.ofMost() * most);
            if (Arrays.stream(all.shares()).anyMatch(share -> Math.abs(share - floor) < 1e-4)) {
                continue;
            }
            double[] kept = Arrays.stream(all.shares())
                    .map(share -> share >= floor ? share : 0)
                    .toArray();
            double sum = Arrays.stream(kept).sum();
            records[(int) Arrays.stream(kept).filter(share -> share > 0).count()]++;
            kernel.infer(cells);
            for (int c = 0; c < D; c++) {
                if (Double.isNaN(cells[CONTINUOUS[c]])) {
                    double mean = 0;
                    for (int k = 0; k < kept.length; k++) {
                        mean += kept[k] / sum * all.means()[k][c];
                    }
                    assertThat((kernel.mean(CONTINUOUS[c]) - MEAN[c]) / SD[c]).isCloseTo(mean, within(1e-5));
                }
            }
        }
        assertThat(records[1]).isGreaterThan(5);
        assertThat(records[2]).isGreaterThan(5);
    }

    private static float[] repeated(float[] into, float value) {
        Arrays.fill(into, value);
        return into;
    }

    private static <T> T[] repeated(T[] once, int times) {
        T[] all = Arrays.copyOf(once, once.length * times);
        for (int i = 0; i < all.length; i++) {
            all[i] = once[i % once.length];
        }
        return all;
    }
}
