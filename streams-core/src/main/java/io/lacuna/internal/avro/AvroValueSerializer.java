package io.lacuna.internal.avro;

import io.lacuna.internal.registry.SchemaRegistries;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.streams.errors.RegistryUnavailableException;
import io.lacuna.streams.errors.SchemaRefusedException;
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
 * Writes Avro records in Confluent's wire format. Registers each schema once, under the
 * subject that the registry names for the topic. Accepts
 * generic records and Avro's generated ones.
 *
 * <p>Safe for concurrent use, because Kafka Streams shares a topology's serializers between its stream threads: each
 * thread has its own workspace. After the first record with a schema, a record costs no registry call and allocates
 * only the returned bytes.
 *
 * <p>There are two ways to create it. With an open registry, the caller closes the registry. By class name in a
 * configuration with {@code schema.registry.url}, it opens and closes its own.
 */
public final class AvroValueSerializer implements Serializer<GenericRecord> {
    /** Per topic; each task of a stream derives its own output schema object. */
    private static final int MOST_SCHEMA_OBJECTS = 256;

    private final ThreadLocal<Workspace> workspaces = ThreadLocal.withInitial(Workspace::new);
    private @Nullable SchemaRegistry registry;
    private boolean owned;

    /** Created from a class name in a configuration; {@link #configure} follows. */
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
    @SuppressWarnings("NullAway") // Kafka's contract: a null value is a tombstone and gives null bytes.
    public byte[] serialize(String topic, @Nullable GenericRecord data) {
        if (data == null) {
            return null;
        }
        Workspace workspace = workspaces.get();
        Schema schema = data.getSchema();
        try {
            return workspace.encode(idOf(workspace, topic, schema), data);
        } catch (IOException | RuntimeException malformed) {
            if (malformed instanceof RegistryUnavailableException unavailable) {
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
                id = registry.register(registry.subject(topic, schema), schema);
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

        /** By identity. Finding an equal but not identical schema would compare the two field by field. */
        final Map<Schema, Integer> same = new IdentityHashMap<>();

        void remember(Schema schema, Integer id) {
            if (same.size() == MOST_SCHEMA_OBJECTS) {
                same.clear(); // The program creates a new schema object for each record; none of them is used again.
            }
            same.put(schema, id);
        }
    }

    /** The buffers and lookups of one thread. */
    private static final class Workspace {
        final Map<String, Ids> ids = new HashMap<>();

        private final Frame frame = new Frame();
        private final BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(frame, null);
        private final RecordWriter writer = new RecordWriter();

        byte[] encode(int id, GenericRecord data) throws IOException {
            encoder.flush(); // It may hold bytes of a record that failed half-way. Flush them before the frame begins.
            frame.begin();
            writer.setSchema(data.getSchema());
            writer.write(data, encoder);
            encoder.flush();
            byte[] bytes = frame.toByteArray();
            WireFormat.putHeader(bytes, id);
            return bytes;
        }
    }

    /** A growing buffer that begins with space for the header. */
    private static final class Frame extends ByteArrayOutputStream {
        void begin() {
            reset();
            count = WireFormat.HEADER_BYTES;
        }
    }
}
