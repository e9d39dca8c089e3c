package io.lacuna.app.stream.failure;

import io.lacuna.app.cluster.TimestampLimits;
import io.lacuna.app.config.choice.TimestampAction;
import java.time.Clock;
import java.time.Instant;

/**
 * Checks timestamps of records against the limits of the output topics. If the brokers refuse one record's timestamp,
 * its whole batch fails, and so does the stream thread. Safe to share between threads; a record within the limits costs
 * two comparisons.
 */
public final class RecordTimes {
    /** Margin: the brokers' clock advances while a record is sent, and may be slightly behind this one. */
    private static final long MARGIN_MS = 10_000;

    private final TimestampLimits limits;
    private final TimestampAction action;
    private final Clock clock;
    private volatile long lastMs;

    /**
     * @param limits limits of all output topics together
     * @param clock a clock that agrees with the brokers'
     */
    public RecordTimes(TimestampLimits limits, TimestampAction action, Clock clock) {
        this.limits = limits;
        this.action = action;
        this.clock = clock;
        lastMs = clock.millis();
    }

    /** Whether records with a timestamp out of the limits become dead letters. */
    boolean refuses() {
        return action == TimestampAction.DEAD_LETTER;
    }

    /** Whether timestamps out of the limits are changed, even if only for the dead letter. */
    boolean isPass() {
        return action == TimestampAction.PASS;
    }

    /**
     * The timestamp, or the nearest one that the output topics accept; a negative one means none and is not changed.
     */
    long taken(long timestampMs) {
        if (timestampMs < 0 || timestampMs <= latest(lastMs) && limits.beforeMs() == Long.MAX_VALUE) {
            return timestampMs;
        }
        long now = clock.millis();
        lastMs = now;
        if (timestampMs > latest(now)) {
            return now;
        }
        return Math.max(timestampMs, earliest(now));
    }

    private long latest(long nowMs) {
        return limits.afterMs() >= Long.MAX_VALUE - nowMs
                ? Long.MAX_VALUE
                : nowMs + Math.max(0, limits.afterMs() - Math.min(MARGIN_MS, limits.afterMs() / 2));
    }

    private long earliest(long nowMs) {
        return limits.beforeMs() >= nowMs
                ? 0
                : nowMs - Math.max(0, limits.beforeMs() - Math.min(MARGIN_MS, limits.beforeMs() / 2));
    }

    String words(long timestampMs) {
        return "its timestamp " + timestampMs + " (" + Instant.ofEpochMilli(timestampMs)
                + ") is not accepted by the output topics: message.timestamp.after.max.ms = " + limits.afterMs()
                + ", message.timestamp.before.max.ms = " + limits.beforeMs();
    }
}
