package io.lacuna.internal.keyed;

import io.lacuna.internal.context.KeyMemory;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The memories of the keys of one task. For one thread.
 *
 * <p>Stream time is the greatest timestamp that the task has seen. A record that is behind it by more than the greatest age
 * meets no memory, and a key that was silent for more than the greatest age begins anew. So no record to come can tell whether
 * a memory that is twice as old was deleted.
 */
public final class KeyMemories {
    private final MemoryStore store;
    private final long maxAgeMs;

    /**
     * @param store of the task, or what an audit has in its place
     * @param maxAgeMs greatest age of what is remembered, in stream time
     */
    public KeyMemories(MemoryStore store, long maxAgeMs) {
        this.store = store;
        this.maxAgeMs = maxAgeMs;
    }

    /**
     * Reads what is remembered of a key.
     *
     * @param key bytes of the record's key; null where it has none
     * @param timeMs the record's time
     * @param offset the record's offset; a memory of that offset or a later one is of another run over the topic
     * @param streamTimeMs the task's stream time, the record's own among it
     * @param into receives the memory; empty where there is none
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

    /** Whether a time lies more than an age before another; sums that no long can hold do not matter. */
    static boolean isOlder(long timeMs, long thanMs, long ageMs) {
        return thanMs > timeMs && (thanMs - timeMs > ageMs || thanMs - timeMs < 0);
    }

    /** Keeps a key's memory. */
    public void keep(byte[] key, KeyMemory memory) {
        store.put(Bytes.wrap(key), memory.toBytes());
    }
}
