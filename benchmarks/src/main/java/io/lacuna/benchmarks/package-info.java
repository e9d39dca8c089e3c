/**
 * Measurements, one command per table: {@code ./lacuna-bench NAME}. A table says what it compares with, measures both
 * in the same run, and prints the ratio.
 *
 * <h2>Words</h2>
 *
 * <dl> <dt>kernel<dd>inference for one record on one thread <dt>record path<dd>from the bytes of an input record to the
 * bytes of both output records, without a broker <dt>pipeline<dd>the whole application with a real broker
 * <dt>pass-through<dd>a topology that only reads and writes the same records <dt>peer<dd>a
 * topology that a user would run instead of Lacuna
 * <dt>takeover<dd>the change from one generation to the next while the stream runs <dt>soak<dd>memory under a steady
 * load </dl>
 *
 * <p>Packages: {@code accuracy}, {@code context}, {@code papers}, {@code peer}, {@code faults}, {@code attacks}, {@code fuzz}.
 *
 * <h2>To add a benchmark</h2>
 *
 * <p>Implement {@link io.lacuna.benchmarks.Benchmark} and name it in {@link io.lacuna.benchmarks.Benchmarks}.
 */
@NullMarked
package io.lacuna.benchmarks;

import org.jspecify.annotations.NullMarked;
