/**
 * Inference with a neural decoder: from a record to the distribution of its missing cells.
 *
 * <p>{@link io.lacuna.internal.inference.neural.NeuralKernel} runs a search (package {@code search}) on the record's
 * log joint density (package {@code objective}). The search gives the modes of the posterior. The kernel predicts the
 * missing cells from the modes: by normals if many cells are observed, by weighted draws otherwise.
 */
@NullMarked
package io.lacuna.internal.inference.neural;

import org.jspecify.annotations.NullMarked;
