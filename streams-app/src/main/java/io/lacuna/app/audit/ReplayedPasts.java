package io.lacuna.app.audit;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.config.choice.ContextStore;
import io.lacuna.app.config.choice.TimestampAction;
import io.lacuna.internal.context.KeyMemory;
import io.lacuna.internal.keyed.KeyBytes;
import io.lacuna.internal.keyed.KeyMemories;
import io.lacuna.internal.keyed.MemoryStore;
import io.lacuna.internal.keyed.TopicTimes;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds the memories of all keys from the input as the stream does: records of a partition in order, each with the
 * generation that filled it. For one thread.
 */
final class ReplayedPasts {
    private final boolean kept;
    private final long maxAgeMs;
    private final KeyBytes<byte[]> keys;
    private final boolean byTopic;
    private final Map<TopicPartition, Long> begins;
    private final Map<TopicPartition, Partition> partitions = new HashMap<>();

    /** Timestamps of filled records, which may differ from those in the input: only where timestamps are clamped. */
    private final @Nullable Map<Place, Long> filledAt;

    /**
     * @param begins offset of the first existing input record, by partition
     */
    ReplayedPasts(LacunaConfig config, Map<TopicPartition, Long> begins) {
        kept = config.contextStore() != ContextStore.NONE;
        maxAgeMs = config.servingSettings().context().maxAgeMs();
        byTopic = config.servingSettings().context().byTopic();
        keys = new KeyBytes<>(
                new ByteArraySerializer(), config.servingSettings().context().keyField());
        this.begins = begins;
        filledAt = config.recordTimestampAction() == TimestampAction.CLAMP ? new HashMap<>() : null;
    }

    /** One partition of the input, up to the record read last. */
    private static final class Partition implements MemoryStore {
        private final Map<Bytes, byte[]> memories = new HashMap<>();
        private long firstMs = -1;
        private long lostMs = -1;
        private long streamTimeMs = -1;
        private final TopicTimes times;

        Partition(long maxAgeMs) {
            times = new TopicTimes(this, maxAgeMs);
        }

        @Override
        public byte @Nullable [] get(Bytes key) {
            return memories.get(key);
        }

        @Override
        public void put(Bytes key, byte[] memory) {
            memories.put(key, memory);
        }
    }

    /** The filled record of an input record that still exists has this timestamp. */
    void filledAt(Place place, long timeMs) {
        if (filledAt != null) {
            filledAt.put(place, timeMs);
        }
    }

    /**
     * A record that is not read here, because it was deleted or became a dead letter, was processed at this time: later records
     * may be late.
     *
     * @param filled whether it was filled
     */
    void passed(TopicPartition of, long timeMs, boolean filled) {
        Partition partition = partition(of);
        partition.streamTimeMs = Math.max(partition.streamTimeMs, timeMs);
        if (byTopic && filled) {
            partition.times.advance(of.topic(), timeMs);
        }
    }

    /** Counts the next record, which the stream has processed, in the stream time; returns the time that the stream uses. */
    long at(ConsumerRecord<byte[], byte[]> record) {
        Partition partition = partition(record);
        long timeMs = record.timestamp() >= 0 ? record.timestamp() : Math.max(0, partition.streamTimeMs);
        if (filledAt != null && record.timestamp() >= 0) {
            timeMs = filledAt.getOrDefault(Place.of(record), timeMs);
        }
        partition.firstMs = partition.firstMs < 0 ? timeMs : partition.firstMs;
        partition.streamTimeMs = Math.max(partition.streamTimeMs, timeMs);
        return timeMs;
    }

    /**
     * The memory of a record's key before the record; null if the record has no past.
     *
     * @param into an empty memory of the right kind
     */
    @Nullable
    KeyMemory recall(ConsumerRecord<byte[], byte[]> record, GenericRecord value, long timeMs, KeyMemory into) {
        Partition partition = partition(record);
        long streamTimeMs = byTopic ? partition.times.with(record.topic(), timeMs) : partition.streamTimeMs;
        return kept
                        && new KeyMemories(partition, maxAgeMs)
                                .recall(key(record, value), timeMs, record.offset(), streamTimeMs, into)
                                .remembers()
                ? into
                : null;
    }

    /** Keeps the memory of a record's key. */
    void keep(ConsumerRecord<byte[], byte[]> record, GenericRecord value, KeyMemory memory) {
        byte[] key = key(record, value);
        if (key != null) {
            partition(record).put(Bytes.wrap(key), memory.toBytes());
        }
    }

    /** A record was filled by a model that remembers keys. */
    void filled(ConsumerRecord<byte[], byte[]> record, long timeMs) {
        if (byTopic) {
            partition(record).times.advance(record.topic(), timeMs);
        }
    }

    private Partition partition(ConsumerRecord<byte[], byte[]> record) {
        return partition(new TopicPartition(record.topic(), record.partition()));
    }

    private Partition partition(TopicPartition of) {
        return partitions.computeIfAbsent(of, unseen -> new Partition(maxAgeMs));
    }

    private byte @Nullable [] key(ConsumerRecord<byte[], byte[]> record, GenericRecord value) {
        return keys.of(record.topic(), record.key(), value);
    }

    /** Discards the memories of a partition at a record whose model was deleted. */
    void lose(TopicPartition partition, long timeMs) {
        Partition read = partition(partition);
        read.memories.clear();
        read.lostMs = Math.max(read.lostMs, timeMs);
    }

    /**
     * Time from which on the keys of a partition are known, because earlier records were deleted; the smallest number
     * if none were.
     */
    long knownSinceMs(TopicPartition partition) {
        Partition read = partitions.get(partition);
        if (read != null && read.lostMs >= 0) {
            return read.lostMs;
        }
        return begins.getOrDefault(partition, 0L) == 0 || read == null ? Long.MIN_VALUE / 2 : read.firstMs;
    }

    /** Whether a record is so late that deleted records no longer count. */
    boolean isBeyond(TopicPartition partition, long timeMs) {
        long sinceMs = knownSinceMs(partition);
        return sinceMs < 0 || (timeMs - sinceMs) / 2 > maxAgeMs;
    }
}
