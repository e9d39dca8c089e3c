/**
 * Fits a model to rows in memory.
 *
 * <pre>{@code
 * Features features = new Features(List.of(Feature.continuous("temp"), Feature.continuous("co2")));
 * LacunaModel model = ModelFitter.fit(features, rows, FitSettings.defaults());
 * model.write(Path.of("room.model"));
 * }</pre>
 *
 * <p>The same seed gives the same bytes on one platform.
 */
@NullMarked
package io.lacuna.training;

import org.jspecify.annotations.NullMarked;
