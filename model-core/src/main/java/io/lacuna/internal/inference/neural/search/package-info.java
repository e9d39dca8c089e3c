/**
 * How the posterior of one record is searched: one or more starts, optimizer steps, and the modes found.
 *
 * <h2>Words</h2>
 *
 * <dl>
 * <dt>record objective<dd>log p(x|z) of the observed cells with its gradient and curvature (package {@code objective})
 * <dt>mode<dd>a normal over the latent code around a peak of the posterior; {@link
 *     io.lacuna.internal.inference.neural.search.PosteriorModes} holds a few of them with weights
 * <dt>point<dd>a posterior without spread: its sd is fixed at zero
 * <dt>start<dd>the first z of a search: zero, a prior draw, or an encoder's output
 * </dl>
 *
 * <h2>Flow</h2>
 *
 * <pre>
 * record -&gt; PosteriorSearch -&gt; PosteriorModes
 *
 * SviSearch               Adam on mean and sd (GradientPosterior), or PointDescent for a point
 * RelaySearch             Adam on the coefficients of shared relays
 * GaussNewtonSearch       Levenberg-Marquardt to several modes, DampedStep for each step
 * NaturalGradientSearch   refines the modes of GaussNewtonSearch, CurvatureSystem for each step
 * </pre>
 *
 * <h2>To add a search</h2>
 *
 * <p>Write one file that implements {@link io.lacuna.internal.inference.neural.search.PosteriorSearch} on arrays
 * allocated in its constructor; test its gradient against finite differences; let {@code LatentModel} create it by its
 * method's name.
 */
@NullMarked
package io.lacuna.internal.inference.neural.search;

import org.jspecify.annotations.NullMarked;
