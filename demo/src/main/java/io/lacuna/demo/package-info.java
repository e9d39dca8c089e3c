/**
 * The whole loop on one machine: a broker in its own JVM, a registry, a feed of records whose true values are known,
 * the stream, the trainer, and a verdict computed from the contents of the topics.
 *
 * <h2>Words</h2>
 *
 * <dl>
 * <dt>{@link io.lacuna.demo.feed.Feed feed}<dd>the rows: what is sent, and the true values
 * <dt>{@link io.lacuna.demo.DemoPlan plan}<dd>how many records come before the first fit, where the drift is, when
 *     refits start
 * <dt>{@link io.lacuna.demo.FillScores scores}<dd>errors of the filled cells against the true values
 * <dt>{@link io.lacuna.demo.Verdict verdict}<dd>claims about the run, each true or false
 * </dl>
 *
 * <h2>Flow</h2>
 *
 * <pre>
 * DemoCluster            broker and registry
 * Sender                 Feed -&gt; input topic
 *   stream, trainer      the application's own
 * Scoreboard             imputed topic -&gt; FillScores
 * DemoWatch -&gt; View      what happens, a few times per second
 * audit -&gt; Verdict -&gt; DemoReport
 * </pre>
 *
 * <h2>To add a source of records</h2>
 *
 * <p>Implement {@link io.lacuna.demo.feed.Feed} and choose it in {@code Demo} by an option of {@code DemoCommand}.
 */
@NullMarked
package io.lacuna.demo;

import org.jspecify.annotations.NullMarked;
