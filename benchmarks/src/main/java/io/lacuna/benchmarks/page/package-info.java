/** What the page costs a stream. */
@NullMarked
package io.lacuna.benchmarks.page;

import org.jspecify.annotations.NullMarked;
