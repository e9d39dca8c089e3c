/**
 * The contract of inference: what every method does for one record, and what methods share.
 *
 * <p>A {@link io.lacuna.internal.inference.MemberKernel} works for one thread on one record at a time, in plain Java, on arrays
 * that it allocated when it was made: a record allocates nothing. The flow of one record:
 *
 * <pre>
 * observation -&gt; infer      the posterior of the latent code, given the observed cells
 *             -&gt; mean, variance, cdf, probability     of each missing cell
 *             -&gt; latent     mean and sd of the code
 *             -&gt; draw       all missing cells jointly
 * </pre>
 *
 * <p>Closed forms are in {@code mixture}, searches in {@code neural}. What depends only on which cells are missing is kept in a
 * {@link io.lacuna.internal.inference.PatternCache}: records of one pattern share it.
 *
 * <p>To add a method: write a kernel; write a member that carries its weights (package {@code internal.model}); declare the
 * method in {@link io.lacuna.inference.InferenceMethod}, which is one line. Artifact, imputer, trainer and topology serve it as
 * they are.
 */
@NullMarked
package io.lacuna.internal.inference;

import org.jspecify.annotations.NullMarked;
