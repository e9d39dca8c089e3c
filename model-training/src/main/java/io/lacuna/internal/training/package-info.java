/**
 * The one way to fit a model: a member for each method, each fitted by its {@link io.lacuna.internal.training.MemberTrainer}.
 */
@NullMarked
package io.lacuna.internal.training;

import org.jspecify.annotations.NullMarked;
