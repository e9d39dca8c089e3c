/**
 * The fault suite: brokers, registry, streams and trainer as real processes under load, killed and frozen by a seeded plan;
 * the audit has the last word.
 */
@NullMarked
package io.lacuna.benchmarks.faults;

import org.jspecify.annotations.NullMarked;
