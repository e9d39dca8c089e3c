/**
 * Calibrates a relay mixture on out-of-bag cells: how much to trust each feature's prediction, and how wide its
 * intervals must be.
 *
 * <p>{@link io.lacuna.internal.training.mixture.calibration.OutOfBag} hides cells of rows that a fit has not seen,
 * fills them, and passes the predictions to {@link io.lacuna.internal.training.mixture.calibration.TrustEstimator} and
 * {@link io.lacuna.internal.training.mixture.calibration.StretchEstimator}. {@link
 * io.lacuna.internal.training.mixture.calibration.HiddenGain} compares two ensembles on such cells.
 */
@NullMarked
package io.lacuna.internal.training.mixture.calibration;

import org.jspecify.annotations.NullMarked;
