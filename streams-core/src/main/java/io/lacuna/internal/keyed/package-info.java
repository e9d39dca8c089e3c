/**
 * What is remembered of each key of a stream, in a state store of the imputing task.
 *
 * <pre>
 * key bytes -&gt; {@link io.lacuna.internal.keyed.KeyMemories#recall} -&gt; a {@code KeyMemory} -&gt; the record is filled and
 * forwarded -&gt; {@link io.lacuna.internal.keyed.KeyMemories#keep} -&gt; store -&gt; changelog
 * </pre>
 *
 * <p>State, outcome and offset are committed in one transaction. What a record meets is a function of the records before it in
 * its partition, not of when a key was deleted: a key that is deleted is one that every record to come would find too old.
 */
@NullMarked
package io.lacuna.internal.keyed;

import org.jspecify.annotations.NullMarked;
