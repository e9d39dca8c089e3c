/**
 * Records as a model sees them: features, observations, tables.
 *
 * <p>An <b>observation</b> is a {@code double[]} with one cell a feature, in the features' own units: a number, 0 or 1 for a
 * binary feature, the index of the label for a categorical one, and {@code NaN} where the cell is missing. Records enter and
 * leave a model in this form; a {@link io.lacuna.data.Table} is many of them. {@link io.lacuna.data.Rows} takes values by field
 * name to observations and back.
 *
 * <pre>{@code
 * Features features = new Features(List.of(Feature.continuous("temp"), Feature.categorical("state", List.of("on", "off"))));
 * double[] observation = {21.5, Double.NaN}; // temp observed, state missing
 * }</pre>
 */
@NullMarked
package io.lacuna.data;

import org.jspecify.annotations.NullMarked;
