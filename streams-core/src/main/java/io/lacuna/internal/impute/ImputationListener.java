package io.lacuna.internal.impute;

import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.schemas.MaskedScore;
import java.util.List;

/**
 * Receives each filled record on the stream thread, before it is forwarded. Implementations are safe for concurrent
 * use.
 */
public interface ImputationListener {
    ImputationListener SILENT = new ImputationListener() {};

    /**
     * A record was filled.
     *
     * @param by the generation that filled it
     * @param observation its cells in the model's order, in the features' own units, NaN = missing; valid during the
     *     call
     * @param record the filled record
     * @param shadowScores scores of the proposed generation on the same hidden cells; empty if there are none
     * @param nanos duration of mapping, scoring and filling, in nanoseconds
     */
    default void filled(
            ServingGeneration by,
            double[] observation,
            FilledRecord record,
            List<MaskedScore> shadowScores,
            long nanos) {}

    /**
     * Called after the record was forwarded; returns whether it got its outcome. A record without an outcome is not
     * added to its key's memory.
     */
    default boolean hadOutcome() {
        return true;
    }

    /** A record of a generation that fills with the past has none: it has no key. */
    default void withoutKey() {}

    /** A record of a generation that fills with the past has none: it comes too late, by stream time. */
    default void tooLate() {}

    /** Memories of keys were deleted for their age. */
    default void forgotten(int keys) {}

    /**
     * Fields of a schema are not of the kind of the model's features with their names: they pass through.
     *
     * @param fields a line for each, with the way out
     */
    default void unreadable(List<String> fields) {}
}
