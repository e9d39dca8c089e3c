/**
 * The fault suite: brokers, registry, streams and trainer as real processes under load, killed and frozen by a seeded
 * plan. The audit decides whether the pipeline is correct.
 */
@NullMarked
package io.lacuna.benchmarks.faults;

import org.jspecify.annotations.NullMarked;
