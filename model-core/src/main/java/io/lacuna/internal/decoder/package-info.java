/**
 * Decoders p(x|z): layers, output heads and their likelihoods, as immutable weights.
 */
@NullMarked
package io.lacuna.internal.decoder;

import org.jspecify.annotations.NullMarked;
