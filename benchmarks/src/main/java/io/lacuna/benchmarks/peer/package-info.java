/**
 * What people run today instead of Lacuna, as Kafka Streams topologies with the same serdes: nothing at all, the last value of a
 * key carried forward, and a network called through ONNX Runtime; and the CPU time of
 * stream threads, theirs and Lacuna's.
 */
@NullMarked
package io.lacuna.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
