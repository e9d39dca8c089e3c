package io.lacuna.internal.generation;

import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.record.RecordFamily;
import io.lacuna.schemas.Generation;

/**
 * A generation that may serve records. Immutable. All generations with the same artifact share one model object in this
 * JVM.
 *
 * @param number the generation's number
 * @param artifact SHA-256 of the model's bytes, lower-case hexadecimal
 * @param model the model, read and self-tested
 * @param effectiveFromMs with as-of selection, the record timestamp from which it serves; milliseconds since 1970 UTC
 * @param family the record types that it fills
 */
public record ServingGeneration(
        long number, String artifact, ImputationModel model, long effectiveFromMs, RecordFamily family) {
    /** A generation that fills every record type with one of its features. */
    public ServingGeneration(long number, String artifact, ImputationModel model, long effectiveFromMs) {
        this(number, artifact, model, effectiveFromMs, RecordFamily.UNKNOWN);
    }

    /** A published generation with its model, which fills the record type that its provenance names. */
    public static ServingGeneration of(Generation published, ImputationModel model) {
        return new ServingGeneration(
                published.getNumber(),
                published.getArtifact(),
                model,
                published.getEffectiveFromMs().toEpochMilli(),
                new RecordFamily(published.getProvenance().get(RecordFamily.PROVENANCE)));
    }
}
