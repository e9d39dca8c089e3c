package io.lacuna.internal.inference.neural.bound;

import java.util.Arrays;
import java.util.List;

/**
 * The generalized importance-weighted bound {@code ln sum_i pi_i w_i} (buffered-svi, equation 10) of weights that were
 * drawn, and the shares pi that make it largest (equation 13). All weights are logarithms in nats.
 */
public final class BufferWeights {
    private BufferWeights() {}

    /** {@code pi_i = 1 / count}: the logarithms of equal shares. */
    public static double[] uniform(int count) {
        double[] logShares = new double[count];
        Arrays.fill(logShares, -StrictMath.log(count));
        return logShares;
    }

    /** Equation 10 for one draw: {@code ln sum_i pi_i w_i}. */
    public static double logSum(double[] logWeights, double[] logShares) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < logShares.length; i++) {
            highest = Math.max(highest, logShares[i] + logWeights[i]);
        }
        if (highest == Double.NEGATIVE_INFINITY) {
            return highest;
        }
        double sum = 0;
        for (int i = 0; i < logShares.length; i++) {
            sum += StrictMath.exp(logShares[i] + logWeights[i] - highest);
        }
        return highest + StrictMath.log(sum);
    }

    /**
     * {@code r(i | z_0..z_k) = pi_i w_i / sum_j pi_j w_j} (lemma 1): the probability that sampling-importance-resampling
     * takes z_i, and the weight of its gradient.
     *
     * @param shares receives as many numbers as there are weights
     */
    public static void resample(double[] logWeights, double[] logShares, double[] shares) {
        double all = logSum(logWeights, logShares);
        for (int i = 0; i < logShares.length; i++) {
            shares[i] = StrictMath.exp(logShares[i] + logWeights[i] - all);
        }
    }

    /**
     * The global pi that maximizes the mean of {@code ln sum_i pi_i w_i} over draws (equation 13). The mean is concave in
     * pi. Each iteration sets {@code pi_i} to the mean of {@code r(i)}, as expectation maximization does for the shares
     * of a mixture, and never lowers it.
     *
     * @param draws one array of logarithms of weights per draw
     * @param logShares the first shares
     * @return the logarithms of the shares
     */
    public static double[] fit(List<double[]> draws, double[] logShares, int iterations) {
        double[] fitted = logShares.clone();
        double[] shares = new double[fitted.length];
        double[] sum = new double[fitted.length];
        for (int t = 0; t < iterations && !draws.isEmpty(); t++) {
            Arrays.fill(sum, 0);
            for (double[] logWeights : draws) {
                resample(logWeights, fitted, shares);
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += shares[i];
                }
            }
            for (int i = 0; i < sum.length; i++) {
                fitted[i] = StrictMath.log(sum[i] / draws.size());
            }
        }
        return fitted;
    }
}
