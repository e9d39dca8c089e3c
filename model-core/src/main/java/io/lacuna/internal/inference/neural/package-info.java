/**
 * Inference with a neural decoder: what a search found of the latent code, taken to the missing cells.
 *
 * <p>{@link io.lacuna.internal.inference.neural.NeuralKernel} runs a search (package {@code search}) on the record's log joint
 * (package {@code objective}), and predicts the missing cells from the modes found: by draws, or by normals where the decoder is
 * nearly linear about each mode.
 */
@NullMarked
package io.lacuna.internal.inference.neural;

import org.jspecify.annotations.NullMarked;
