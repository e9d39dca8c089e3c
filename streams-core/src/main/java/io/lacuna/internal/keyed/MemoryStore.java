package io.lacuna.internal.keyed;

import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** Bytes of memories by key. */
public interface MemoryStore {
    /** The bytes of a key's memory; null if there is none. */
    byte @Nullable [] get(Bytes key);

    /** Stores the bytes of a key's memory. */
    void put(Bytes key, byte[] memory);
}
