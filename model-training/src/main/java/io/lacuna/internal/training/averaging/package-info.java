/**
 * Chooses the weights of members of different kinds on hidden cells of their own training table: {@link
 * io.lacuna.internal.training.averaging.WeightEstimator}.
 */
@NullMarked
package io.lacuna.internal.training.averaging;

import org.jspecify.annotations.NullMarked;
