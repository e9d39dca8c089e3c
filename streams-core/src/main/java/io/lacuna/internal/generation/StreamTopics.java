package io.lacuna.internal.generation;

/**
 * The topics of a stream.
 *
 * @param input topic of partial records
 * @param imputed topic of filled records
 * @param latents topic of latent codes
 * @param scores topic of masked scores
 * @param models topic of generations
 */
public record StreamTopics(String input, String imputed, String latents, String scores, String models) {}
