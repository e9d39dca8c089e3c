/**
 * What all models share about columns: {@link io.lacuna.internal.data.Standardizer} converts to standard units and
 * back, {@link io.lacuna.internal.data.Marginals} holds each column's own distribution, {@link
 * io.lacuna.internal.data.Supports} the ranges that their values keep, {@link io.lacuna.internal.data.Seeds} and {@link io.lacuna.internal.data.FixedNoise} give all random numbers.
 */
@NullMarked
package io.lacuna.internal.data;

import org.jspecify.annotations.NullMarked;
