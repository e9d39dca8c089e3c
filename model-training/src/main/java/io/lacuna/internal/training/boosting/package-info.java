/**
 * Fits gradient-boosted regression trees for each feature, from the other features.
 *
 * <pre>
 * BoostingPlan     how many bags, rounds, copies and rows, from the table's size and the budget
 * GapPatterns      which further cells to hide, so that a training row has gaps like the rows that lack the feature
 * BinnedInputs     inputs as at most 63 bins and one for missing
 * RemaskedRows     the training rows of one feature: copies of a bootstrap sample with hidden cells
 * TreeGrower       one tree: histograms, best split first, missing inputs to the better side
 * FeatureBoosting  all bags of one feature; rows outside of a bag choose the rounds and give the residuals
 * </pre>
 */
@NullMarked
package io.lacuna.internal.training.boosting;

import org.jspecify.annotations.NullMarked;
