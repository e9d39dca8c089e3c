/**
 * Fits neural decoders, relays and pseudo-encoders by stochastic gradients. ND4J lives here and nowhere else.
 */
@NullMarked
package io.lacuna.internal.training.neural;

import org.jspecify.annotations.NullMarked;
