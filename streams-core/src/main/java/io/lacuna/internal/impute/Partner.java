package io.lacuna.internal.impute;

import io.lacuna.internal.note.Source;
import org.apache.avro.generic.GenericRecord;

/**
 * A record of another topic that helps to fill a record. Immutable by convention.
 *
 * @param place its position
 * @param record its value
 */
public record Partner(Source place, GenericRecord record) {}
