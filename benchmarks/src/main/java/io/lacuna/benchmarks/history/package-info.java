/**
 * Checks what a pipeline wrote as a history of transactions, with nothing of the pipeline's own code or of its audit.
 *
 * <pre>
 * log segments of a broker -&gt; {@link io.lacuna.benchmarks.history.OutputLogs}      every write, with the transaction that made
 *                                                                          it and that transaction's end marker
 * several consumers        -&gt; {@link io.lacuna.benchmarks.history.TracingConsumer}  what each was given, in order
 *                          =&gt; {@link io.lacuna.benchmarks.history.HistoryChecker}  anomalies, by name
 * </pre>
 *
 * <p>The anomalies are those of Adya's "Weak Consistency: A Generalized Theory and Optimistic Implementations for
 * Distributed Transactions" (1999) that can occur between one writer and many readers (aborted reads, fractured
 * transactions), and those of a log: lost, repeated and reordered records.
 */
@NullMarked
package io.lacuna.benchmarks.history;

import org.jspecify.annotations.NullMarked;
