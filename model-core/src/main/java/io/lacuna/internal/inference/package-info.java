/**
 * The contract of inference: what every method does for one record, and what methods share.
 *
 * <p>A {@link io.lacuna.internal.inference.MemberKernel} belongs to one thread and processes one record at a time, in
 * plain Java. It allocates its arrays once; a record allocates nothing. The flow of one record:
 *
 * <pre>
 * observation -&gt; infer      the posterior of the latent code, given the observed cells
 *             -&gt; mean, variance, cdf, probability     of each missing cell
 *             -&gt; latent     mean and sd of the code
 *             -&gt; draw       all missing cells jointly
 * </pre>
 *
 * <p>Methods in closed form are in {@code mixture}, searches in {@code neural}. A {@link
 * io.lacuna.internal.inference.PatternCache} keeps what depends only on the pattern of missing cells, so that records
 * with the same pattern share it.
 *
 * <p>To add a method: write a kernel; write a member that holds its weights (package {@code internal.model}); declare
 * the method in {@link io.lacuna.inference.InferenceMethod}, which is one line. Artifact, imputer, trainer and topology
 * need no change.
 */
@NullMarked
package io.lacuna.internal.inference;

import org.jspecify.annotations.NullMarked;
