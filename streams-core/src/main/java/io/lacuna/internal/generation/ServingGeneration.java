package io.lacuna.internal.generation;

import io.lacuna.internal.model.ImputationModel;

/**
 * A generation that may serve records. Immutable. All generations with the same artifact share one model object in this
 * JVM.
 *
 * @param number the generation's number
 * @param artifact SHA-256 of the model's bytes, lower-case hexadecimal
 * @param model the model, read and self-tested
 * @param effectiveFromMs with as-of selection, the record timestamp from which it serves; milliseconds since 1970 UTC
 */
public record ServingGeneration(long number, String artifact, ImputationModel model, long effectiveFromMs) {}
