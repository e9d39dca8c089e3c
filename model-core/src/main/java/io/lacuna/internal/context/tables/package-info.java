/**
 * The context part of a model, immutable: how a feature's past predicts its present at each age, and which calendar
 * cycles count. Part of the model's artifact; {@code io.lacuna.internal.context} fills with it.
 */
@NullMarked
package io.lacuna.internal.context.tables;

import org.jspecify.annotations.NullMarked;
