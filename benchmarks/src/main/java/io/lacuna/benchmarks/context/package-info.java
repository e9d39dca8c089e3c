/**
 * The cost of filling with a key's earlier records: in the kernel, in a pipeline beside one that only carries the last value
 * forward, and with many keys.
 */
@NullMarked
package io.lacuna.benchmarks.context;

import org.jspecify.annotations.NullMarked;
