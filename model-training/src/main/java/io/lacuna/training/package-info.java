/**
 * Fit a model from rows in memory.
 *
 * <pre>{@code
 * Features features = new Features(List.of(Feature.continuous("temp"), Feature.continuous("co2")));
 * LacunaModel model = ModelFitter.fit(features, rows, FitSettings.defaults());
 * model.write(Path.of("room.model"));
 * }</pre>
 *
 * <p>Training is repeatable bit for bit from a seed on one platform.
 */
@NullMarked
package io.lacuna.training;

import org.jspecify.annotations.NullMarked;
