/**
 * What a model knows of time, immutable: how far a feature's past tells its present at each age, and which cycles of the
 * calendar count. Part of the model's artifact; {@code io.lacuna.internal.context} fills with it.
 */
@NullMarked
package io.lacuna.internal.context.tables;

import org.jspecify.annotations.NullMarked;
