package io.lacuna.internal.keyed;

import io.lacuna.internal.json.JsonRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Converts a record's key into the bytes under which it is remembered. For one thread.
 *
 * @param <K> class of the Kafka records' keys
 */
public final class KeyBytes<K> {
    private final Serializer<K> serializer;
    private final String field;

    /**
     * @param serializer serializer of the Kafka records' keys
     * @param field field whose value is the key; empty for the key of the Kafka record
     */
    public KeyBytes(Serializer<K> serializer, String field) {
        this.serializer = serializer;
        this.field = field;
    }

    /** The key's bytes; null if the record has no key. */
    public byte @Nullable [] of(String topic, @Nullable K key, GenericRecord value) {
        if (field.isEmpty()) {
            return key == null ? null : serializer.serialize(topic, key);
        }
        if (value instanceof JsonRecord json) {
            int member = json.find(field);
            return member == JsonRecord.NONE || json.kind(member) == JsonRecord.Kind.NULL
                    ? null
                    : json.text(member).getBytes(StandardCharsets.UTF_8);
        }
        Schema.Field found = value.getSchema().getField(field);
        Object cell = found == null ? null : value.get(found.pos());
        if (cell == null) {
            return null;
        }
        if (cell instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
        return cell instanceof GenericFixed fixed
                ? fixed.bytes().clone()
                : cell.toString().getBytes(StandardCharsets.UTF_8);
    }
}
