package io.lacuna.internal.keyed;

import io.lacuna.internal.context.KeyMemory;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The memories of the keys of one task. For one thread.
 *
 * <p>Stream time is the largest timestamp that the task has seen, or, where it has several topics, {@linkplain TopicTimes that
 * of the record's topic}. A record that is behind it by more than the maximum
 * age is filled without a memory, and a key without records for more than the maximum age starts with an empty memory.
 * So no later record depends on whether a memory twice as old was deleted.
 */
public final class KeyMemories {
    private final MemoryStore store;
    private final long maxAgeMs;

    /**
     * @param store store of the task, or its replacement in an audit
     * @param maxAgeMs maximum age of memories, in stream time
     */
    public KeyMemories(MemoryStore store, long maxAgeMs) {
        this.store = store;
        this.maxAgeMs = maxAgeMs;
    }

    /**
     * Reads the memory of a key.
     *
     * @param key bytes of the record's key; null if it has none
     * @param timeMs the record's time
     * @param offset the record's offset; a memory with that offset or a later one is from an earlier pass over the
     *     topic
     * @param streamTimeMs the stream time, including the record's time
     * @param into receives the memory; empty if there is none
     */
    public Recall recall(byte @Nullable [] key, long timeMs, long offset, long streamTimeMs, KeyMemory into) {
        into.clear();
        if (key == null) {
            return Recall.NO_KEY;
        }
        if (isOlder(timeMs, streamTimeMs, maxAgeMs)) {
            return Recall.TOO_LATE;
        }
        byte[] bytes = store.get(Bytes.wrap(key));
        if (bytes == null || !into.read(bytes)) {
            return Recall.NEW;
        }
        if (isOlder(into.time(), timeMs, maxAgeMs) || into.offset() >= offset) {
            into.clear();
        }
        return into.isEmpty() ? Recall.NEW : Recall.KNOWN;
    }

    /** Whether a time is more than an age before another; safe against overflow. */
    static boolean isOlder(long timeMs, long thanMs, long ageMs) {
        return thanMs > timeMs && (thanMs - timeMs > ageMs || thanMs - timeMs < 0);
    }

    /** Keeps a key's memory. */
    public void keep(byte[] key, KeyMemory memory) {
        store.put(Bytes.wrap(key), memory.toBytes());
    }
}
