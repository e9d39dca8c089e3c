/**
 * Calibrates a relay mixture on out-of-bag cells: how far to trust each feature's prediction, how wide its intervals must be.
 *
 * <p>{@link io.lacuna.internal.training.mixture.calibration.OutOfBag} hides cells of rows that a fit did not learn from, fills
 * them, and hands predictions to the estimators.
 */
@NullMarked
package io.lacuna.internal.training.mixture.calibration;

import org.jspecify.annotations.NullMarked;
