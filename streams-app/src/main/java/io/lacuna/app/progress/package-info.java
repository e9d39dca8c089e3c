/**
 * What a running stream has got done, partition by partition, and what stops it: the one place that readiness, status, metrics
 * and console take it from.
 *
 * <pre>
 * brokers  -&gt; {@link io.lacuna.app.progress.BrokerWatch}      end, log start and committed offset; the topics; every second
 * stream   -&gt; commits, threads that die, records that repeat
 *                       -&gt; {@link io.lacuna.app.progress.Progress}  -&gt; stops, each with a cause and a line for a person
 * </pre>
 *
 * <p>{@linkplain io.lacuna.app.progress.OutcomeCounts Counters} move when a transaction is committed, so that they equal what an
 * audit counts.
 */
@NullMarked
package io.lacuna.app.progress;

import org.jspecify.annotations.NullMarked;
