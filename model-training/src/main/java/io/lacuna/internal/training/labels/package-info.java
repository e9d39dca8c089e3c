/**
 * Learns the {@linkplain io.lacuna.internal.inference.labels relations between categories} that a member misses, from
 * cells of the training rows that are hidden on purpose.
 *
 * <pre>
 * LabelTrainer     fits a member, then its relations
 *   HiddenLabels   hides cells and asks the parts of the member that have not seen the row
 *   LabelBoosting  one target: adds terms while held-out rows gain
 *   LabelFit         the terms of a target and the steps that they take
 *     LabelScores    probabilities of examples, derivatives, Newton steps; OptimalScores for ordered categories
 *     LabelCuts    the cuts of a number that tell the target's labels apart
 *     LabelPairs   the pairs of inputs that say more than each alone
 * </pre>
 */
@NullMarked
package io.lacuna.internal.training.labels;

import org.jspecify.annotations.NullMarked;
