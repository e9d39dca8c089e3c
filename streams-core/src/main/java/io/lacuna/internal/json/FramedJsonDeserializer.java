package io.lacuna.internal.json;

import io.lacuna.internal.avro.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON objects in the wire format of a schema registry: a zero byte, the id of the JSON Schema, the object; or the
 * object alone, and the id in a header. The object is not validated against its schema: that is up to its writer. Safe for
 * concurrent use.
 */
public final class FramedJsonDeserializer implements Deserializer<GenericRecord> {
    @Override
    @SuppressWarnings("NullAway") // Kafka's contract: null bytes are a tombstone and give a null value.
    public GenericRecord deserialize(String topic, byte @Nullable [] data) {
        if (data == null) {
            return null;
        }
        if (data.length <= WireFormat.HEADER_BYTES || data[0] != 0) {
            throw new SerializationException("topic '" + topic + "': a value does not begin with 0x00 and a schema id"
                    + (data.length > 0 && data[0] == '{'
                            ? ", but with '{'; set input.format=json if the topic is plain JSON"
                            : "; was it written without a schema registry?"));
        }
        int id = ByteBuffer.wrap(data, 1, Integer.BYTES).getInt();
        return read(topic, Arrays.copyOfRange(data, WireFormat.HEADER_BYTES, data.length), id);
    }

    @Override
    public GenericRecord deserialize(String topic, Headers headers, byte @Nullable [] data) {
        Object id = data == null ? null : WireFormat.idIn(topic, headers);
        return id == null || data == null || data.length > 0 && data[0] == 0
                ? deserialize(topic, data)
                : read(topic, data, id);
    }

    private static GenericRecord read(String topic, byte[] document, Object id) {
        try {
            return JsonScan.read(document).withSchema(id);
        } catch (IOException malformed) {
            throw Json.refused(topic, malformed);
        }
    }
}
