package io.lacuna.app.stream.failure;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** Stands for a record that could not be decoded, until it is its turn. Immutable. */
final class Undecoded implements GenericRecord {
    private final SerializationException failure;

    Undecoded(SerializationException failure) {
        this.failure = failure;
    }

    SerializationException failure() {
        return failure;
    }

    @Override
    public Schema getSchema() {
        throw failure;
    }

    @Override
    public Object get(String name) {
        throw failure;
    }

    @Override
    public Object get(int field) {
        throw failure;
    }

    @Override
    public void put(String name, @Nullable Object value) {
        throw failure;
    }

    @Override
    public void put(int field, @Nullable Object value) {
        throw failure;
    }

    @Override
    public String toString() {
        return "a record that cannot be decoded: " + failure.getMessage();
    }
}
