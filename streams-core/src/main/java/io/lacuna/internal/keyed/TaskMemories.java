package io.lacuna.internal.keyed;

import io.lacuna.internal.context.KeyMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The memories in a task's store, and the deletion of those that no later record can use. For one thread. */
public final class TaskMemories implements MemoryStore {
    /** Largest number of keys deleted at once, so that a transaction stays short. */
    private static final int MOST_DELETIONS = 50_000;

    private static final int LOOKS_WITHIN_AGE = 8;
    private static final long LEAST_INTERVAL_MS = 1_000;

    private final KeyValueStore<Bytes, byte[]> store;
    private final long maxAgeMs;

    /**
     * @param store store of the task
     * @param maxAgeMs maximum age of memories, in stream time
     */
    public TaskMemories(KeyValueStore<Bytes, byte[]> store, long maxAgeMs) {
        this.store = store;
        this.maxAgeMs = maxAgeMs;
    }

    @Override
    public byte @Nullable [] get(Bytes key) {
        return store.get(key);
    }

    @Override
    public void put(Bytes key, byte[] memory) {
        store.put(key, memory);
    }

    /** Time between two searches for old memories, in stream time. */
    public long intervalMs() {
        return Math.max(LEAST_INTERVAL_MS, maxAgeMs / LOOKS_WITHIN_AGE);
    }

    /**
     * Deletes memories that are twice as old as the maximum age; see {@link KeyMemories}.
     *
     * @return number of deleted memories
     */
    public int expire(long streamTimeMs) {
        return expire(key -> streamTimeMs);
    }

    /** The same in a store that several topics share, by the stream time of each topic. */
    public int expire(TopicTimes times) {
        return expire(times::ofKey);
    }

    private int expire(ToLongFunction<Bytes> streamTimeMs) {
        long oldestMs = maxAgeMs > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : 2 * maxAgeMs;
        List<Bytes> old = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            while (all.hasNext() && old.size() < MOST_DELETIONS) {
                KeyValue<Bytes, byte[]> entry = all.next();
                long nowMs = streamTimeMs.applyAsLong(entry.key);
                if (nowMs > Long.MIN_VALUE && KeyMemories.isOlder(KeyMemory.timeOf(entry.value), nowMs, oldestMs)) {
                    old.add(entry.key);
                }
            }
        }
        old.forEach(store::delete);
        return old.size();
    }
}
