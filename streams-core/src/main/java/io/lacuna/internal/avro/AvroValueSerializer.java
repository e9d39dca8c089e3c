package io.lacuna.internal.avro;

import io.lacuna.internal.registry.SchemaRegistries;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.internal.registry.SchemaRegistry.SchemaRefusedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes Avro records in Confluent's wire format, registering each schema once under {@code <topic>-value}. Takes
 * generic records and Avro's generated ones.
 *
 * <p>Safe to share between threads, as Kafka Streams shares a topology's serializers between its stream threads: what
 * a call works on is the thread's own. A record costs no registry call once its schema was seen, and no allocation
 * but the bytes returned.
 *
 * <p>Either made with an open registry, which stays the caller's to close, or named by class in a configuration that
 * holds {@code schema.registry.url}, and then it opens and closes its own.
 */
public final class AvroValueSerializer implements Serializer<GenericRecord> {
    /** Of a topic; each task of a stream derives its output schema for itself. */
    private static final int MOST_SCHEMA_OBJECTS = 256;

    private final ThreadLocal<Workspace> workspaces = ThreadLocal.withInitial(Workspace::new);
    private @Nullable SchemaRegistry registry;
    private boolean owned;

    /** For a class name in a configuration; {@link #configure} follows. */
    public AvroValueSerializer() {}

    public AvroValueSerializer(SchemaRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        if (isKey) {
            throw new IllegalArgumentException("AvroValueSerializer writes values; choose another key serializer");
        }
        if (registry == null) {
            registry = SchemaRegistries.open(configs);
            owned = true;
        }
    }

    @Override
    @SuppressWarnings("NullAway") // Kafka's contract: a null value is a tombstone, as null bytes.
    public byte[] serialize(String topic, @Nullable GenericRecord data) {
        if (data == null) {
            return null;
        }
        Workspace workspace = workspaces.get();
        Schema schema = data.getSchema();
        try {
            return workspace.encode(idOf(workspace, topic, schema), data);
        } catch (IOException | RuntimeException malformed) {
            if (malformed instanceof SchemaRegistry.RegistryUnavailableException unavailable) {
                throw unavailable;
            }
            if (malformed instanceof SchemaRefusedException refused) {
                throw refused;
            }
            throw new SerializationException(
                    "topic '" + topic + "': a record of schema '" + schema.getFullName()
                            + "' does not fit its own schema: " + malformed.getMessage(),
                    malformed);
        }
    }

    private int idOf(Workspace workspace, String topic, Schema schema) {
        Ids ids = workspace.ids.computeIfAbsent(topic, unseen -> new Ids());
        Integer id = ids.same.get(schema);
        if (id == null) {
            id = ids.equal.get(schema);
            if (id == null) {
                if (registry == null) {
                    throw new IllegalStateException("no registry: configure the serializer, or give it one");
                }
                id = registry.register(WireFormat.valueSubject(topic), schema);
                ids.equal.put(schema, id);
            }
            ids.remember(schema, id);
        }
        return id;
    }

    @Override
    public void close() {
        if (owned && registry != null) {
            registry.close();
        }
    }

    /** Ids of the schemas in a topic's subject. */
    private static final class Ids {
        final Map<Schema, Integer> equal = new HashMap<>();

        /** By the object: to find one that is equal and not the same compares the two field by field. */
        final Map<Schema, Integer> same = new IdentityHashMap<>();

        void remember(Schema schema, Integer id) {
            if (same.size() == MOST_SCHEMA_OBJECTS) {
                same.clear(); // Somebody makes a schema anew for each record: none of those comes again.
            }
            same.put(schema, id);
        }
    }

    /** One thread's buffers and what it looked up. */
    private static final class Workspace {
        final Map<String, Ids> ids = new HashMap<>();

        private final Frame frame = new Frame();
        private final BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(frame, null);
        private final RecordWriter writer = new RecordWriter();

        byte[] encode(int id, GenericRecord data) throws IOException {
            encoder.flush(); // It may hold bytes of a record that failed half-way; they go before the frame begins.
            frame.begin();
            writer.setSchema(data.getSchema());
            writer.write(data, encoder);
            encoder.flush();
            byte[] bytes = frame.toByteArray();
            WireFormat.putHeader(bytes, id);
            return bytes;
        }
    }

    /** A growing buffer that begins with room for the header. */
    private static final class Frame extends ByteArrayOutputStream {
        void begin() {
            reset();
            count = WireFormat.HEADER_BYTES;
        }
    }
}
