package io.lacuna.internal.avro;

import io.lacuna.internal.registry.SchemaRegistries;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.streams.errors.RegistryUnavailableException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads Avro records in Confluent's wire format; the schema's id is before the value, or in a header. A generic record keeps its writer's schema. A generated class is read
 * with its own schema; the two schemas are resolved once per schema id. Every other value is rejected with a {@link
 * SerializationException} that names the topic: too short, first byte not zero, an id that the registry does not know,
 * a schema larger than its limits, bytes that do not fit the schema, bytes left over, a value that no memory holds. If the registry does not answer, a {@link
 * RegistryUnavailableException} is thrown: the record may be good, so it is not a dead letter.
 *
 * <p>Safe for concurrent use, because Kafka Streams shares a topology's deserializers between its stream threads: each
 * thread has its own workspace. After the first record with a schema id, a record costs no registry call.
 *
 * @param <T> {@link GenericRecord}, or one generated class
 */
public final class AvroValueDeserializer<T extends GenericRecord> implements Deserializer<T> {
    private final ThreadLocal<Workspace<T>> workspaces = ThreadLocal.withInitial(Workspace::new);
    private final @Nullable Class<T> generated;
    private @Nullable SchemaRegistry registry;
    private boolean owned;

    /** For generic records, created from a class name in a configuration; {@link #configure} follows. */
    public AvroValueDeserializer() {
        this.generated = null;
    }

    private AvroValueDeserializer(SchemaRegistry registry, @Nullable Class<T> generated) {
        this.registry = registry;
        this.generated = generated;
    }

    /** For generic records with their writers' schemas. The caller closes the registry. */
    public static AvroValueDeserializer<GenericRecord> generic(SchemaRegistry registry) {
        return new AvroValueDeserializer<>(registry, null);
    }

    /** For one generated class; the value may be written with any compatible schema. The caller closes the registry. */
    public static <S extends GenericRecord & SpecificRecord> AvroValueDeserializer<S> of(
            Class<S> generated, SchemaRegistry registry) {
        TrustedClasses.trustLacunas();
        return new AvroValueDeserializer<>(registry, generated);
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        if (isKey) {
            throw new IllegalArgumentException("AvroValueDeserializer reads values; choose another key deserializer");
        }
        if (registry == null) {
            registry = SchemaRegistries.open(configs);
            owned = true;
        }
    }

    @Override
    @SuppressWarnings("NullAway") // Kafka's contract: null bytes are a tombstone and give a null value.
    public T deserialize(String topic, byte @Nullable [] data) {
        if (data == null) {
            return null;
        }
        return read(topic, WireFormat.idOf(topic, data), data, WireFormat.HEADER_BYTES);
    }

    /**
     * Reads the record in a value.
     *
     * @param id of its schema: a number or a GUID
     * @param from its first byte
     */
    private T read(String topic, Object id, byte[] data, int from) {
        Workspace<T> workspace = workspaces.get();
        DatumReader<T> reader = workspace.readers.get(id);
        if (reader == null) {
            reader = readerOf(topic, id);
            workspace.readers.put(id, reader);
        }
        try {
            BinaryDecoder decoder = workspace.over(data, from);
            T value = reader.read(null, decoder);
            if (!decoder.isEnd()) {
                throw refused(topic, id, "bytes are left over after the record", null);
            }
            return value;
        } catch (SerializationException refused) {
            throw refused;
        } catch (IOException | RuntimeException bad) {
            // Only the bytes and the schema are involved here, so every exception is the value's own fault.
            String reason = bad.getMessage() == null ? "it ends too early" : bad.getMessage();
            throw refused(topic, id, reason, bad);
        } catch (StackOverflowError nested) {
            throw refused(topic, id, "it is nested too deeply", null);
        } catch (OutOfMemoryError tooLarge) {
            throw refused(topic, id, "decoding it takes more memory than there is", null);
        }
    }

    /**
     * As {@link #deserialize(String, byte[])}, by the schema id in a header if there is one. A value that does not fit it is read by
     * the id before it: a program that copies headers may have written the value anew.
     */
    @Override
    public T deserialize(String topic, Headers headers, byte @Nullable [] data) {
        Object id = data == null ? null : WireFormat.idIn(topic, headers);
        if (id == null || data == null) {
            return deserialize(topic, data);
        }
        try {
            return read(topic, id, data, 0);
        } catch (SerializationException refused) {
            try {
                return deserialize(topic, data);
            } catch (SerializationException noFrame) {
                throw refused;
            }
        }
    }

    private DatumReader<T> readerOf(String topic, Object id) {
        if (registry == null) {
            throw new IllegalStateException("no registry: configure the deserializer, or give it one");
        }
        Schema writer = WireFormat.schemaOf(registry, topic, id);
        if (writer.getType() != Schema.Type.RECORD) {
            throw refused(
                    topic, id, "the schema is no record but " + writer.getType().getName(), null);
        }
        if (generated == null) {
            @SuppressWarnings("unchecked") // Without a class to read into, T is GenericRecord.
            DatumReader<T> generic = (DatumReader<T>) new FlatReader(writer);
            return generic;
        }
        SpecificData data = GeneratedData.of(generated);
        return new SpecificDatumReader<>(writer, data.getSchema(generated), data);
    }

    private static SerializationException refused(String topic, Object id, String reason, @Nullable Exception cause) {
        return new SerializationException(
                "topic '" + topic + "': a value does not fit its schema id " + id + ": " + reason, cause);
    }

    @Override
    public void close() {
        if (owned && registry != null) {
            registry.close();
        }
    }

    /** The decoder and the readers by schema id of one thread. */
    private static final class Workspace<T> {
        /** By id or GUID. */
        final Map<Object, DatumReader<T>> readers = new HashMap<>();

        private @Nullable BinaryDecoder decoder;

        BinaryDecoder over(byte[] frame, int from) {
            decoder = DecoderFactory.get().binaryDecoder(frame, from, frame.length - from, decoder);
            return decoder;
        }
    }
}
