/**
 * Avro values without one object per cell.
 *
 * <h2>Words</h2>
 *
 * <dl>
 * <dt>{@link io.lacuna.internal.avro.FlatRecord flat record}<dd>a generic record that stores numbers, booleans and
 *     symbols as bits; its {@link io.lacuna.internal.avro.RecordLayout layout} is computed once per schema
 * <dt>{@link io.lacuna.internal.avro.DirectRecord direct record}<dd>a record that writes itself from primitive fields,
 *     such as the note of an imputed record
 * <dt>frame<dd>Confluent's wire format: a zero byte, the schema's id as a big-endian int, Avro binary
 * </dl>
 *
 * <h2>Flow</h2>
 *
 * <pre>
 * bytes -&gt; AvroValueDeserializer -&gt; FlatReader -&gt; FlatRecord     generic records
 *                                -&gt; generated class              Lacuna's own topics
 * FlatRecord, DirectRecord, generated class -&gt; AvroValueSerializer -&gt; RecordWriter -&gt; bytes
 * </pre>
 *
 * <p>Serializer and deserializer are safe for concurrent use; reader and writer belong to one thread each.
 */
@NullMarked
package io.lacuna.internal.avro;

import org.jspecify.annotations.NullMarked;
