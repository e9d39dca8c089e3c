package io.lacuna.internal.impute;

import io.lacuna.internal.avro.FlatRecord;
import io.lacuna.schemas.MaskedScore;
import java.util.List;

/**
 * The result of filling one record. Immutable by convention: nobody writes to the record.
 *
 * @param record with its gaps filled and the note in its last field, {@code imputation}
 * @param note what was filled, and how
 * @param latent its latent code
 * @param scores of cells that were hidden on purpose; empty for most records
 */
public record FilledRecord(FlatRecord record, ImputationNote note, LatentNote latent, List<MaskedScore> scores) {}
