/**
 * The trainer sidecar: reads a window of the input topic, fits a challenger, holds it against the generation that
 * serves, and publishes what came of it.
 *
 * <pre>
 * {@link io.lacuna.app.trainer.WindowReader}  input topic -> {@link io.lacuna.app.trainer.TrainingWindow}
 * {@link io.lacuna.app.trainer.HeldOut}       the part of the window that is not learnt from, some observed cells hidden
 * {@link io.lacuna.app.trainer.Contest}       challenger and champion fill the same hidden cells
 * {@link io.lacuna.app.trainer.PromotionRule} who wins
 * {@link io.lacuna.app.trainer.Trainer}       one run of all that, published or refused
 * {@link io.lacuna.app.trainer.TrainerLoop}   runs on a schedule, on a number of new records, on drift
 * {@link io.lacuna.app.trainer.LiveWatch}     what it looks at between runs
 * </pre>
 */
@NullMarked
package io.lacuna.app.trainer;

import org.jspecify.annotations.NullMarked;
