/**
 * Fitting: decoders, relays, pseudo-encoders and noise, from partial records. ND4J lives here and nowhere else.
 *
 * <p>Training is repeatable bit for bit from a seed on one platform.
 */
@NullMarked
package io.lacuna.training;

import org.jspecify.annotations.NullMarked;
