/**
 * Formats of records in topics. A {@link io.lacuna.internal.format.RecordFormat} gives the serdes of a topic and finds the
 * note of a filled record; {@link io.lacuna.internal.record.RecordMapping} maps its records to observations. A new format
 * is one more implementation of each. {@link io.lacuna.internal.format.PartnerFields} writes fields of other topics' records
 * into filled ones, in each format.
 *
 * <pre>{@code
 * RecordFormat format = RecordFormat.of("json");
 * try (SchemaRegistry registry = format.open(settings)) {
 *     GenericRecord record = format.records(registry).deserialize(topic, bytes);
 * }
 * }</pre>
 */
@NullMarked
package io.lacuna.internal.format;

import org.jspecify.annotations.NullMarked;
