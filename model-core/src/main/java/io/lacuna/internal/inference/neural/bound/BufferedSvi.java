package io.lacuna.internal.inference.neural.bound;

import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.inference.neural.objective.RecordObjective;
import java.util.SplittableRandom;

/**
 * SVI of one record that keeps its importance weights (buffered-svi, algorithm 1, lines 4 to 11). The family is {@code
 * q(z; lambda) = N(mean, diag(sd^2))} with lambda = k means and k log standard deviations.
 *
 * <pre>
 *  5  for i = 0 .. k
 *  6      z_i = mean_i + sd_i epsilon                                       reparameterized draw of q(z; lambda_i)
 *  7      w_i = p(x, z_i) / q(z_i; lambda_i)                                equation 4
 *  9      if i &lt; k: lambda_i+1 = lambda_i + eta grad ln w(z_i; lambda_i)   equations 5 and 6 with m = 1
 * </pre>
 *
 * <p>{@code w_k} alone gives the SVI bound (equation 12), all weights the BSVI bound (equation 11). BSVI-DS draws a
 * second z for each weight, so that the weights are independent given the lambdas (equation 22). Mutable; one thread owns
 * it.
 */
public final class BufferedSvi {
    private final int k;
    private final LocalSteps steps;
    private final float[] lambda;
    private final float[] gradient;
    private final float[] epsilon;
    private final float[] z;
    private final float[] slope;
    private final float[] scratch;

    public BufferedSvi(Decoder decoder, LocalSteps.Rule rule) {
        k = decoder.latentSize();
        steps = new LocalSteps(2 * k, rule);
        lambda = new float[2 * k];
        gradient = new float[2 * k];
        epsilon = new float[k];
        z = new float[k];
        slope = new float[k];
        scratch = new float[decoder.network().out()];
    }

    /**
     * Runs SVI and writes the weights.
     *
     * @param lambda0 the first parameters: k means, then k log standard deviations
     * @param count number of steps, k of the paper
     * @param doubleSampled whether each weight has its own draw (BSVI-DS)
     * @param logWeights receives {@code ln w_0 .. ln w_count}
     */
    public void run(
            RecordObjective record,
            float[] lambda0,
            int count,
            boolean doubleSampled,
            SplittableRandom random,
            double[] logWeights) {
        System.arraycopy(lambda0, 0, lambda, 0, 2 * k);
        steps.reset();
        for (int i = 0; i <= count; i++) {
            draw(random);
            logWeights[i] = logWeight(record);
            if (i < count) {
                if (doubleSampled) {
                    draw(random);
                }
                differentiate(record);
                steps.step(lambda, gradient);
            }
        }
    }

    /** Line 6. */
    private void draw(SplittableRandom random) {
        for (int a = 0; a < k; a++) {
            epsilon[a] = (float) random.nextGaussian();
            z[a] = lambda[a] + (float) StrictMath.exp(lambda[k + a]) * epsilon[a];
        }
    }

    /** Line 7: {@code ln w = ln p(x|z) + ln p(z) - ln q(z; lambda)}. */
    private double logWeight(RecordObjective record) {
        double logDensity = 0;
        for (int a = 0; a < k; a++) {
            logDensity -= 0.5 * (double) epsilon[a] * epsilon[a] + lambda[k + a];
        }
        logDensity -= 0.5 * k * ImportanceWeights.LOG_TWO_PI;
        return record.logDensity(record.decode(z), scratch) + ImportanceWeights.logPrior(z) - logDensity;
    }

    /** Line 9: the gradient of {@code ln w} along the reparameterized draw. */
    private void differentiate(RecordObjective record) {
        record.gradient(z, slope);
        for (int a = 0; a < k; a++) {
            float along = slope[a] - z[a];
            gradient[a] = along;
            gradient[k + a] = along * epsilon[a] * (float) StrictMath.exp(lambda[k + a]) + 1;
        }
    }
}
