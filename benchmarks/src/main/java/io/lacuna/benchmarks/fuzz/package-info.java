/** Malformed model artifacts by the million: what is not refused with a reason must serve. */
@NullMarked
package io.lacuna.benchmarks.fuzz;

import org.jspecify.annotations.NullMarked;
