package io.lacuna.app.stream.recent;

import io.lacuna.data.Features;
import io.lacuna.internal.note.ImputationNote;

/**
 * A record that was filled. It may belong to a transaction that is aborted later; then it comes again.
 *
 * @param number counts the records of this instance, from 1
 * @param cells its cells in the model's order, in the features' own units, NaN = missing
 * @param note what was filled, and how
 */
@SuppressWarnings("ArrayRecordComponent") // Made for this record; never changed.
public record SeenRecord(
        long number,
        String topic,
        int partition,
        long offset,
        long timeMs,
        long generation,
        Features features,
        double[] cells,
        ImputationNote note) {
    /** Whether both are of one partition. */
    boolean isBeside(SeenRecord other) {
        return partition == other.partition && topic.equals(other.topic);
    }
}
