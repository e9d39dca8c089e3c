/**
 * The papers' tables and figures on available data: what each paper claims, measured side by side in one run. Every
 * table goes to the terminal, to a CSV file and to an SVG plot; {@code docs/papers.md} says which claims hold.
 *
 * <p>All methods of a table get the same data, masks, seeds, network, epochs and learning rates. To add a table,
 * implement {@link io.lacuna.benchmarks.Benchmark}, take {@code PaperArguments}, and name it in {@link
 * io.lacuna.benchmarks.Benchmarks}.
 */
@NullMarked
package io.lacuna.benchmarks.papers;

import org.jspecify.annotations.NullMarked;
