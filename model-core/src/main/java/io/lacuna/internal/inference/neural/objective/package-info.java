/**
 * What a search climbs: log p(x, z) of one record's observed cells under a neural decoder, its gradient and curvature.
 */
@NullMarked
package io.lacuna.internal.inference.neural.objective;

import org.jspecify.annotations.NullMarked;
