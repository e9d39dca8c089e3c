package io.lacuna.internal.inference.mixture;

import io.lacuna.internal.inference.neural.GaussJordan;
import io.lacuna.internal.relay.RelayMixture;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The posterior probability of each relay of a mixture with one categorical feature, and the conditional mean and
 * covariance of all cells, computed from the definitions. An observed cell is its own mean, with variance 0.
 *
 * @param posterior the probability of each relay
 * @param shares the same without the relays that a kernel drops
 */
record DenseConditional(
        double[] posterior, double[] shares, double[][] means, double[][][] covariances, double logDensity) {
    /**
     * @param cells in the mixture's space, NaN = missing
     */
    static DenseConditional of(RelayMixture fit, double[] cells, int category) {
        int d = cells.length;
        int[] seen = IntStream.range(0, d).filter(c -> !Double.isNaN(cells[c])).toArray();
        double[] log = new double[fit.relays()];
        double[][] means = new double[fit.relays()][d];
        double[][][] covariances = new double[fit.relays()][d][d];
        for (int k = 0; k < fit.relays(); k++) {
            double[][] s = new double[d][d];
            for (int i = 0; i < d; i++) {
                for (int j = 0; j < d; j++) {
                    s[i][j] = fit.covariances()[k][RelayMixture.packed(Math.max(i, j), Math.min(i, j))];
                }
            }
            double[][] part = new double[seen.length][seen.length];
            double[] apart = new double[seen.length];
            for (int a = 0; a < seen.length; a++) {
                apart[a] = cells[seen[a]] - fit.centres()[k][seen[a]];
                for (int b = 0; b < seen.length; b++) {
                    part[a][b] = s[seen[a]][seen[b]];
                }
            }
            double[][] inverse = new double[seen.length][seen.length];
            double determinant = GaussJordan.invert(part, inverse);
            log[k] = fit.logWeights()[k] - 0.5 * Math.log(determinant) - 0.5 * seen.length * Math.log(2 * Math.PI);
            for (int a = 0; a < seen.length; a++) {
                for (int b = 0; b < seen.length; b++) {
                    log[k] -= 0.5 * apart[a] * inverse[a][b] * apart[b];
                }
            }
            if (category >= 0) {
                log[k] += fit.logProbabilities()[k][0][category];
            }
            for (int i = 0; i < d; i++) {
                means[k][i] = fit.centres()[k][i];
                for (int a = 0; a < seen.length; a++) {
                    for (int b = 0; b < seen.length; b++) {
                        means[k][i] += s[i][seen[a]] * inverse[a][b] * apart[b];
                    }
                }
                for (int j = 0; j < d; j++) {
                    covariances[k][i][j] = s[i][j];
                    for (int a = 0; a < seen.length; a++) {
                        for (int b = 0; b < seen.length; b++) {
                            covariances[k][i][j] -= s[i][seen[a]] * inverse[a][b] * s[seen[b]][j];
                        }
                    }
                }
            }
        }
        double density = Arrays.stream(log).map(Math::exp).sum();
        double[] posterior = Arrays.stream(log).map(l -> Math.exp(l) / density).toArray();
        // The kernel drops relays with a probability below 0.01.
        double kept = Arrays.stream(posterior).filter(r -> r >= 1e-2).sum();
        return new DenseConditional(
                posterior,
                Arrays.stream(posterior).map(r -> r >= 1e-2 ? r / kept : 0).toArray(),
                means,
                covariances,
                Math.log(density));
    }
}
