/**
 * What serving needs: a model, its members, its artifact, and the imputer of one thread.
 *
 * <h2>Words</h2>
 *
 * <dl>
 * <dt>{@link io.lacuna.internal.model.ImputationModel model}<dd>features, members and provenance; immutable
 * <dt>{@link io.lacuna.internal.model.Member member}<dd>one fitted model; the predictions of all members are averaged
 * <dt>{@link io.lacuna.internal.model.MemberKind kind}<dd>the type of a member in the artifact
 * <dt>{@link io.lacuna.internal.model.ModelArtifact artifact}<dd>the bytes of a model, named by their SHA-256
 * <dt>{@link io.lacuna.internal.model.SelfTest self-test}<dd>records in the artifact that prove it is served correctly
 *     here
 * <dt>{@link io.lacuna.internal.model.Imputer imputer}<dd>fills one record at a time; one per thread
 * </dl>
 *
 * <h2>Flow</h2>
 *
 * <pre>
 * bytes -&gt; ModelArtifact.read -&gt; ImputationModel -&gt; newImputer -&gt; impute(observation) -&gt; value, sd, intervals, latent
 *                                Member.newKernel                 a MemberKernel per member, averaged
 * </pre>
 *
 * <h2>To add a kind of member</h2>
 *
 * <p>Implement {@link io.lacuna.internal.model.Member} with its kernel and its bytes, and name its reader in {@link
 * io.lacuna.internal.model.MemberKind}. Artifact, imputer, trainer and topology need no change.
 */
@NullMarked
package io.lacuna.internal.model;

import org.jspecify.annotations.NullMarked;
