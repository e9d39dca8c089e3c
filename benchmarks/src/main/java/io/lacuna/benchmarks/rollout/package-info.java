/** What a rolling upgrade of the instances of a stream costs, measured on processes. */
@NullMarked
package io.lacuna.benchmarks.rollout;

import org.jspecify.annotations.NullMarked;
