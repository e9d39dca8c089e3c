/** Metrics of the stream: counts by outcome and generation, live scores. */
@NullMarked
package io.lacuna.app.stream.meters;

import org.jspecify.annotations.NullMarked;
