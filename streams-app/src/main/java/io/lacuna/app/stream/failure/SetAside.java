package io.lacuna.app.stream.failure;

import io.lacuna.app.progress.RepeatedFailures;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Records that are not decoded: those that repeatedly ended a stream thread, and those too large to be written again.
 * Their key, value and headers are removed before they are read, and they become dead letters with partition and offset
 * only. Safe to share between threads.
 */
public final class SetAside {
    private final RepeatedFailures failures;
    private final int mostBytes;
    private final Map<Integer, Map<Long, String>> reasons = new ConcurrentHashMap<>();

    /**
     * @param mostBytes limit of key, value and headers together
     */
    public SetAside(RepeatedFailures failures, int mostBytes) {
        this.failures = failures;
        this.mostBytes = mostBytes;
    }

    /** Returns the record, or for one that is set aside a record with its partition and offset only. */
    public ConsumerRecord<byte[], byte[]> screen(ConsumerRecord<byte[], byte[]> record) {
        String reason = failures.setAside(record.partition(), record.offset());
        if (reason == null) {
            long bytes = bytes(record);
            if (bytes <= mostBytes) {
                return record;
            }
            reason = "its " + bytes + " bytes exceed the " + mostBytes + " of record.max.bytes";
        }
        reasons.computeIfAbsent(record.partition(), unseen -> new ConcurrentHashMap<>())
                .put(record.offset(), reason);
        return place(record);
    }

    private static long bytes(ConsumerRecord<byte[], byte[]> record) {
        long bytes = Math.max(0, record.serializedKeySize()) + (long) Math.max(0, record.serializedValueSize());
        for (Header header : record.headers()) {
            bytes += header.key().length() + (header.value() == null ? 0 : header.value().length);
        }
        return bytes;
    }

    @SuppressWarnings("NullAway") // Kafka's contract: no key, no value.
    private static ConsumerRecord<byte[], byte[]> place(ConsumerRecord<byte[], byte[]> record) {
        return new ConsumerRecord<>(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.timestampType(),
                ConsumerRecord.NULL_SIZE,
                ConsumerRecord.NULL_SIZE,
                null,
                null,
                new RecordHeaders(),
                Optional.empty());
    }

    /** The reason why the record is set aside; null where it is not. */
    @Nullable
    public String reason(int partition, long offset) {
        Map<Long, String> ofPartition = reasons.get(partition);
        return ofPartition == null ? null : ofPartition.get(offset);
    }

    /** All records of the partition below this offset have their outcome. */
    public void committed(int partition, long offset) {
        Map<Long, String> ofPartition = reasons.get(partition);
        if (ofPartition != null) {
            ofPartition.keySet().removeIf(done -> done < offset);
            if (ofPartition.isEmpty()) {
                reasons.remove(partition);
            }
        }
    }
}
