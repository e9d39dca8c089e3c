package io.lacuna.internal.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Writes JSON records, and Lacuna's own records as JSON. Safe for concurrent use. */
public final class JsonValueSerializer implements Serializer<GenericRecord> {
    @Override
    @SuppressWarnings("NullAway") // Kafka's contract: a null value is a tombstone and gives null bytes.
    public byte[] serialize(String topic, @Nullable GenericRecord data) {
        if (data == null) {
            return null;
        }
        if (data instanceof FilledJson filled) {
            return filled.toBytes();
        }
        if (data instanceof JsonRecord record) {
            return record.document().clone();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = Json.FACTORY.createGenerator(bytes)) {
            PlainJson.write(data, out);
        } catch (IOException malformed) {
            throw new SerializationException("topic '" + topic + "': " + malformed.getMessage(), malformed);
        }
        return bytes.toByteArray();
    }
}
