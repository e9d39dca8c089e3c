package io.lacuna.internal.training.mixture;

import java.util.Arrays;

/** One normal fitted to all rows of a table, as maximum likelihood has it: the start of a search for relations. */
public final class PooledNormal {
    /** Far below the variance of any relation that is searched for. */
    private static final RelayPriors PRIORS = new RelayPriors(0, 1e-6, 1, 0, 0);

    private PooledNormal() {}

    /**
     * The covariance of partial rows.
     *
     * @param rows n rows of d numbers in standard units, {@code NaN} = missing; none without a number
     * @param iterations most iterations of EM. A direction without variance, seen in a share s of the rows, loses about a
     *     share s of its remaining variance at each
     * @return d x d
     */
    public static double[][] covariance(double[][] rows, int iterations) {
        double[] weights = new double[rows.length];
        Arrays.fill(weights, 1);
        RelayMixtureEm em =
                new RelayMixtureEm(new RelayRows(rows, new int[rows.length][0], new int[0], weights), 1, PRIORS);
        em.startSingle();
        em.run(iterations);
        int d = rows[0].length;
        double[][] covariance = new double[d][d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                covariance[i][j] = em.parameters.covariances[0][i][j];
                covariance[j][i] = covariance[i][j];
            }
        }
        return covariance;
    }
}
