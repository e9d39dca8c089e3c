/**
 * The trainer sidecar: reads a window of the input topic, fits a challenger, compares it with the serving generation,
 * and publishes the result.
 *
 * <pre>
 * {@link io.lacuna.app.trainer.WindowReader}  input topic -> {@link io.lacuna.app.trainer.TrainingWindow}
 * {@link io.lacuna.app.trainer.HeldOut}       the part of the window that is not used in the fit, with hidden cells
 * {@link io.lacuna.app.trainer.Contest}       challenger and champion fill the same hidden cells
 * {@link io.lacuna.app.trainer.PromotionRule} decides which one wins
 * {@link io.lacuna.app.trainer.Trainer}       one run of all this, published or refused
 * {@link io.lacuna.app.trainer.TrainerLoop}   runs on a schedule, on a number of new records, on drift
 * {@link io.lacuna.app.trainer.LiveWatch}     watches the stream between runs
 * </pre>
 */
@NullMarked
package io.lacuna.app.trainer;

import org.jspecify.annotations.NullMarked;
