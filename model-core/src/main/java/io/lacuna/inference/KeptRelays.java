package io.lacuna.inference;

import io.lacuna.relay.RelayMixture;
import java.util.Arrays;

/**
 * The relays that count for the record at hand, side by side, with what only they need: the gains W = L^-1 S_om, and the
 * conditional means mu + W'u and deviations of the missing features. Most records keep a tenth of the relays, so for a new
 * pattern only theirs are found. Owned by one kernel.
 */
final class KeptRelays {
    private static final int FIRST_ROOM = 64;

    private final RelayTables tables;
    private int room;
    private PatternFactors factors;

    /** Number of relays kept; those of standardized fits come first. */
    int count;

    /** Number of them of standardized fits. */
    int standardized;

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
    private final double[][] perDeviation;
    private final double[] sums;

    KeptRelays(RelayTables tables, PatternFactors factors) {
        this.tables = tables;
        this.factors = factors;
        int d = tables.continuous.length;
        relay = new int[tables.relays];
        share = new double[tables.relays];
        factor = new double[d * (d + 1) / 2][];
        whitened = new double[d][];
        gains = new double[(d / 2) * (d - d / 2)][];
        means = new double[d][];
        deviations = new double[d][];
        perDeviation = new double[d][];
        sums = new double[tables.code.coordinates()];
        makeRoom(Math.min(FIRST_ROOM, tables.relays));
    }

    /**
     * Room for so many relays. A large model has thousands of them and keeps few for a record: room for all would be tens of
     * megabytes, made while the first record waits.
     */
    private void makeRoom(int relays) {
        room = relays;
        for (double[][] lanes : new double[][][] {factor, whitened, gains, means, deviations, perDeviation}) {
            for (int i = 0; i < lanes.length; i++) {
                lanes[i] = new double[relays];
            }
        }
    }

    /**
     * Finds gains, means and deviations, after {@link #count}, {@link #relay} and {@link #share} were set.
     *
     * @param allWhitened u of all relays, [a][relay]
     */
    void condition(PatternFactors pattern, double[][] allWhitened) {
        factors = pattern;
        if (count > room) {
            makeRoom(Math.min(tables.relays, 2 * Integer.highestOneBit(count)));
        }
        for (int a = 0; a < factors.o; a++) {
            Lanes.gather(allWhitened[a], relay, whitened[a], count);
        }
        if (factors.gained()) {
            gather();
        } else {
            compute();
        }
        for (int b = 0; b < factors.m; b++) {
            Lanes.invert(deviations[b], perDeviation[b], count);
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

    /** One over {@link #deviations}. */
    double[] perDeviation(int b) {
        return perDeviation[b];
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
     * Variances of weighted sums of the missing features in the i-th kept relay: v'(S_mm - W'W)v for each v.
     *
     * @param weights [feature][v]; those of the observed features do not count
     * @param into a variance for each v
     */
    void projectedVariances(int i, double[][] weights, double[] into) {
        int m = factors.m;
        int q = into.length;
        Arrays.fill(into, 0);
        for (int b = 0; b < m; b++) {
            int j = factors.missing[b];
            Arrays.fill(sums, 0);
            Lanes.addMultiple(sums, 0.5 * tables.covariance(j, j)[relay[i]], weights[j], q);
            for (int c = 0; c < b; c++) {
                int other = factors.missing[c];
                Lanes.addMultiple(sums, tables.covariance(j, other)[relay[i]], weights[other], q);
            }
            Lanes.addTwice(into, weights[j], sums, q);
        }
        for (int a = 0; a < factors.o; a++) {
            Arrays.fill(sums, 0);
            for (int b = 0; b < m; b++) {
                Lanes.addMultiple(sums, gains[a * m + b][i], weights[factors.missing[b]], q);
            }
            Lanes.subtractProduct(into, sums, sums, q);
        }
        for (int v = 0; v < q; v++) {
            into[v] = Math.max(into[v], 0);
        }
    }
}
