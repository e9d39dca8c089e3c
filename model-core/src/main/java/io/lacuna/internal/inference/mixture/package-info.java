/**
 * Inference in closed form: the posterior of a record under a mixture of relays, each a normal with a linear decoder.
 *
 * <p>{@link io.lacuna.internal.inference.mixture.RelayMixtureKernel} serves tables of usual width, with full covariances;
 * {@link io.lacuna.internal.inference.mixture.LowRankKernel} serves wide ones, with low-rank covariances. Both keep what a pattern
 * of missing cells needs: {@link io.lacuna.internal.inference.mixture.RelayFactors} and {@link
 * io.lacuna.internal.inference.mixture.LowRankFactors}.
 *
 * <pre>
 * tables  what the model fixes        factors  what the pattern fixes        kept relays  what the record fixes
 * </pre>
 */
@NullMarked
package io.lacuna.internal.inference.mixture;

import org.jspecify.annotations.NullMarked;
