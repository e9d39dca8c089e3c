package io.lacuna.app.cluster;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * What came of the checks at a start.
 *
 * @param warnings what weakens the promise, a line each with what to do
 * @param outputTimes which timestamps every output topic takes
 * @param clockSkewMs this process's clock less the brokers'; 0 where it is small or unknown
 */
public record StartCheck(List<String> warnings, TimestampLimits outputTimes, long clockSkewMs) {
    private static final long SMALL_SKEW_MS = 5_000;

    public StartCheck {
        warnings = List.copyOf(warnings);
    }

    static StartCheck of(ClusterFacts facts, List<String> warnings) {
        TimestampLimits times =
                facts.outputs().stream().map(TopicFacts::timestamps).reduce(TimestampLimits.NONE, TimestampLimits::and);
        // The last word of the controllers is a moment old, so that a small difference is none.
        long skew = facts.clockSkewMs().orElse(0);
        return new StartCheck(warnings, times, Math.abs(skew) < SMALL_SKEW_MS ? 0 : skew);
    }

    /** The brokers' time, by the process's clock. */
    public Clock brokerTime(Clock clock) {
        return Clock.offset(clock, Duration.ofMillis(-clockSkewMs));
    }
}
