package io.lacuna.app.cluster;

/**
 * How far the timestamps of a topic's records may lie from the brokers' clock. Immutable.
 *
 * @param beforeMs how far behind it; {@link Long#MAX_VALUE} for any
 * @param afterMs how far ahead of it; {@link Long#MAX_VALUE} for any
 */
public record TimestampLimits(long beforeMs, long afterMs) {
    /** Any timestamp is taken. */
    public static final TimestampLimits NONE = new TimestampLimits(Long.MAX_VALUE, Long.MAX_VALUE);

    /** What both take. */
    public TimestampLimits and(TimestampLimits other) {
        return new TimestampLimits(Math.min(beforeMs, other.beforeMs), Math.min(afterMs, other.afterMs));
    }
}
