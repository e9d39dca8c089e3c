/**
 * Which methods of inference exist, and how much work they may do for one record.
 *
 * <p>{@link io.lacuna.inference.InferenceMethod} is sealed: {@link io.lacuna.inference.ClosedFormMethod} and {@link
 * io.lacuna.inference.NeuralMethod} list all methods. {@link io.lacuna.inference.InferenceSettings} selects the method that
 * serves a record. It need not be the method that the model was fitted with: {@code LacunaModel.methods} lists the methods
 * that a model can be served with.
 */
@NullMarked
package io.lacuna.inference;

import org.jspecify.annotations.NullMarked;
