/**
 * The contract of inference: what every method does for one record, and what methods share.
 *
 * <h2>Words</h2>
 *
 * <dl> <dt>observation <dd>the cells of one record as numbers, {@code NaN} where a cell is missing <dt>posterior
 *     <dd>the distribution of the record's latent code z, given its observed cells: q(z|x) <dt>kernel <dd>one fitted
 *     member, used by one thread: {@link io.lacuna.internal.inference.MemberKernel} <dt>pattern <dd>the set of missing
 *     cells of a record; a {@link io.lacuna.internal.inference.PatternCache} keeps what depends only on the pattern, so
 *     that records with the same pattern share it <dt>search <dd>how a neural method finds the posterior: {@code
 *     neural.search.PosteriorSearch} <dt>mode <dd>one normal distribution of a posterior; a posterior has a few modes,
 *     each with a share </dl>
 *
 * <h2>The flow of one record</h2>
 *
 * <pre>
 * observation -&gt; infer      the posterior
 *             -&gt; mean, variance, cdf, probability     of each missing cell
 *             -&gt; latent     mean and sd of the code
 *             -&gt; draw       all missing cells jointly
 * </pre>
 *
 * <p>A kernel belongs to one thread and processes one record at a time, in plain Java. It allocates its arrays once; a
 * record allocates nothing. Methods in closed form are in {@code mixture}. A kernel in {@code neural} works in three
 * steps:
 *
 * <pre>
 * RecordObjective.observe     log p(x|z) of the observed cells as a function of z      package neural.objective
 * PosteriorSearch.search      from a start, by steps, to PosteriorModes                package neural.search
 * Predictive.take             from the modes, through the decoder, to the missing cells
 * </pre>
 *
 * <h2>How to add a method that searches</h2>
 *
 * <p>1. Write the search, in a new file in {@code neural.search}. This example climbs the log joint density from the
 * mean of the prior, and its posterior is a point:
 *
 * <pre>{@code
 * public void search(RecordObjective record, PosteriorModes posterior) {
 *     Arrays.fill(z, 0);
 *     for (int t = 0; t < settings.steps(); t++) {
 *         record.gradient(z, slope);
 *         for (int a = 0; a < z.length; a++) {
 *             z[a] += (float) settings.rate(t) * (slope[a] - z[a]);
 *         }
 *     }
 *     System.arraycopy(z, 0, meanAndLogSd, 0, z.length);
 *     posterior.clear();
 *     posterior.addDiagonal(meanAndLogSd, true);
 * }
 * }</pre>
 *
 * <p>2. Declare the method: one constant of {@link io.lacuna.inference.NeuralMethod} with its id, the number of steps,
 * how the decoder is trained, and the parts that a model must carry:
 *
 * <pre>{@code
 * ASCENT("ascent", 200, DecoderTraining.FREE_POSTERIORS),
 * }</pre>
 *
 * <p>3. The compiler now names the one line that is missing, in {@code neural.NeuralSearches}:
 *
 * <pre>{@code
 * case ASCENT -> new AscentSearch(k, settings);
 * }</pre>
 *
 * <p>Command line, configuration, trainer, artifact and stream need no change. Add the method to the golden models,
 * which hold its bytes, and to {@code docs/papers.md}.
 *
 * <h2>How to add a method in closed form</h2>
 *
 * <p>Write a kernel; a member that holds its weights, with a kind for the artifact (package {@code internal.model}); a
 * constant of {@link io.lacuna.inference.ClosedFormMethod}; and one line in {@code Trainers} of the module
 * {@code model-training}, which names the class that fits it.
 */
@NullMarked
package io.lacuna.internal.inference;

import org.jspecify.annotations.NullMarked;
