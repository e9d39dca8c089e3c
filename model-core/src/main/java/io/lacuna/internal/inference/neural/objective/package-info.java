/**
 * What a search maximizes: log p(x, z) of one record's observed cells under a neural decoder, with gradient and
 * curvature.
 *
 * <p>{@link io.lacuna.internal.inference.neural.objective.RecordObjective} is the entry. It takes one of two equal
 * forms of the likelihood: {@link io.lacuna.internal.inference.neural.objective.ObservedOutputs}, a sum over observed
 * cells, or {@link io.lacuna.internal.inference.neural.objective.ObservedQuadratic}, a quadratic form in the decoder's
 * features whose cost does not depend on the number of cells. Both read {@link
 * io.lacuna.internal.inference.neural.objective.DecoderFeatures} and their {@link
 * io.lacuna.internal.inference.neural.objective.FeatureTangents}.
 */
@NullMarked
package io.lacuna.internal.inference.neural.objective;

import org.jspecify.annotations.NullMarked;
