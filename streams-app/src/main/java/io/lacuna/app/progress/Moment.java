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
    boolean isBefore(Moment other) {
        return nanos - other.nanos < 0;
    }

    /** The same moment on both clocks that was this monotonic time. */
    Moment at(long nanoTime) {
        return new Moment(nanoTime, ms - (nanos - nanoTime) / 1_000_000);
    }

    String words() {
        return Instant.ofEpochMilli(ms).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
