package io.lacuna.inference;

import io.lacuna.relay.RelayMixture;

/**
 * The relays that count for the record at hand, side by side, with what only they need: the gains W = L^-1 S_om, and the
 * conditional means mu + W'u and deviations of the missing features. Most records keep a tenth of the relays, so for a new
 * pattern only theirs are found. Owned by one kernel.
 */
final class KeptRelays {
    private final RelayTables tables;
    private PatternFactors factors;

    /** Number of relays kept. */
    int count;

    /** [kept] place among all relays, and weight in the prediction; the weights sum to 1. */
    final int[] relay;

    final double[] share;

    /** L: [packed(a, b)][kept], its diagonal inverted. u: [a][kept]. W: [a * m + b][kept]. */
    private final double[][] factor;

    private final double[][] whitened;
    private final double[][] gains;
    /** [b][kept] */
    private final double[][] means;

    private final double[][] deviations;

    KeptRelays(RelayTables tables, PatternFactors factors) {
        this.tables = tables;
        this.factors = factors;
        int d = tables.continuous.length;
        relay = new int[tables.relays];
        share = new double[tables.relays];
        factor = new double[d * (d + 1) / 2][tables.relays];
        whitened = new double[d][tables.relays];
        gains = new double[(d / 2) * (d - d / 2)][tables.relays];
        means = new double[d][tables.relays];
        deviations = new double[d][tables.relays];
    }

    /**
     * Finds gains, means and deviations, after {@link #count}, {@link #relay} and {@link #share} were set.
     *
     * @param allWhitened u of all relays, [a][relay]
     */
    void condition(PatternFactors pattern, double[][] allWhitened) {
        factors = pattern;
        for (int a = 0; a < factors.o; a++) {
            Lanes.gather(allWhitened[a], relay, whitened[a], count);
        }
        if (factors.gained()) {
            gather();
        } else {
            compute();
        }
        for (int b = 0; b < factors.m; b++) {
            Lanes.gather(tables.centres[factors.missing[b]], relay, means[b], count);
            for (int a = 0; a < factors.o; a++) {
                Lanes.addProduct(means[b], gains[a * factors.m + b], whitened[a], count);
            }
        }
    }

    private void gather() {
        for (int b = 0; b < factors.m; b++) {
            Lanes.gather(factors.deviations(b), relay, deviations[b], count);
            for (int a = 0; a < factors.o; a++) {
                Lanes.gather(factors.gains(a, b), relay, gains[a * factors.m + b], count);
            }
        }
    }

    private void compute() {
        for (int a = 0; a < factors.o; a++) {
            for (int b = 0; b <= a; b++) {
                Lanes.gather(factors.factor(a, b), relay, factor[RelayMixture.packed(a, b)], count);
            }
        }
        for (int b = 0; b < factors.m; b++) {
            gain(b);
        }
    }

    /** Column b of W by forward substitution, and what it leaves of the variance; as {@link PatternFactors} does. */
    private void gain(int b) {
        int m = factors.m;
        int j = factors.missing[b];
        double[] left = deviations[b];
        Lanes.gather(tables.covariance(j, j), relay, left, count);
        for (int a = 0; a < factors.o; a++) {
            double[] w = gains[a * m + b];
            Lanes.gather(tables.covariance(factors.observed[a], j), relay, w, count);
            int row = a * (a + 1) / 2;
            int c = 0;
            for (; c + 1 < a; c += 2) {
                Lanes.subtractProducts(
                        w, factor[row + c], gains[c * m + b], factor[row + c + 1], gains[(c + 1) * m + b], count);
            }
            if (c < a) {
                Lanes.subtractProduct(w, factor[row + c], gains[c * m + b], count);
            }
            Lanes.multiply(w, factor[row + a], count);
            Lanes.subtractProduct(left, w, w, count);
        }
        Lanes.flooredRoot(left, PatternFactors.VARIANCE_FLOOR, count);
    }

    /** Conditional means of the b-th missing feature, across the kept relays. */
    double[] means(int b) {
        return means[b];
    }

    /** Conditional standard deviations of the b-th missing feature, across the kept relays. */
    double[] deviations(int b) {
        return deviations[b];
    }

    /** Conditional covariance of two missing features in the i-th kept relay: S_bc - W_b'W_c. */
    double covariance(int i, int b, int c) {
        double sum = tables.covariance(factors.missing[b], factors.missing[c])[relay[i]];
        for (int a = 0; a < factors.o; a++) {
            sum -= gains[a * factors.m + b][i] * gains[a * factors.m + c][i];
        }
        return sum;
    }

    /**
     * Variance of a weighted sum of the missing features in the i-th kept relay: v'(S_mm - W'W)v.
     *
     * @param weights one for each continuous feature; those of the observed ones do not count
     */
    double projectedVariance(int i, double[] weights) {
        int m = factors.m;
        double sum = 0;
        for (int b = 0; b < m; b++) {
            int j = factors.missing[b];
            double row = 0.5 * weights[j] * tables.covariance(j, j)[relay[i]];
            for (int c = 0; c < b; c++) {
                row += weights[factors.missing[c]] * tables.covariance(j, factors.missing[c])[relay[i]];
            }
            sum += 2 * weights[j] * row;
        }
        for (int a = 0; a < factors.o; a++) {
            double known = 0;
            for (int b = 0; b < m; b++) {
                known += gains[a * m + b][i] * weights[factors.missing[b]];
            }
            sum -= known * known;
        }
        return Math.max(sum, 0);
    }
}
