/**
 * The memories of a stream's keys, in a state store of the imputing task.
 *
 * <pre>
 * key bytes -&gt; {@link io.lacuna.internal.keyed.KeyMemories#recall} -&gt; a {@code KeyMemory} -&gt; the record is filled and
 * forwarded -&gt; {@link io.lacuna.internal.keyed.KeyMemories#keep} -&gt; store -&gt; changelog
 * </pre>
 *
 * <p>Where a stream has several input topics, {@link io.lacuna.internal.keyed.TopicKeys} and {@link
 * io.lacuna.internal.keyed.TopicTimes} keep their keys and stream times apart.
 *
 * <p>State, outcome and offset are committed in one transaction. The memory that a record gets depends only on the
 * earlier records in its partition, not on when keys were deleted: a deleted key is too old for every later record.
 */
@NullMarked
package io.lacuna.internal.keyed;

import org.jspecify.annotations.NullMarked;
