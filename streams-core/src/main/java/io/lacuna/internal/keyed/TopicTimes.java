package io.lacuna.internal.keyed;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;

/**
 * Stream time of each topic of a task: the largest time of its remembered records, in steps. The stream time of the task
 * depends on the order in which records of several topics come, and differs when they are read again; that of a topic does
 * not. It is an entry of the store, so that it is committed and restored with the memories. One step is a small part of the
 * maximum age, so that few records write it. For one thread.
 */
public final class TopicTimes {
    private static final int STEPS_WITHIN_AGE = 64;
    private static final long LEAST_STEP_MS = 1_000;

    private final MemoryStore store;
    private final long stepMs;
    private final Map<String, Long> times = new HashMap<>();

    /**
     * @param store store of the task, or its replacement in an audit
     * @param maxAgeMs maximum age of memories
     */
    public TopicTimes(MemoryStore store, long maxAgeMs) {
        this.store = store;
        stepMs = Math.max(LEAST_STEP_MS, maxAgeMs / STEPS_WITHIN_AGE);
    }

    /** Stream time of the topic; {@link Long#MIN_VALUE} before its first record. */
    public long of(String topic) {
        return times.computeIfAbsent(topic, unseen -> {
            byte[] kept = store.get(TopicKeys.time(topic));
            return kept == null ? Long.MIN_VALUE : ByteBuffer.wrap(kept).getLong();
        });
    }

    /** Stream time of the topic including a record with this time. */
    public long with(String topic, long timeMs) {
        return Math.max(of(topic), step(timeMs));
    }

    /** A record of the topic has its outcome. */
    public void advance(String topic, long timeMs) {
        long before = of(topic);
        long now = Math.max(before, step(timeMs));
        if (now > before) {
            times.put(topic, now);
            store.put(
                    TopicKeys.time(topic),
                    ByteBuffer.allocate(Long.BYTES).putLong(now).array());
        }
    }

    /**
     * Stream time by which the entry under this key of the store is old: {@link Long#MIN_VALUE} for a stream time, which never
     * is, and {@link Long#MAX_VALUE} for a memory from a time when the store had one topic, which no record can use.
     */
    long ofKey(Bytes key) {
        if (TopicKeys.isTime(key)) {
            return Long.MIN_VALUE;
        }
        String topic = TopicKeys.topic(key);
        return topic == null ? Long.MAX_VALUE : of(topic);
    }

    private long step(long timeMs) {
        return Math.floorDiv(timeMs, stepMs) * stepMs;
    }
}
