/**
 * JSON values whose bytes stay as they were written.
 *
 * <h2>Words</h2>
 *
 * <dl>
 * <dt>{@link io.lacuna.internal.json.JsonRecord JSON record}<dd>the bytes of a JSON object, and the place of each of its
 *     members; arrays are not entered
 * <dt>member<dd>one field of the object or of an object in it, with a dotted path such as {@code loc.lat}
 * <dt>edit<dd>a value that replaces a member's bytes, or a member that is added; all other bytes are copied
 * </dl>
 *
 * <h2>Flow</h2>
 *
 * <pre>
 * bytes -&gt; JsonValueDeserializer -&gt; JsonScan -&gt; JsonRecord      records of the input and imputed topics
 *       -&gt; NoteDeserializer -&gt; PlainJson -&gt; generated class     Lacuna's own topics
 * JsonRecord, note, latent code, score -&gt; JsonValueSerializer -&gt; bytes
 * </pre>
 *
 * <p>Lacuna's own records have the fields of their Avro schemas; fields that are null are left out.
 */
@NullMarked
package io.lacuna.internal.json;

import org.jspecify.annotations.NullMarked;
