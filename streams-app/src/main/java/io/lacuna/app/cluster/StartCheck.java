package io.lacuna.app.cluster;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * Result of the checks at the start.
 *
 * @param inputs the input topics that exist, at least one
 * @param warnings settings that weaken the guarantees, one line each with what to do
 * @param outputTimes timestamps that all output topics accept
 * @param clockSkewMs this process's clock minus the brokers' clock; 0 if it is small or unknown
 */
public record StartCheck(List<String> inputs, List<String> warnings, TimestampLimits outputTimes, long clockSkewMs) {
    private static final long SMALL_SKEW_MS = 5_000;

    public StartCheck {
        inputs = List.copyOf(inputs);
        warnings = List.copyOf(warnings);
    }

    static StartCheck of(ClusterFacts facts, List<String> warnings) {
        TimestampLimits times =
                facts.outputs().stream().map(TopicFacts::timestamps).reduce(TimestampLimits.NONE, TimestampLimits::and);
        // The controllers' last heartbeat is a moment old, so a small difference counts as none.
        long skew = facts.clockSkewMs().orElse(0);
        List<String> inputs = facts.inputs().stream().map(TopicFacts::name).toList();
        return new StartCheck(inputs, warnings, times, Math.abs(skew) < SMALL_SKEW_MS ? 0 : skew);
    }

    /** The brokers' time, by the process's clock. */
    public Clock brokerTime(Clock clock) {
        return Clock.offset(clock, Duration.ofMillis(-clockSkewMs));
    }
}
