package io.lacuna.internal.inference.neural.qavi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.internal.numerics.Normal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NormalMixtureTest {
    private static final int T = 3;
    private static final int K = 3;

    private static NormalMixture mixture() {
        NormalMixture q = new NormalMixture(T, K);
        float[] parameters = {
            -0.8f,
            0.3f,
            0.5f,
            0.9f,
            -0.4f,
            0,
            0.2f,
            1.1f,
            -0.7f, // means
            0.1f,
            -0.3f,
            0.4f,
            -0.6f,
            0.2f,
            0.5f,
            0.3f,
            -0.2f,
            -0.5f // rhos
        };
        System.arraycopy(parameters, 0, q.parameters, 0, parameters.length);
        System.arraycopy(new float[] {0.2f, -0.3f, 0.4f}, 0, q.logits, 0, T);
        q.refresh();
        return q;
    }

    /**
     * Equation 5 by its definition: where a parameter moves, z moves so that all conditional distribution functions stay.
     */
    @Test
    void implicitGradientsAgreeWithFiniteDifferencesOfTheTransform() {
        NormalMixture q = mixture();
        float[] z = {0.1f, 0.4f, -0.2f};
        double[] at = {z[0], z[1], z[2]};
        double[] below = transform(q, at);
        float h = 1e-3f;
        for (int coordinate = 0; coordinate < K; coordinate++) {
            double[] v = new double[K];
            v[coordinate] = 1;
            float[] gradient = new float[2 * T * K];
            q.at(z);
            q.addImplicit(v, 1, gradient);
            for (int i = 0; i < gradient.length; i++) {
                float before = q.parameters[i];
                q.parameters[i] = before + h;
                q.refresh();
                double up = inverse(q, below)[coordinate];
                q.parameters[i] = before - h;
                q.refresh();
                double down = inverse(q, below)[coordinate];
                double width = (double) (before + h) - (before - h);
                q.parameters[i] = before;
                q.refresh();
                assertThat((double) gradient[i])
                        .as("z_%d by parameter %d", coordinate, i)
                        .isCloseTo((up - down) / width, within(2e-3));
            }
        }
    }

    /** F(z_1), F(z_2 | z_1), F(z_3 | z_1, z_2). */
    private static double[] transform(NormalMixture q, double[] z) {
        double[] below = new double[K];
        for (int j = 0; j < K; j++) {
            below[j] = conditional(q, z, j, z[j]);
        }
        return below;
    }

    private static double conditional(NormalMixture q, double[] z, int j, double end) {
        double top = 0;
        double bottom = 0;
        for (int t = 0; t < T; t++) {
            double density = q.weight(t);
            for (int i = 0; i < j; i++) {
                density *= Normal.density((z[i] - q.mean(t, i)) / q.sd(t, i)) / q.sd(t, i);
            }
            bottom += density;
            top += density * Normal.cdf((end - q.mean(t, j)) / q.sd(t, j));
        }
        return top / bottom;
    }

    private static double[] inverse(NormalMixture q, double[] below) {
        double[] z = new double[K];
        for (int j = 0; j < K; j++) {
            double low = -20;
            double high = 20;
            for (int i = 0; i < 60; i++) {
                z[j] = 0.5 * (low + high);
                if (conditional(q, z, j, z[j]) < below[j]) {
                    low = z[j];
                } else {
                    high = z[j];
                }
            }
        }
        return z;
    }

    /** f = z_1, z_1 z_2 and z_3^2, whose means and their derivatives have a closed form. */
    @Test
    void gradientsOfMomentsAreThoseOfTheirClosedForm() {
        NormalMixture q = mixture();
        SplittableRandom random = new SplittableRandom(1);
        int draws = 200_000;
        float[][] gradient = new float[3][2 * T * K];
        float[][] logits = new float[3][T];
        float[] epsilon = new float[K];
        float[] z = new float[K];
        double[] means = {mean(q, 0), mean(q, 1), mean(q, 2)};
        for (int s = 0; s < draws; s++) {
            for (int a = 0; a < K; a++) {
                epsilon[a] = (float) random.nextGaussian();
            }
            q.draw(random.nextDouble(), epsilon, z);
            q.at(z);
            double[] f = {z[0], z[0] * z[1], z[2] * z[2]};
            double[][] slopes = {{1, 0, 0}, {z[1], z[0], 0}, {0, 0, 2 * z[2]}};
            for (int m = 0; m < 3; m++) {
                q.addScore((f[m] - means[m]) / draws, logits[m]);
                q.addImplicit(slopes[m], 1.0 / draws, gradient[m]);
            }
        }
        for (int m = 0; m < 3; m++) {
            for (int t = 0; t < T; t++) {
                double w = q.weight(t);
                double own = moment(q, t, m);
                assertThat((double) logits[m][t]).isCloseTo(w * (own - means[m]), within(0.01));
                for (int a = 0; a < K; a++) {
                    double byMean = m == 0
                            ? a == 0 ? w : 0
                            : m == 1
                                    ? (a == 0 ? w * q.mean(t, 1) : a == 1 ? w * q.mean(t, 0) : 0)
                                    : a == 2 ? 2 * w * q.mean(t, 2) : 0;
                    int rho = T * K + t * K + a;
                    double bySd = m == 2 && a == 2 ? 2 * w * q.sd(t, 2) * Softplus.slope(q.parameters[rho]) : 0;
                    assertThat((double) gradient[m][t * K + a])
                            .as("moment %d by mean (%d, %d)", m, t, a)
                            .isCloseTo(byMean, within(0.02));
                    assertThat((double) gradient[m][rho])
                            .as("moment %d by rho (%d, %d)", m, t, a)
                            .isCloseTo(bySd, within(0.02));
                }
            }
        }
    }

    private static double mean(NormalMixture q, int m) {
        double sum = 0;
        for (int t = 0; t < T; t++) {
            sum += q.weight(t) * moment(q, t, m);
        }
        return sum;
    }

    private static double moment(NormalMixture q, int t, int m) {
        return m == 0
                ? q.mean(t, 0)
                : m == 1 ? q.mean(t, 0) * q.mean(t, 1) : q.mean(t, 2) * q.mean(t, 2) + q.sd(t, 2) * q.sd(t, 2);
    }

    @Test
    void densityAndSlopeAgreeWithTheFormula() {
        NormalMixture q = mixture();
        float[] z = {0.1f, 0.4f, -0.2f};
        q.at(z);
        assertThat(q.logDensity()).isCloseTo(logDensity(q, z), within(1e-9));
        double[] slope = new double[K];
        q.subtractSlope(-1, slope);
        for (int a = 0; a < K; a++) {
            float[] up = z.clone();
            float[] down = z.clone();
            up[a] += 1e-3f;
            down[a] -= 1e-3f;
            assertThat(slope[a])
                    .isCloseTo((logDensity(q, up) - logDensity(q, down)) / ((double) up[a] - down[a]), within(1e-4));
        }
    }

    private static double logDensity(NormalMixture q, float[] z) {
        double sum = 0;
        for (int t = 0; t < T; t++) {
            double density = q.weight(t);
            for (int a = 0; a < K; a++) {
                density *= Normal.density((z[a] - q.mean(t, a)) / q.sd(t, a)) / q.sd(t, a);
            }
            sum += density;
        }
        return Math.log(sum);
    }
}
