package io.lacuna.app.cluster;

/**
 * Limits of the distance between the timestamps of a topic's records and the brokers' clock. Immutable.
 *
 * @param beforeMs largest time behind the clock; {@link Long#MAX_VALUE} for no limit
 * @param afterMs largest time ahead of the clock; {@link Long#MAX_VALUE} for no limit
 */
public record TimestampLimits(long beforeMs, long afterMs) {
    /** All timestamps are accepted. */
    public static final TimestampLimits NONE = new TimestampLimits(Long.MAX_VALUE, Long.MAX_VALUE);

    /** The timestamps that both accept. */
    public TimestampLimits and(TimestampLimits other) {
        return new TimestampLimits(Math.min(beforeMs, other.beforeMs), Math.min(afterMs, other.afterMs));
    }

    /** The timestamps that one of them accepts. */
    TimestampLimits or(TimestampLimits other) {
        return new TimestampLimits(Math.max(beforeMs, other.beforeMs), Math.max(afterMs, other.afterMs));
    }
}
