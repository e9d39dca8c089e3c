/**
 * How well the default method fills cells with known values, table by table: {@code ./lacuna-bench accuracy FOLDER}.
 *
 * <p>A {@link io.lacuna.benchmarks.accuracy.Trial} names a table, how cells are hidden and how rows are split. {@link
 * io.lacuna.benchmarks.accuracy.Masking} draws both from {@link java.util.SplittableRandom}, so that any program can
 * reproduce the bits. {@code ContextTrial} does the same for rows with a past, which {@code ContextTrialRun} walks in the
 * order of time with several {@code PastFiller}s. {@link io.lacuna.benchmarks.accuracy.TrialResult} has the result. To add a trial, add a line to
 * the list in {@code AccuracyBench}.
 */
@NullMarked
package io.lacuna.benchmarks.accuracy;

import org.jspecify.annotations.NullMarked;
