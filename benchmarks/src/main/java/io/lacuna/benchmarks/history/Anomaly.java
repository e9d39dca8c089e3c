package io.lacuna.benchmarks.history;

import java.util.Locale;

/**
 * A place where a history breaks the promise.
 *
 * @param kind what is wrong
 * @param words where
 */
record Anomaly(Kind kind, String words) {

    enum Kind {
        /** The group has passed a record, no committed outcome of it exists, and the stream did not report that. */
        LOST,
        /** The stream reported that it skipped a record, and an outcome of it exists. */
        FALSE_REPORT,
        /** Two committed outcomes or two committed latent codes of one record. */
        DUPLICATE,
        /** An outcome of a record that the input does not have. */
        ORPHAN,
        /** An outcome is committed, and the offset of its record is not. */
        AHEAD,
        /** Outcomes of a partition's records, such as those of one key, in another order than the records. */
        ORDER_INVERTED,
        /** Filled by a generation that was never published, or by another one than its latent code. */
        WRONG_GENERATION,
        /** A transaction that was committed in part: in one log, or of one record. */
        FRACTURED,
        /** A transaction without an end. */
        OPEN,
        /** A consumer of committed records was given one of an aborted or open transaction. */
        ABORTED_READ,
        /** A consumer was not given a record that it should have been given. */
        MISSED_READ,
        /** A consumer's offsets in a partition went back or stood. */
        NON_MONOTONIC_READ,
        /** A consumer was given something that the log does not have at that offset. */
        PHANTOM_READ;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }
}
