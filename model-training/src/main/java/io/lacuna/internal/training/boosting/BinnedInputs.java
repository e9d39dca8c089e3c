package io.lacuna.internal.training.boosting;

import java.util.Arrays;

/**
 * Divides each input into at most {@value #VALUE_BINS} bins with about equal numbers of rows, and one more bin for missing
 * inputs. A value that many rows share has a bin of its own. Immutable.
 */
final class BinnedInputs {
    /** The bin of a missing input. */
    static final int MISSING = 63;

    /** All bins of an input. */
    static final int BINS = 64;

    private static final int VALUE_BINS = 63;

    /** By input, the largest value of every bin but the last, ascending. */
    private final float[][] limits;

    /**
     * @param rows inputs of the rows, {@code NaN} = missing
     */
    BinnedInputs(float[][] rows, int inputs) {
        limits = new float[inputs][];
        for (int p = 0; p < inputs; p++) {
            float[] values = new float[rows.length];
            int count = 0;
            for (float[] row : rows) {
                if (!Float.isNaN(row[p])) {
                    values[count++] = row[p];
                }
            }
            values = Arrays.copyOf(values, count);
            Arrays.sort(values);
            limits[p] = limits(values);
        }
    }

    /** Limits lie halfway between neighbouring values. */
    private static float[] limits(float[] sorted) {
        float[] found = new float[VALUE_BINS - 1];
        int count = 0;
        int distinct = 0;
        for (int i = 0; i < sorted.length; i++) {
            distinct += i == 0 || sorted[i] != sorted[i - 1] ? 1 : 0;
        }
        double share = distinct <= VALUE_BINS ? 1 : (double) sorted.length / VALUE_BINS;
        double next = share;
        for (int i = 1; i < sorted.length && count < found.length; i++) {
            if (sorted[i] != sorted[i - 1] && i >= next) {
                float half = sorted[i - 1] + (sorted[i] - sorted[i - 1]) / 2;
                found[count++] = half < sorted[i] ? half : sorted[i - 1];
                next = distinct <= VALUE_BINS ? 0 : Math.max(next + share, i + share / 2);
            }
        }
        return Arrays.copyOf(found, count);
    }

    byte bin(int input, float value) {
        if (Float.isNaN(value)) {
            return MISSING;
        }
        int at = Arrays.binarySearch(limits[input], value);
        return (byte) (at >= 0 ? at : -at - 1);
    }

    /** The largest value of a bin; infinite for the last one. */
    float limit(int input, int bin) {
        return bin < limits[input].length ? limits[input][bin] : Float.POSITIVE_INFINITY;
    }

    /** The number of bins of values. */
    int bins(int input) {
        return limits[input].length + 1;
    }
}
