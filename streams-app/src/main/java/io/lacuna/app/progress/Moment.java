package io.lacuna.app.progress;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A moment on both clocks.
 *
 * @param nanos monotonic clock, for durations
 * @param ms time of day, to be displayed
 */
record Moment(long nanos, long ms) {
    String words() {
        return Instant.ofEpochMilli(ms).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
