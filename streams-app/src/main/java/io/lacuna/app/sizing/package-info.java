/**
 * How many threads, partitions, brokers and bytes a stream needs. One calculation from measured figures, which {@link
 * io.lacuna.app.sizing.Measured} and {@link io.lacuna.app.sizing.Preset} hold; {@code docs/sizing.md} is printed by it.
 *
 * <pre>{@code
 * Sizing sizing = Sizing.of(new Workload(100_000, 1_000_000).withPreset(Preset.FAST));
 * sizing.threads();
 * }</pre>
 */
@NullMarked
package io.lacuna.app.sizing;

import org.jspecify.annotations.NullMarked;
