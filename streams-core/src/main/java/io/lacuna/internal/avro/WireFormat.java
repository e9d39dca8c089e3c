package io.lacuna.internal.avro;

import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.internal.registry.SchemaRegistry.UnknownSchemaException;
import io.lacuna.streams.errors.RegistryUnavailableException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Confluent's frame around an Avro value: a zero byte, the schema's id as a big-endian int, then Avro binary. Newer serializers
 * can write the id into a header instead, and the value is Avro binary alone. Without state.
 */
public final class WireFormat {
    /** The header of a schema's id. */
    public static final String ID_HEADER = "__value_schema_id";

    static final byte MAGIC = 0;
    public static final int HEADER_BYTES = 5;

    /** First byte of a header with a GUID. */
    private static final byte GUID = 1;

    private static final int GUID_BYTES = 17;

    private WireFormat() {}

    /** Writes the frame's own bytes. */
    public static void putHeader(byte[] frame, int id) {
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
     * The schema id in a header: a zero byte and a number, or a one and a GUID. Null if there is no such header.
     *
     * @throws SerializationException if it has another form
     */
    public static @Nullable Object idIn(String topic, Headers headers) {
        Header header = headers.lastHeader(ID_HEADER);
        if (header == null) {
            return null;
        }
        byte[] id = header.value();
        if (id != null && id.length == HEADER_BYTES && id[0] == MAGIC) {
            return ByteBuffer.wrap(id, 1, Integer.BYTES).getInt();
        }
        if (id != null && id.length == GUID_BYTES && id[0] == GUID) {
            ByteBuffer guid = ByteBuffer.wrap(id, 1, 2 * Long.BYTES);
            return new UUID(guid.getLong(), guid.getLong());
        }
        throw new SerializationException("topic '" + topic + "': the header " + ID_HEADER + " of a value has "
                + (id == null ? "no" : id.length + "") + " bytes, which is neither a schema id nor a GUID");
    }

    /** The Avro binary in a framed value, without the frame. */
    public static byte[] unframed(byte[] frame) {
        return Arrays.copyOfRange(frame, HEADER_BYTES, frame.length);
    }

    /**
     * The writer's schema.
     *
     * @param id a number or a GUID
     *
     * @throws SerializationException if the registry does not know the id: the value is poison
     * @throws RegistryUnavailableException if it does not answer: the value may be good
     */
    static Schema schemaOf(SchemaRegistry registry, String topic, Object id) {
        try {
            return id instanceof UUID guid ? registry.byGuid(guid) : registry.byId((Integer) id);
        } catch (UnknownSchemaException unknown) {
            throw new SerializationException("topic '" + topic + "': " + unknown.getMessage(), unknown);
        }
    }
}
