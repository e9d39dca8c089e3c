package io.lacuna.data;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row with its place in time: of which source it is, and when it was. Rows of one key are filled with the help of
 * the key's earlier rows. Immutable if key and values are.
 *
 * @param key of what the row is, such as a station's name; compared with {@code equals}
 * @param time when it was
 * @param values by feature name, as for {@link Rows#read}
 */
public record TimedRow(Object key, Instant time, Map<String, ? extends @Nullable Object> values) {}
