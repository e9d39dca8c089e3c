/**
 * Fits the context of a model ({@code io.lacuna.internal.context.tables}) from a table whose rows have times and keys.
 *
 * <p>The steps of a fit: {@code Runs} chooses runs of keys' rows, not single rows. {@code Predictions} predicts each
 * cell of a row from its other cells, with the parts of the model that were not fitted to the row; an observed cell
 * minus its prediction is its residual. {@code ChangeMoments} fits how the numbers of a key change together from row to row.
 * {@code LagTables} computes from all pairs of a key's rows how residuals and values of one row predict those of the
 * other, by lag, and how a value with the changes does that the other numbers tell. Then gaps like those of the table are
 * created ({@code Masks.gaps}), each key's past is walked with these cells hidden ({@code PastWalk}), and {@code
 * WeightChoice} keeps the parts of each feature's past that fill the hidden cells better than the model alone. {@code
 * JointChoice} adjusts them where numbers are filled together, and ends following others at the age at which it does not
 * help. {@code AgeGuard} removes the ages at which the past does not help. If it helps at none, the model has no context:
 * for example for a table with shuffled rows.
 */
@NullMarked
package io.lacuna.internal.training.context;

import org.jspecify.annotations.NullMarked;
