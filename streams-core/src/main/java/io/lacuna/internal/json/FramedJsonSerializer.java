package io.lacuna.internal.json;

import io.lacuna.internal.avro.WireFormat;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.internal.registry.SchemaRegistry.UnknownSchemaException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON records in the wire format of a schema registry. A filled record has the schema of its input with one more
 * property, {@code imputation}, which is registered under the output topic's subject; a record without a note keeps its schema.
 * Lacuna's own records are plain JSON. Safe for concurrent use.
 */
public final class FramedJsonSerializer implements Serializer<GenericRecord> {
    private static final String PROPERTIES = "properties";
    private static final String NOTE = "imputation";
    private static final String NOTE_SCHEMA = "{\"description\":\"What Lacuna filled in this record, and how.\","
            + "\"oneOf\":[{\"type\":\"null\"},{\"type\":\"object\"}]}";

    private final SchemaRegistry registry;
    private final JsonValueSerializer plain = new JsonValueSerializer();
    private final Map<Output, Integer> ids = new ConcurrentHashMap<>();

    /** A topic's records with one input schema. */
    private record Output(String topic, Object schemaId, boolean note) {}

    public FramedJsonSerializer(SchemaRegistry registry) {
        this.registry = registry;
    }

    @Override
    @SuppressWarnings("NullAway") // Kafka's contract: a null value is a tombstone and gives null bytes.
    public byte[] serialize(String topic, @Nullable GenericRecord data) {
        byte[] document = plain.serialize(topic, data);
        Object schema = data instanceof FilledJson filled
                ? filled.schemaId()
                : data instanceof JsonRecord record ? record.schemaId() : null;
        if (document == null || schema == null) {
            return document;
        }
        return framed(id(topic, schema, data instanceof FilledJson filled && filled.hasNote()), document);
    }

    private static byte[] framed(int id, byte[] document) {
        byte[] frame = new byte[WireFormat.HEADER_BYTES + document.length];
        WireFormat.putHeader(frame, id);
        System.arraycopy(document, 0, frame, WireFormat.HEADER_BYTES, document.length);
        return frame;
    }

    /** Writes any records as JSON with this schema id. */
    public static Serializer<GenericRecord> withSchema(int id) {
        JsonValueSerializer plain = new JsonValueSerializer();
        return (topic, record) -> framed(id, plain.serialize(topic, record));
    }

    private int id(String topic, Object schema, boolean note) {
        if (!note && schema instanceof Integer same) {
            return same;
        }
        Output output = new Output(topic, schema, note);
        Integer known = ids.get(output);
        if (known != null) {
            return known;
        }
        try {
            String text = registry.jsonSchema(schema);
            int id = registry.registerJson(topic + "-value", note ? withNote(topic, text) : text);
            ids.put(output, id);
            return id;
        } catch (UnknownSchemaException unknown) {
            throw new SerializationException("topic '" + topic + "': " + unknown.getMessage(), unknown);
        }
    }

    /** The schema with the property of the note; all else keeps its bytes. */
    static String withNote(String topic, String schema) {
        JsonRecord text;
        try {
            text = JsonScan.read(schema.getBytes(StandardCharsets.UTF_8));
        } catch (IOException malformed) {
            throw new SerializationException(
                    "topic '" + topic + "': its JSON Schema is no object: " + schema, malformed);
        }
        FilledJson changed = new FilledJson(text, "");
        int properties = text.find(PROPERTIES);
        if (properties == JsonRecord.NONE) {
            changed.append(JsonRecord.ROOT, PROPERTIES, "{" + Json.string(NOTE) + ':' + NOTE_SCHEMA + '}');
        } else if (text.kind(properties) == JsonRecord.Kind.OBJECT
                && text.find(PROPERTIES + "." + NOTE) == JsonRecord.NONE) {
            changed.append(properties, NOTE, NOTE_SCHEMA);
        } else {
            throw new SerializationException("topic '" + topic + "': its JSON Schema has a property '" + NOTE
                    + "' already: the input topic seems to be an imputed one");
        }
        return changed.toString();
    }
}
