package io.lacuna.app.progress;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Progress of one input partition.
 *
 * @param topic its topic; null where there is one input topic
 * @param partition its number
 * @param here whether this instance processes it
 * @param end offset after the last record that may be read; null while it is not known
 * @param committed offset up to which every record has its outcome; null while it is not known
 * @param waiting number of offsets between the two, including offsets without a record
 * @param movedMs time of the last observed change of the committed offset, milliseconds since the epoch
 * @param cause what stops it; null where nothing does
 */
public record PartitionProgress(
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String topic,
        int partition,
        boolean here,
        @Nullable Long end,
        @Nullable Long committed,
        long waiting,
        long movedMs,
        @Nullable String cause) {}
