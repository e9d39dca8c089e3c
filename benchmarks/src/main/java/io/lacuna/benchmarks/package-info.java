/**
 * Measurements, one command a table: {@code ./lacuna-bench NAME}. A table says what it compares with, measures both in
 * the same run, and prints the ratio.
 *
 * <p>To add one: implement {@link io.lacuna.benchmarks.Benchmark} and name it in {@link io.lacuna.benchmarks.Benchmarks}.
 */
@NullMarked
package io.lacuna.benchmarks;

import org.jspecify.annotations.NullMarked;
