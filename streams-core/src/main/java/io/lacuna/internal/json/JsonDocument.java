package io.lacuna.internal.json;

import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * JSON as an Avro record with one field, its text, so that it can pass through the same topologies. Avro's interface has
 * {@code put}; it is refused, because the text of a document is read once or changed by edits of its members.
 */
abstract class JsonDocument implements GenericRecord {
    private static final Schema SCHEMA = SchemaBuilder.record("JsonDocument")
            .namespace("io.lacuna.json")
            .fields()
            .requiredString("document")
            .endRecord();

    /** The text. */
    @Override
    public abstract String toString();

    @Override
    public final Schema getSchema() {
        return SCHEMA;
    }

    @Override
    public final Object get(int field) {
        return toString();
    }

    @Override
    public final @Nullable Object get(String field) {
        return field.equals("document") ? toString() : null;
    }

    @Override
    public final void put(int field, Object value) {
        throw new UnsupportedOperationException("the text of a JSON record cannot be set");
    }

    @Override
    public final void put(String field, Object value) {
        put(0, value);
    }
}
