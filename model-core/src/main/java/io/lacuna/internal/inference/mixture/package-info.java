/**
 * Inference in closed form: the posterior of a record under a mixture of relays, where each relay is a normal with a
 * linear decoder.
 *
 * <h2>Words</h2>
 *
 * <dl>
 * <dt>fit<dd>one mixture, fitted to a bootstrap sample; the fits of an ensemble are averaged
 * <dt>relay<dd>one component: centre mu, covariance S, label probabilities
 * <dt>{@linkplain io.lacuna.internal.relay.Atoms atom}<dd>a value that many cells of a continuous feature have exactly;
 *     which atom an observed cell is at is a label of the record, like those of categorical features
 * <dt>pattern<dd>which continuous features a record observes (o of them) and misses (m of them)
 * <dt>factors<dd>Cholesky factors L of the observed part of S, S_oo = L L'
 * <dt>gains<dd>W = L^-1 S_om: how the missing features depend on the observed ones
 * <dt>kept relay<dd>a relay whose posterior probability for the record is not negligible
 * </dl>
 *
 * <h2>Flow of one record</h2>
 *
 * <pre>
 *                          full covariances        low rank (wide tables)
 * what the model fixes     RelayTables             LowRankTables
 * what the pattern fixes   RelayFactors            LowRankFactors           cached by pattern
 *    of it, the gains      BlockGains, RelayGains  -
 * what the record fixes    KeptRelays              LowRankKernel itself
 * its missing cells        RelayPredictive         LowRankKernel itself
 * its latent code          RelayCode               LowRankKernel itself
 * </pre>
 *
 * <p>{@link io.lacuna.internal.inference.mixture.RelayMixtureKernel} runs the left column: it converts the record to
 * both spaces (standard units and rank-normal scores), whitens its deviation from every centre, applies Bayes' rule
 * within each fit, keeps the relays that matter, and conditions their missing features. {@link
 * io.lacuna.internal.inference.mixture.LowRankKernel} runs the right column with Woodbury's identity.
 *
 * <h2>To add a layout or a covariance</h2>
 *
 * <p>Another layout of the gains implements {@link io.lacuna.internal.inference.mixture.PatternGains}. Another form of
 * covariance needs its own tables, a {@link io.lacuna.internal.inference.PatternCache.Slot} for what its patterns
 * share, and a {@link io.lacuna.internal.inference.MemberKernel}.
 */
@NullMarked
package io.lacuna.internal.inference.mixture;

import org.jspecify.annotations.NullMarked;
