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
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.numerics.SymmetricEigen;
import io.lacuna.internal.relay.RelayCalibration;
import io.lacuna.internal.relay.RelayEnsemble;
import io.lacuna.internal.relay.RelayMixture;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The latent code against its definition: the dense posterior, projected on the principal axes of the fit. */
class RelayCodeTest {
    private static final double NONE = Double.NaN;

    private final SplittableRandom random = new SplittableRandom(17);

    @Test
    void theLatentCodeIsTheRelaysOfTheLargestStandardizedFitAndItsAxes() {
        RelayMixture big = mixture(random, 0, 3);
        RelayMixtureKernel kernel = kernel(ensemble(RelayCalibration.none(D + 1, D), mixture(random, 0, 2), big));
        double[] cells = {10.5, NONE, 1, -0.2, NONE, 3};
        kernel.infer(cells);
        assertThat(kernel.latentSize()).isEqualTo(3 + D);
        float[] code = new float[kernel.latentSize()];
        float[] sd = new float[kernel.latentSize()];
        kernel.latent(code, sd, 0);
        assertThat(code[0] + code[1] + code[2]).isCloseTo(1, within(1e-5f));
        double[] shares = dense(big, cells).shares();
        for (int k = 0; k < 3; k++) {
            assertThat((double) code[k]).isCloseTo(shares[k], within(0.02));
        }
        // Nothing is missing, so the coordinates are known exactly.
        kernel.infer(new double[] {10.5, -3, 1, -0.2, 90, 3});
        kernel.latent(code, sd, 0);
        for (int axis = 3; axis < code.length; axis++) {
            assertThat(sd[axis]).isCloseTo(0, within(1e-3f));
        }
    }

    /** Mean, and principal axes by decreasing variance, of a mixture with relays of equal weight. */
    private record Axes(double[] centre, double[][] axes) {
        static Axes of(RelayMixture fit) {
            double[] centre = new double[D];
            double[][] total = new double[D][D];
            int relays = fit.relays();
            for (int j = 0; j < D; j++) {
                for (float[] each : fit.centres()) {
                    centre[j] += each[j] / (double) relays;
                }
            }
            for (int k = 0; k < relays; k++) {
                for (int i = 0; i < D; i++) {
                    for (int j = 0; j < D; j++) {
                        double within = fit.covariances()[k][RelayMixture.packed(Math.max(i, j), Math.min(i, j))];
                        double apart = (fit.centres()[k][i] - centre[i]) * (fit.centres()[k][j] - centre[j]);
                        total[i][j] += (within + apart) / relays;
                    }
                }
            }
            return new Axes(centre, SymmetricEigen.leading(total, D));
        }
    }

    /** Compares a kernel's code with the definition. It is written after two places that stay as they are. */
    private static void assertCode(RelayMixtureKernel kernel, RelayMixture fit, DenseConditional expected) {
        float[] code = new float[kernel.latentSize() + 2];
        float[] sd = code.clone();
        kernel.latent(code, sd, 2);
        assertThat(code[0] + code[1] + sd[0] + sd[1]).isZero();
        for (int k = 0; k < fit.relays(); k++) {
            double p = expected.posterior()[k];
            assertThat((double) code[2 + k]).isCloseTo(p, within(1e-4));
            assertThat((double) sd[2 + k]).isCloseTo(Math.sqrt(p * (1 - p)), within(1e-2));
        }
        Axes axes = Axes.of(fit);
        for (int axis = 0; axis < D; axis++) {
            double[] along = axes.axes()[axis];
            double one = 0;
            double two = 0;
            for (int k = 0; k < fit.relays(); k++) {
                double mean = 0;
                double variance = 0;
                for (int i = 0; i < D; i++) {
                    mean += along[i] * (expected.means()[k][i] - axes.centre()[i]);
                    for (int j = 0; j < D; j++) {
                        variance += along[i] * expected.covariances()[k][i][j] * along[j];
                    }
                }
                one += expected.shares()[k] * mean;
                two += expected.shares()[k] * (mean * mean + variance);
            }
            int at = 2 + fit.relays() + axis;
            assertThat((double) code[at]).isCloseTo(one, within(1e-4));
            assertThat((double) sd[at]).isCloseTo(Math.sqrt(Math.max(0, two - one * one)), within(2e-3));
        }
    }

    @Test
    void theCoordinatesAreThePosteriorAlongThePrincipalAxes() {
        RelayMixture big = mixture(random, 0, 3);
        // Among fits of the same size the first one gives the code, and one in normal scores never does beside others.
        RelayMixtureKernel kernel = kernel(ensemble(
                RelayCalibration.none(D + 1, D),
                mixture(random, 1, 4),
                mixture(random, 0, 2),
                big,
                mixture(random, 0, 3)));
        for (int t = 0; t < 50; t++) {
            double[] cells = observation(random, 0.1 + 0.8 * (t % 10) / 10);
            kernel.infer(cells);
            assertCode(kernel, big, dense(big, cells));
        }
    }

    @Test
    void withoutAStandardizedFitTheCoordinatesAreOfNormalScores() {
        RelayMixture fit = mixture(random, 1, 3);
        RelayEnsemble ensemble = ensemble(RelayCalibration.none(D + 1, D), fit);
        RelayMixtureKernel kernel = kernel(ensemble);
        for (int t = 0; t < 20; t++) {
            double[] cells = observation(random, 0.5);
            kernel.infer(cells);
            double[] scores = new double[D];
            for (int c = 0; c < D; c++) {
                double z = (cells[CONTINUOUS[c]] - MEAN[c]) / SD[c];
                scores[c] = Double.isNaN(z) ? NONE : ensemble.marginals().get(c).forward(z);
            }
            assertCode(kernel, fit, DenseConditional.of(fit, scores, Double.isNaN(cells[2]) ? -1 : (int) cells[2]));
        }
    }

    @Test
    void withoutNumbersTheCodeIsTheRelays() {
        Features label = new Features(List.of(Feature.categorical("state", List.of("on", "off"))));
        float[][][] logs = {
            {{(float) Math.log(0.9), (float) Math.log(0.1)}}, {{(float) Math.log(0.3), (float) Math.log(0.7)}}
        };
        float half = (float) Math.log(0.5);
        RelayMixture fit = new RelayMixture(0, new float[] {half, half}, new float[2][0], new float[2][0], logs);
        RelayEnsemble ensemble = new RelayEnsemble(
                new Standardizer(new double[1], new double[] {1}),
                List.of(),
                RelayCalibration.none(1, 0),
                List.of(fit));
        RelayMixtureKernel kernel = new RelayMixtureKernel(new RelayTables(ensemble, label));
        kernel.infer(new double[] {0});
        assertThat(kernel.latentSize()).isEqualTo(2);
        float[] code = new float[2];
        kernel.latent(code, new float[2], 0);
        assertThat(code).containsExactly(new float[] {0.75f, 0.25f}, within(1e-5f));
        assertThat(kernel.logLikelihood()).isCloseTo(Math.log(0.6), within(1e-5));
        kernel.infer(new double[] {NONE});
        assertThat(kernel.probability(0, 0)).isCloseTo(0.6, within(1e-6));
    }
}
