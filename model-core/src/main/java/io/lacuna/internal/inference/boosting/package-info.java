/**
 * Gradient-boosted regression trees: a member of another kind than the relays, for tables with steps and rules that a
 * mixture of normals smooths. Each feature has trees over the other features; a missing input goes to the side that
 * fitting chose.
 *
 * <p>{@link io.lacuna.internal.inference.boosting.BoostedTrees} has the trees, {@link
 * io.lacuna.internal.inference.boosting.Forest} walks them, {@link
 * io.lacuna.internal.inference.boosting.BoostedTreesKernel} predicts a record.
 */
@NullMarked
package io.lacuna.internal.inference.boosting;

import org.jspecify.annotations.NullMarked;
