package io.lacuna.internal.inference.mixture;

import io.lacuna.internal.numerics.ArrayLoops;

/**
 * The relays that count for the record at hand, side by side, with the conditional means mu + W'u and deviations of its
 * missing features. Owned by one kernel.
 */
final class KeptRelays {
    private static final int FIRST_ROOM = 64;

    private final RelayTables tables;
    private int room;
    private RelayFactors factors;

    /** Number of relays kept; those of standardized fits come first. */
    int count;

    /** Number of them of standardized fits. */
    int standardized;

    /** [kept] place among all relays, and weight in the prediction; the weights sum to 1. */
    final int[] relay;

    final float[] share;

    /** Room for one relay's u, and for a number of every relay. */
    final float[] whitened;

    final float[] lane;

    /** [b][kept] */
    private final float[][] means;

    private final float[][] deviations;
    private final float[][] perDeviation;

    KeptRelays(RelayTables tables, RelayFactors factors) {
        this.tables = tables;
        this.factors = factors;
        int d = tables.continuous.length;
        relay = new int[tables.relays];
        share = new float[tables.relays];
        whitened = new float[d];
        lane = new float[tables.relays];
        means = new float[d][];
        deviations = new float[d][];
        perDeviation = new float[d][];
        makeRoom(Math.min(FIRST_ROOM, tables.relays));
    }

    /**
     * Room for so many relays. A large model has thousands of them and keeps few for a record: room for all would be tens of
     * megabytes, made while the first record waits.
     */
    private void makeRoom(int relays) {
        room = relays;
        for (float[][] lanes : new float[][][] {means, deviations, perDeviation}) {
            for (int i = 0; i < lanes.length; i++) {
                lanes[i] = new float[relays];
            }
        }
    }

    /**
     * Finds means and deviations, after {@link #count}, {@link #relay} and {@link #share} were set.
     *
     * @param allWhitened u of all relays, [a][relay]
     */
    void condition(RelayFactors pattern, float[][] allWhitened) {
        factors = pattern;
        if (count > room) {
            makeRoom(Math.min(tables.relays, 2 * Integer.highestOneBit(count)));
        }
        pattern.gains().condition(this, allWhitened);
        for (int b = 0; b < pattern.m; b++) {
            ArrayLoops.invert(deviations[b], perDeviation[b], count);
        }
    }

    /** Conditional means of the b-th missing feature, across the kept relays. */
    float[] means(int b) {
        return means[b];
    }

    /** Conditional standard deviations of the b-th missing feature, across the kept relays. */
    float[] deviations(int b) {
        return deviations[b];
    }

    /** One over {@link #deviations}. */
    float[] perDeviation(int b) {
        return perDeviation[b];
    }

    /** Conditional covariance of two missing features in the i-th kept relay: S_bc - W_b'W_c. */
    double covariance(int i, int b, int c) {
        double sum = tables.covariance(factors.missing[b], factors.missing[c])[relay[i]];
        for (int a = 0; a < factors.o; a++) {
            sum -= factors.gains().gain(relay[i], a, b) * factors.gains().gain(relay[i], a, c);
        }
        return sum;
    }
}
