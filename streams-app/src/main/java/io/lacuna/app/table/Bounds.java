package io.lacuna.app.table;

/**
 * The range that filled numbers of a feature keep.
 *
 * @param low at least this; may be negative infinity
 * @param high at most this; may be infinity
 */
public record Bounds(double low, double high) {
    public static final Bounds NONE = new Bounds(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    public Bounds {
        if (!(low <= high)) {
            throw new IllegalArgumentException("bounds must run from low to high, not " + low + " to " + high);
        }
    }

    public double clamp(double value) {
        return Math.min(high, Math.max(low, value));
    }
}
