package io.lacuna.app.progress;

import java.util.Locale;

/**
 * One thing that keeps an instance from filling records.
 *
 * @param cause what kind of thing
 * @param words one line for a person, which stays the same while the stop lasts
 */
public record Stop(Cause cause, String words) {

    /** What can stop a stream. */
    public enum Cause {
        /** Kafka Streams starts, rebalances or ends. */
        STATE,
        /** No model serves yet. */
        NO_GENERATION,
        /** The schema registry does not answer. */
        REGISTRY,
        /** The input topic is gone, was made again or was cut short. */
        INPUT,
        /** An output topic is gone, or has fewer partitions than the input. */
        OUTPUT,
        /** A stream thread died, and nothing was committed since. */
        THREAD,
        /** A record ends the thread each time it comes up. */
        REPEATED_RECORD,
        /** The coordinator of the group does not answer. */
        COORDINATOR,
        /** No broker answers, or the leader of a partition does not. */
        BROKER,
        /** Records wait, nothing is committed, and none of the above is to blame. */
        UNKNOWN;

        /** The word for it in status and metrics. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
