/**
 * How well the default fills cells whose values are known, table by table: {@code ./lacuna-bench accuracy FOLDER}.
 *
 * <p>A {@link io.lacuna.benchmarks.accuracy.Trial} names a table, how cells are hidden and how rows are split;
 * {@link io.lacuna.benchmarks.accuracy.Masking} draws both from {@link java.util.SplittableRandom}, so that any program can
 * make the same bits; {@link io.lacuna.benchmarks.accuracy.TrialResult} holds what came out.
 */
@NullMarked
package io.lacuna.benchmarks.accuracy;

import org.jspecify.annotations.NullMarked;
