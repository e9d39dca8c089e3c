/**
 * The newest records of some keys and the errors of each feature, in memory, for whoever looks at the stream. Bounded: some
 * records of some keys, whatever the stream does.
 *
 * <pre>{@code
 * recent.took(key, timeMs, by, observation, filled);      // the stream thread, for each record
 * recent.of("station-7", after);                          // a viewer: what came since the last look
 * recent.scores().figures();
 * }</pre>
 */
@NullMarked
package io.lacuna.app.stream.recent;

import org.jspecify.annotations.NullMarked;
