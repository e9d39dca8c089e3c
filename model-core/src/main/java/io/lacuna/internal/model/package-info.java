/**
 * What serving needs, immutable: the model, its members, its artifact bytes; and the imputer that one thread fills with.
 *
 * <p>To add a kind of member: implement {@link io.lacuna.internal.model.Member} with its kernel and its bytes, and name its
 * reader in {@link io.lacuna.internal.model.MemberKind}. Artifact, imputer, trainer and topology then serve it as they are.
 */
@NullMarked
package io.lacuna.internal.model;

import org.jspecify.annotations.NullMarked;
