package io.lacuna.app.progress;

import java.util.Locale;

/**
 * A reason why an instance does not fill records.
 *
 * @param cause kind of the reason
 * @param words one line for a person, unchanged while the reason lasts
 */
public record Stop(Cause cause, String words) {

    /** Kinds of reasons. */
    public enum Cause {
        /** Kafka Streams starts, rebalances or shuts down. */
        STATE,
        /** No model serves yet. */
        NO_GENERATION,
        /** The schema registry does not answer. */
        REGISTRY,
        /** The input topic was deleted, created again or truncated. */
        INPUT,
        /** An output topic was deleted, or has fewer partitions than the input. */
        OUTPUT,
        /** A stream thread died, and nothing has been committed since. */
        THREAD,
        /** A record ends the thread each time it is processed. */
        REPEATED_RECORD,
        /** Nearly every record becomes a dead letter. */
        DEAD_LETTERS,
        /** The group's coordinator does not answer. */
        COORDINATOR,
        /** No broker answers, or the leader of a partition does not answer. */
        BROKER,
        /** Records wait, nothing is committed, and no other cause is known. */
        UNKNOWN;

        /** Name of the cause in status and metrics. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
