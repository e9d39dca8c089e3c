/**
 * The whole loop on one machine: a broker in a JVM of its own, a registry, a feed of records whose true values are
 * known, the stream, the trainer, and a verdict computed from what stands in the topics.
 *
 * <p>A {@link io.lacuna.app.demo.Feed} gives rows: what was sent and what is true. {@link
 * io.lacuna.app.demo.SensorNetwork} makes them up, {@link io.lacuna.app.demo.TableFeed} takes them from a table.
 * {@link io.lacuna.app.demo.FillScores} compares what came out with what is true.
 */
@NullMarked
package io.lacuna.app.demo;

import org.jspecify.annotations.NullMarked;
