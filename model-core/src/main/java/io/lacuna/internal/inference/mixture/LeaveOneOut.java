package io.lacuna.internal.inference.mixture;

import io.lacuna.internal.numerics.ArrayLoops;

/**
 * Predicts each observed number of a record from its other observed cells, without inferring the record again
 * for each. With K the inverse of the covariance of the observed cells in one relay, and v = K (x - mu), the cell x_a given
 * the others is normal with mean {@code x_a - v_a / K_aa} and variance {@code 1 / K_aa} (Rasmussen and Williams, Gaussian
 * Processes, 5.4.2); without the cell the relay's density is its density with it over that normal's.
 *
 * <p>Mutable, owned by one kernel; allocates only on its first record.
 */
final class LeaveOneOut {
    private final RelayTables tables;

    /** v: [a][relay]. */
    private final float[][] solved;

    /** Scratch space for the precisions of a pattern. */
    private final float[][] column;

    /** Densities of the relays without one cell, relative to the largest of their fit. */
    private final float[] densities;

    /** Relays with weight, those of standardized fits first: index, share, mean and sd of the cell. */
    private final int[] relay;

    private final float[] share;
    private final float[] mean;
    private final float[] deviation;
    private int count;
    private int standardized;
    private final double[] moments = new double[3];

    LeaveOneOut(RelayTables tables) {
        this.tables = tables;
        solved = new float[tables.continuous.length][];
        column = new float[tables.continuous.length][];
        densities = new float[tables.relays];
        relay = new int[tables.relays];
        share = new float[tables.relays];
        mean = new float[tables.relays];
        deviation = new float[tables.relays];
    }

    /**
     * Computes mean and standard deviation of each observed number, in the features' own units.
     *
     * @param factors of the record's pattern
     * @param whitened u of the record, [a][relay]
     * @param logDensities log densities of the record, one per relay, up to a constant
     * @param spaces the record's cells, [standardized, rank-normal][feature]
     * @param category the record's labels; the part of a feature with atoms is left out with its number
     * @param means by feature; those of observed numbers are written
     * @param sds the same
     */
    void find(
            RelayFactors factors,
            float[][] whitened,
            float[] logDensities,
            float[][] spaces,
            int[] category,
            double[] means,
            double[] sds) {
        solve(factors, whitened);
        for (int a = 0; a < factors.o; a++) {
            int c = factors.observed[a];
            float[] precision = factors.precisions().of(a, column);
            leaveOut(logDensities, solved[a], precision, factors.precisions().halfLog(a), c, category);
            weigh();
            for (int i = 0; i < count; i++) {
                int k = relay[i];
                mean[i] = spaces[i < standardized ? 0 : 1][c] - solved[a][k] / precision[k];
                deviation[i] = (float) (1 / Math.sqrt(precision[k]));
            }
            moments(c);
            means[tables.continuous[c]] = moments[0] * tables.sd[c] + tables.mean[c];
            sds[tables.continuous[c]] = Math.sqrt(moments[1]) * tables.sd[c] * tables.stretch[c];
        }
    }

    /** v = L'^-1 u for all relays, from the last row up. */
    private void solve(RelayFactors factors, float[][] whitened) {
        for (int a = factors.o - 1; a >= 0; a--) {
            float[] into = tables.lane(solved, a);
            ArrayLoops.copy(whitened[a], into);
            int c = factors.o - 1;
            for (; c - 1 > a; c -= 2) {
                ArrayLoops.subtractProducts(
                        into, factors.factor(c, a), solved[c], factors.factor(c - 1, a), solved[c - 1], into);
            }
            if (c > a) {
                ArrayLoops.subtractProduct(into, factors.factor(c, a), solved[c], into.length);
            }
            ArrayLoops.multiply(into, factors.factor(a, a), into.length);
        }
    }

    /** Log densities without the cell, then densities relative to the largest of the fit. */
    private void leaveOut(
            float[] logDensities, float[] v, float[] precision, float[] halfLogPrecision, int c, int[] category) {
        for (int k = 0; k < densities.length; k++) {
            densities[k] = logDensities[k] + 0.5f * v[k] * v[k] / precision[k] - halfLogPrecision[k];
        }
        int part = tables.parts[c];
        if (part >= 0) {
            ArrayLoops.addMultiple(densities, -1, tables.logProbabilities[part][category[part]], densities.length);
        }
        for (int fit = 0; fit < tables.fits; fit++) {
            int from = tables.first[fit];
            int to = tables.first[fit + 1];
            ArrayLoops.subtract(densities, ArrayLoops.max(densities, from, to), from, to);
        }
        ArrayLoops.exp(densities);
    }

    /** Keeps the relays with weight, as the kernel does; the shares of each fit sum to 1 / fits. */
    private void weigh() {
        count = 0;
        standardized = 0;
        for (int fit = 0; fit < tables.fits; fit++) {
            int from = tables.first[fit];
            int to = tables.first[fit + 1];
            double all = ArrayLoops.sum(densities, from, to);
            float floor = tables.leastShare(all) * (float) all;
            int before = count;
            double sum = 0;
            for (int k = from; k < to; k++) {
                if (densities[k] >= floor) {
                    relay[count++] = k;
                    sum += densities[k];
                }
            }
            for (int i = before; i < count; i++) {
                share[i] = (float) (densities[relay[i]] / (sum * tables.fits));
            }
            standardized = fit < tables.firstRankNormalFit ? count : standardized;
        }
    }

    /** Mean and variance in standard units. */
    private void moments(int c) {
        double one = 0;
        double two = 0;
        for (int i = 0; i < standardized; i++) {
            one += share[i] * mean[i];
            two += share[i] * (mean[i] * mean[i] + deviation[i] * deviation[i]);
        }
        tables.expected[c].sum(mean, deviation, share, standardized, count, moments);
        double trust = tables.trust[tables.continuous[c]];
        double centre = trust * (one + moments[0]);
        double square = trust * (two + moments[1]) + (1 - trust);
        moments[0] = centre;
        moments[1] = Math.max(square - centre * centre, 1e-8);
    }
}
