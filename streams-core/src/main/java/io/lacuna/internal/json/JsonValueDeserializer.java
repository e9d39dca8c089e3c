package io.lacuna.internal.json;

import java.io.IOException;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON objects in UTF-8. Every other value is rejected with a {@link SerializationException} that names the topic:
 * malformed, no object, nested too deeply, something after the object. Safe for concurrent use.
 */
public final class JsonValueDeserializer implements Deserializer<GenericRecord> {
    @Override
    @SuppressWarnings("NullAway") // Kafka's contract: null bytes are a tombstone and give a null value.
    public GenericRecord deserialize(String topic, byte @Nullable [] data) {
        if (data == null) {
            return null;
        }
        if (data.length > 4 && data[0] == 0) {
            throw new SerializationException(
                    "topic '" + topic + "': a value begins with 0x00, as in a schema registry's"
                            + " wire format; set input.format=avro if the topic is Avro");
        }
        try {
            return JsonScan.read(data);
        } catch (IOException malformed) {
            throw Json.refused(topic, malformed);
        }
    }
}
