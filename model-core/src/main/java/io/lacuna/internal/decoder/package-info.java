/**
 * Decoders p(x|z) as immutable weights: a {@link io.lacuna.internal.decoder.Decoder} is a {@link
 * io.lacuna.internal.decoder.Network} of {@link io.lacuna.internal.decoder.Layer layers} and one {@link
 * io.lacuna.internal.decoder.OutputHead} per feature. An {@link io.lacuna.internal.decoder.Encoder} leads the other
 * way, from cells to a latent code. To support another feature type, add an output head and its likelihood.
 */
@NullMarked
package io.lacuna.internal.decoder;

import org.jspecify.annotations.NullMarked;
