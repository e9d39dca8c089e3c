/**
 * Work that a running stream has committed, by partition, and what stops it. Readiness, status, metrics and console all
 * read it here.
 *
 * <pre>
 * brokers  -&gt; {@link io.lacuna.app.progress.BrokerWatch}      end, log start and committed offset; the topics; every second
 * stream   -&gt; commits, threads that die, records that repeat
 *                       -&gt; {@link io.lacuna.app.progress.Progress}  -&gt; stops, each with a cause and a line for a person
 * </pre>
 *
 * <p>{@linkplain io.lacuna.app.progress.OutcomeCounts Counters} change when a transaction is committed, so that they
 * equal an
 * audit's counts.
 */
@NullMarked
package io.lacuna.app.progress;

import org.jspecify.annotations.NullMarked;
