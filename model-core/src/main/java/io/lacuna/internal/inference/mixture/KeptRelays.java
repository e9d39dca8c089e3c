package io.lacuna.internal.inference.mixture;

import io.lacuna.internal.numerics.ArrayLoops;
import java.util.Arrays;

/**
 * The relays with non-negligible posterior probability for the current record, and for each of them the conditional
 * means mu + W'u and standard deviations of the missing features. Mutable; one kernel owns it.
 */
final class KeptRelays {
    private static final int FIRST_ROOM = 64;

    private final RelayTables tables;
    private int room;
    private RelayFactors factors;

    /** Number of kept relays; those of standardized fits come first. */
    int count;

    /** Number of kept relays of standardized fits. */
    int standardized;

    /** [kept]: index among all relays, and weight in the prediction. The weights sum to 1. */
    final int[] relay;

    final float[] share;

    /** Scratch space: u of one relay, and one number per relay. */
    final float[] whitened;

    final float[] lane;

    /** Mean, standard deviation and its inverse: [b][kept]. */
    private final float[][] means;

    private final float[][] deviations;
    private final float[][] perDeviation;

    /** [b]: whether the inverse is computed for the current record. */
    private final boolean[] isInverted;

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
        isInverted = new boolean[d];
        makeRoom(Math.min(FIRST_ROOM, tables.relays));
    }

    /**
     * Allocates arrays for this many relays. A large model has thousands of relays but keeps few per record: arrays for
     * all would take tens of megabytes, allocated while the first record waits.
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
     * Computes means and deviations. {@link #count}, {@link #relay} and {@link #share} must be set.
     *
     * @param allWhitened u of all relays, [a][relay]
     */
    void condition(RelayFactors pattern, float[][] allWhitened) {
        factors = pattern;
        if (count > room) {
            makeRoom(Math.min(tables.relays, 2 * Integer.highestOneBit(count)));
        }
        pattern.gains().condition(this, allWhitened);
        Arrays.fill(isInverted, 0, pattern.m, false);
    }

    /** Conditional means of missing feature b, one per kept relay. */
    float[] means(int b) {
        return means[b];
    }

    /** Conditional standard deviations of missing feature b, one per kept relay. */
    float[] deviations(int b) {
        return deviations[b];
    }

    /** 1 / {@link #deviations}; computed when first asked for, because means alone do not need it. */
    float[] perDeviation(int b) {
        if (!isInverted[b]) {
            ArrayLoops.invert(deviations[b], perDeviation[b], count);
            isInverted[b] = true;
        }
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
