package io.lacuna.internal.inference.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.numerics.LowerTriangular;
import io.lacuna.internal.relay.LowRankEnsemble;
import io.lacuna.internal.relay.LowRankRelays;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Compares the kernel with the same mixture whose covariances are multiplied out and conditioned densely. */
class LowRankKernelTest {
    private static final int D = 7;
    private static final int Q = 2;
    private static final int K = 3;

    private final SplittableRandom random = new SplittableRandom(4);
    private final LowRankRelays fit = fit();
    private final double[] scale = {1, 2, 3, 1, 1, 5, 1};
    private final LowRankKernel kernel = new LowRankKernel(new LowRankTables(
            new LowRankEnsemble(new Standardizer(new double[] {0, 1, 2, 3, 4, 5, 6}, scale), List.of(fit)),
            new Features(IntStream.range(0, D)
                    .mapToObj(j -> Feature.continuous("x" + j))
                    .toList())));

    private LowRankRelays fit() {
        float[][] centres = new float[K][D];
        float[][] loadings = new float[K][D * Q];
        float[][] noise = new float[K][D];
        for (int k = 0; k < K; k++) {
            for (int j = 0; j < D; j++) {
                centres[k][j] = (float) random.nextGaussian();
                noise[k][j] = (float) (0.1 + random.nextDouble());
            }
            for (int i = 0; i < D * Q; i++) {
                loadings[k][i] = (float) random.nextGaussian();
            }
        }
        float[] logWeights = {(float) Math.log(0.5), (float) Math.log(0.3), (float) Math.log(0.2)};
        return new LowRankRelays(Q, logWeights, centres, loadings, noise, new float[K][0][]);
    }

    @Test
    void agreesWithDenseConditioning() {
        double[] observation = {0.3, Double.NaN, 2.5, Double.NaN, 4.1, 3.0, Double.NaN};
        kernel.infer(observation);
        double[] weights = new double[K];
        double[][] means = new double[K][D];
        double[][] variances = new double[K][D];
        double evidence = 0;
        for (int k = 0; k < K; k++) {
            weights[k] = Math.exp(fit.logWeights()[k] + condition(k, observation, means[k], variances[k]));
            evidence += weights[k];
        }
        assertThat(kernel.logLikelihood()).isCloseTo(Math.log(evidence), within(1e-5));
        for (int j : new int[] {1, 3, 6}) {
            double mean = 0;
            double second = 0;
            for (int k = 0; k < K; k++) {
                double r = weights[k] / evidence;
                mean += r * means[k][j];
                second += r * (variances[k][j] + means[k][j] * means[k][j]);
            }
            assertThat(kernel.mean(j)).isCloseTo(mean * scale[j] + j, within(1e-4));
            assertThat(kernel.variance(j)).isCloseTo((second - mean * mean) * scale[j] * scale[j], within(1e-3));
        }
    }

    /** log p(x_o | k), and the conditional moments of the missing cells, from the full covariance. */
    private double condition(int k, double[] observation, double[] mean, double[] variance) {
        double[][] s = LowerTriangular.triangle(D);
        for (int i = 0; i < D; i++) {
            for (int j = 0; j <= i; j++) {
                for (int a = 0; a < Q; a++) {
                    s[i][j] += (double) fit.loadings()[k][i * Q + a] * fit.loadings()[k][j * Q + a];
                }
            }
            s[i][i] += fit.noise()[k][i];
        }
        int[] observed =
                IntStream.range(0, D).filter(j -> !Double.isNaN(observation[j])).toArray();
        int o = observed.length;
        double[][] l = LowerTriangular.triangle(o);
        double half = LowerTriangular.cholesky(s, observed, o, l);
        double[] u = new double[o];
        for (int a = 0; a < o; a++) {
            int j = observed[a];
            u[a] = (observation[j] - j) / scale[j] - fit.centres()[k][j];
        }
        LowerTriangular.forward(l, o, u);
        for (int j = 0; j < D; j++) {
            double[] w = new double[o];
            for (int a = 0; a < o; a++) {
                w[a] = LowerTriangular.at(s, j, observed[a]);
            }
            LowerTriangular.forward(l, o, w);
            mean[j] = fit.centres()[k][j];
            variance[j] = s[j][j];
            for (int a = 0; a < o; a++) {
                mean[j] += w[a] * u[a];
                variance[j] -= w[a] * w[a];
            }
        }
        double square = Arrays.stream(u).map(x -> x * x).sum();
        return -0.5 * (square + o * Math.log(2 * Math.PI)) - half;
    }

    @Test
    void drawsHaveThePredictiveMoments() {
        double[] observation = {0.3, Double.NaN, 2.5, Double.NaN, 4.1, 3.0, Double.NaN};
        kernel.infer(observation);
        double sum = 0;
        double squares = 0;
        int n = 60_000;
        double below = 0;
        double at = kernel.mean(1);
        for (int i = 0; i < n; i++) {
            double[] drawn = observation.clone();
            kernel.draw(random, drawn);
            sum += drawn[1];
            squares += drawn[1] * drawn[1];
            below += drawn[1] <= at ? 1.0 / n : 0;
        }
        double sd = Math.sqrt(kernel.variance(1));
        assertThat(sum / n).isCloseTo(kernel.mean(1), within(0.02 * sd));
        assertThat(squares / n - (sum / n) * (sum / n)).isCloseTo(sd * sd, within(0.04 * sd * sd));
        assertThat(kernel.cdf(1, at)).isCloseTo(below, within(0.01));
    }

    @Test
    void givesTheSameAnswersForANewAndAKnownPattern() {
        double[] first = {0.3, Double.NaN, 2.5, Double.NaN, 4.1, 3.0, Double.NaN};
        double[] second = {Double.NaN, 1, Double.NaN, 2.0, 4.1, Double.NaN, 5};
        kernel.infer(first);
        double once = kernel.mean(1);
        double spread = kernel.variance(6);
        kernel.infer(second);
        kernel.infer(first);
        assertThat(kernel.mean(1)).isEqualTo(once);
        assertThat(kernel.variance(6)).isEqualTo(spread);
    }
}
