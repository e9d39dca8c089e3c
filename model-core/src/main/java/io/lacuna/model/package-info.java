/**
 * What serving needs, immutable: the {@link io.lacuna.model.ImputationModel}, its members, its artifact bytes and its
 * provenance.
 *
 * <p>To add a kind of member: implement {@link io.lacuna.model.Member} with its kernel and its bytes, and name its
 * reader in {@link io.lacuna.model.MemberKind}. Artifact, imputer, trainer and topology then serve it as they are.
 */
@NullMarked
package io.lacuna.model;

import org.jspecify.annotations.NullMarked;
