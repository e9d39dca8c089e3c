/**
 * How the posterior of one record is searched: a start, steps, and the modes found.
 *
 * <p>One file a method: {@link io.lacuna.internal.inference.neural.search.SviSearch}, {@link
 * io.lacuna.internal.inference.neural.search.RelaySearch}, {@link
 * io.lacuna.internal.inference.neural.search.GaussNewtonSearch}, {@link
 * io.lacuna.internal.inference.neural.search.NaturalGradientSearch}. Each implements {@link
 * io.lacuna.internal.inference.neural.search.PosteriorSearch} and writes the {@link
 * io.lacuna.internal.inference.neural.search.PosteriorModes}.
 */
@NullMarked
package io.lacuna.internal.inference.neural.search;

import org.jspecify.annotations.NullMarked;
