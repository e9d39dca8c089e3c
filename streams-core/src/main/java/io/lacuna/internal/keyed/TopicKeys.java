package io.lacuna.internal.keyed;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Keys of a store that several topics share: the length of the topic's name in two bytes, the name, the bytes of the key.
 * One further entry of each topic has its stream time; it begins with a length that no name has. Without state.
 */
public final class TopicKeys {
    private static final int LENGTH_BYTES = Short.BYTES;

    /** Names of topics have at most 249 characters of one byte. */
    private static final short TIME = -1;

    private TopicKeys() {}

    /** The key under which a topic's key is remembered. */
    public static byte[] key(String topic, byte[] key) {
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(LENGTH_BYTES + name.length + key.length)
                .putShort((short) name.length)
                .put(name)
                .put(key)
                .array();
    }

    /** The key of a topic's stream time. */
    static Bytes time(String topic) {
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(LENGTH_BYTES + name.length)
                .putShort(TIME)
                .put(name)
                .array());
    }

    /** Whether the entry is a stream time. */
    static boolean isTime(Bytes key) {
        return length(key) == TIME;
    }

    /** The topic of a remembered key; null for a key from a time when the store had one topic. */
    static @Nullable String topic(Bytes key) {
        int length = length(key);
        return length < 1 || LENGTH_BYTES + length > key.get().length
                ? null
                : new String(key.get(), LENGTH_BYTES, length, StandardCharsets.UTF_8);
    }

    private static int length(Bytes key) {
        return key.get().length < LENGTH_BYTES ? 0 : ByteBuffer.wrap(key.get()).getShort();
    }
}
