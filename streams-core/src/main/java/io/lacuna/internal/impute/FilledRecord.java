package io.lacuna.internal.impute;

import io.lacuna.internal.avro.FlatRecord;
import io.lacuna.schemas.MaskedScore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What comes of one record.
 *
 * @param record with its gaps filled and the note as its last field, {@code imputation}
 * @param note what was filled, and how
 * @param latent its latent code; null where none was asked for
 * @param scores of cells hidden on purpose; empty for most records
 */
public record FilledRecord(
        FlatRecord record, ImputationNote note, @Nullable LatentNote latent, List<MaskedScore> scores) {}
