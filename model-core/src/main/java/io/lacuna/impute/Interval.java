package io.lacuna.impute;

/**
 * A central interval: the probability below it equals the probability above it. Immutable.
 *
 * @param lower end, in the feature's own unit
 * @param upper end, in the feature's own unit
 */
public record Interval(double lower, double upper) {
    /**
     * Whether a value lies inside the interval; the ends belong to it.
     *
     * @param value in the feature's own unit
     * @return whether lower &lt;= value &lt;= upper
     */
    public boolean contains(double value) {
        return lower <= value && value <= upper;
    }
}
