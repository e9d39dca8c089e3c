package io.lacuna.app.progress;

import org.jspecify.annotations.Nullable;

/**
 * How far one input partition is.
 *
 * @param partition its number
 * @param here whether this instance works on it
 * @param end offset after the last record that may be read; null while it is not known
 * @param committed offset up to which every record has its outcome; null while it is not known
 * @param waiting records between the two, offsets without a record among them
 * @param movedMs when the committed offset was last seen to move, milliseconds since the epoch
 * @param cause what stops it; null while nothing does
 */
public record PartitionProgress(
        int partition,
        boolean here,
        @Nullable Long end,
        @Nullable Long committed,
        long waiting,
        long movedMs,
        @Nullable String cause) {}
