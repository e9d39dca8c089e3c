/** Fits a model: one member per method, each fitted by its {@link io.lacuna.internal.training.MemberTrainer}. */
@NullMarked
package io.lacuna.internal.training;

import org.jspecify.annotations.NullMarked;
