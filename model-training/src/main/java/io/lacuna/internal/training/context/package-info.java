/**
 * Fits what a model takes from the past of a record's key ({@code io.lacuna.internal.context.tables}), from a table whose rows
 * have times and keys.
 *
 * <p>The way of a fit: {@code Runs} chooses stretches of keys, not single rows. {@code Predictions} says of each row, by parts
 * of the model that were not fitted to it, what the other cells tell of each cell; an observed cell less that is its residual.
 * {@code LagTables} finds from all pairs of a key's rows how residuals and values of one tell those of another, by how far they
 * lie apart. Then gaps are made like those of the table ({@code Masks.gaps}), each key's past is walked with these cells hidden
 * ({@code PastWalk}), and {@code WeightChoice} takes of each feature's past what fills the hidden cells better than the model
 * alone does. Where nothing does, nothing is taken: a table whose rows are shuffled gets no context.
 */
@NullMarked
package io.lacuna.internal.training.context;

import org.jspecify.annotations.NullMarked;
