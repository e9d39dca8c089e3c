/**
 * The whole loop on one machine: a broker in a JVM of its own, a registry, a feed of records whose true values are known, the
 * stream, the trainer, and a verdict computed from what stands in the topics.
 *
 * <p>A {@link io.lacuna.demo.feed.Feed} gives rows: what was sent and what is true. {@link io.lacuna.demo.FillScores} compares
 * what came out with what is true.
 */
@NullMarked
package io.lacuna.demo;

import org.jspecify.annotations.NullMarked;
