package io.lacuna.internal.generation;

/**
 * The topics that a stream writes, and that of its models.
 *
 * @param imputed topic of filled records
 * @param latents topic of latent codes
 * @param scores topic of masked scores
 * @param models topic of generations
 */
public record StreamTopics(String imputed, String latents, String scores, String models) {}
