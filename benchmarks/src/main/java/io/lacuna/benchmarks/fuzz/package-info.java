/** Millions of malformed model artifacts: each is either rejected with a reason or must serve. */
@NullMarked
package io.lacuna.benchmarks.fuzz;

import org.jspecify.annotations.NullMarked;
