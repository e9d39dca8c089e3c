package io.lacuna.internal.avro;

import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.internal.registry.SchemaRegistry.UnknownSchemaException;
import io.lacuna.streams.errors.RegistryUnavailableException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Confluent's frame around an Avro value: a zero byte, the schema's id as a big-endian int, then Avro binary. Without
 * state.
 */
final class WireFormat {
    static final byte MAGIC = 0;
    static final int HEADER_BYTES = 5;

    private WireFormat() {}

    static void putHeader(byte[] frame, int id) {
        ByteBuffer.wrap(frame).put(MAGIC).putInt(id);
    }

    /**
     * The schema id of a framed value.
     *
     * @throws SerializationException if the bytes are not such a frame
     */
    static int idOf(String topic, byte[] frame) {
        if (frame.length > 0 && frame[0] == '{') {
            throw new OtherFormatException(
                    "topic '" + topic + "': a value begins with '{', as JSON does; Lacuna reads Avro in a"
                            + " schema registry's wire format; set input.format=json if the topic is JSON");
        }
        if (frame.length < HEADER_BYTES) {
            throw new SerializationException("topic '" + topic + "': a value of " + frame.length
                    + " bytes is too short for a schema id; was it written without a schema registry?");
        }
        if (frame[0] != MAGIC) {
            throw new SerializationException(String.format(
                    "topic '%s': a value begins with byte 0x%02x where 0x00 and a schema id belong; was it written"
                            + " without a schema registry?",
                    topic, frame[0]));
        }
        return ByteBuffer.wrap(frame, 1, Integer.BYTES).getInt();
    }

    /**
     * The writer's schema.
     *
     * @throws SerializationException if the registry does not know the id: the value is poison
     * @throws RegistryUnavailableException if it does not answer: the value may be good
     */
    static Schema schemaOf(SchemaRegistry registry, String topic, int id) {
        try {
            return registry.byId(id);
        } catch (UnknownSchemaException unknown) {
            throw new SerializationException("topic '" + topic + "': " + unknown.getMessage(), unknown);
        }
    }
}
