/**
 * What is written about one filled record: the note of its cells and its latent code, as Avro records that write themselves.
 *
 * <pre>
 * predictions of the filled cells -&gt; {@link io.lacuna.internal.note.NoteBuilder} -&gt; {@link
 * io.lacuna.internal.note.ImputationNote}, {@link io.lacuna.internal.note.LatentNote}
 * </pre>
 */
@NullMarked
package io.lacuna.internal.note;

import org.jspecify.annotations.NullMarked;
