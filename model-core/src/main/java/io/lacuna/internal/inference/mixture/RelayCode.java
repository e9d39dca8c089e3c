package io.lacuna.internal.inference.mixture;

import io.lacuna.internal.numerics.SymmetricEigen;

/**
 * The latent code of a relay ensemble, taken from one designated fit: the standardized fit with the most relays. The
 * code is the probability of each relay, followed by the record's coordinates along the principal axes of the fit's
 * total covariance. Immutable.
 *
 * @param fit index of the designated fit
 * @param relays its number of relays, the first part of the code
 * @param axes [d][q]: q axes of unit length in the fit's space; the largest entry in magnitude of each is positive
 * @param centre d numbers: the mean of the fit, the origin of the coordinates
 */
record RelayCode(int fit, int relays, float[][] axes, double[] centre) {
    private static final int MAX_AXES = 8;

    static RelayCode of(RelayTables tables) {
        int fit = 0;
        int most = -1;
        for (int i = 0; i < tables.fits; i++) {
            int relays = tables.first[i + 1] - tables.first[i];
            if (i < tables.firstRankNormalFit && relays > most) {
                fit = i;
                most = relays;
            }
        }
        int relays = tables.first[fit + 1] - tables.first[fit];
        int d = tables.continuous.length;
        double[] centre = centre(tables, fit, d);
        int count = Math.min(d, MAX_AXES);
        double[][] leading = d == 0 ? new double[0][] : axes(tables, fit, centre, count);
        float[][] axes = new float[d][count];
        for (int axis = 0; axis < count; axis++) {
            for (int j = 0; j < d; j++) {
                axes[j][axis] = (float) leading[axis][j];
            }
        }
        return new RelayCode(fit, relays, axes, centre);
    }

    private static double[] centre(RelayTables tables, int fit, int d) {
        double[] centre = new double[d];
        for (int k = tables.first[fit]; k < tables.first[fit + 1]; k++) {
            double weight = Math.exp(tables.logWeights[k]);
            for (int j = 0; j < d; j++) {
                centre[j] += weight * tables.centres[j][k];
            }
        }
        return centre;
    }

    /** Leading eigenvectors of the mixture's total covariance: within relays plus between relays. */
    private static double[][] axes(RelayTables tables, int fit, double[] centre, int count) {
        int d = centre.length;
        double[][] total = new double[d][d];
        for (int k = tables.first[fit]; k < tables.first[fit + 1]; k++) {
            double weight = Math.exp(tables.logWeights[k]);
            for (int i = 0; i < d; i++) {
                for (int j = 0; j <= i; j++) {
                    double between = (tables.centres[i][k] - centre[i]) * (tables.centres[j][k] - centre[j]);
                    total[i][j] += weight * (tables.covariance(i, j)[k] + between);
                    total[j][i] = total[i][j];
                }
            }
        }
        return SymmetricEigen.leading(total, count);
    }

    /** q, the number of axes. */
    int coordinates() {
        return axes.length == 0 ? 0 : axes[0].length;
    }

    int size() {
        return relays + coordinates();
    }
}
