package io.lacuna.internal.generation;

import io.lacuna.internal.model.ImputationModel;

/**
 * A generation that may serve records. Immutable; its model is the one object of its artifact in this JVM.
 *
 * @param number the generation's number
 * @param artifact SHA-256 of the model's bytes, lower-case hex
 * @param model the model, read and self-tested
 * @param effectiveFromMs with as-of selection, the record timestamp from which it serves
 */
public record ServingGeneration(long number, String artifact, ImputationModel model, long effectiveFromMs) {}
