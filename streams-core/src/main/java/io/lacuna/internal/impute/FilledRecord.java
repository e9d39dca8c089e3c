package io.lacuna.internal.impute;

import io.lacuna.internal.note.ImputationNote;
import io.lacuna.internal.note.LatentNote;
import io.lacuna.schemas.MaskedScore;
import java.util.List;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * The result of filling one record. Immutable by convention: nobody writes to the record.
 *
 * @param record with its gaps filled and the note in its last field, {@code imputation}, if notes are written
 * @param note what was filled, and how
 * @param latent its latent code; null if it is not asked for
 * @param scores of cells that were hidden on purpose, and of those with which a gap ended; empty for most records
 * @param gapAges by missing cell, how long ago its key's feature was last observed, in usual steps, NaN where nothing is
 *     remembered; null of a model that fills without a past
 * @param partners records of other topics that it was filled with
 */
@SuppressWarnings("ArrayRecordComponent") // Made for this record; never changed.
public record FilledRecord(
        GenericRecord record,
        ImputationNote note,
        @Nullable LatentNote latent,
        List<MaskedScore> scores,
        double @Nullable [] gapAges,
        List<Partner> partners) {}
