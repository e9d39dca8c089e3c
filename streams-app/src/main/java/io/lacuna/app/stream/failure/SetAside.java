package io.lacuna.app.stream.failure;

import io.lacuna.app.progress.RepeatedFailures;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Records that are not decoded: those that repeatedly ended a stream thread, and those too large to be written again.
 * Their key, value and headers are removed before they are read, and they become dead letters with partition and
 * offset only. Records whose timestamp the outputs do not accept get an accepted one; they are filled or become dead letters with their value.
 * Safe to share between threads.
 */
public final class SetAside {
    private final RepeatedFailures failures;
    private final int mostBytes;
    private final RecordTimes times;
    private final Map<TopicPartition, Map<Long, String>> reasons = new ConcurrentHashMap<>();
    private final Map<TopicPartition, Map<Long, String>> untimely = new ConcurrentHashMap<>();

    /**
     * @param mostBytes limit of key, value and headers together
     * @param times timestamps that the outputs accept
     */
    public SetAside(RepeatedFailures failures, int mostBytes, RecordTimes times) {
        this.times = times;
        this.failures = failures;
        this.mostBytes = mostBytes;
    }

    /**
     * Returns the record, with another timestamp if necessary; for one that is set aside only its partition and offset.
     */
    public ConsumerRecord<byte[], byte[]> screen(ConsumerRecord<byte[], byte[]> record) {
        String reason = failures.setAside(partition(record), record.offset());
        if (reason == null) {
            long bytes = bytes(record);
            if (bytes <= mostBytes) {
                return timely(record);
            }
            reason = "its " + bytes + " bytes exceed the " + mostBytes + " of record.max.bytes";
        }
        put(reasons, record, reason);
        return place(record);
    }

    private static void put(
            Map<TopicPartition, Map<Long, String>> reasons, ConsumerRecord<byte[], byte[]> record, String reason) {
        reasons.computeIfAbsent(partition(record), unseen -> new ConcurrentHashMap<>())
                .put(record.offset(), reason);
    }

    private ConsumerRecord<byte[], byte[]> timely(ConsumerRecord<byte[], byte[]> record) {
        long taken = times.isPass() ? record.timestamp() : times.taken(record.timestamp());
        if (taken == record.timestamp()) {
            return record;
        }
        if (times.refuses()) {
            put(untimely, record, times.words(record.timestamp()));
        }
        return new ConsumerRecord<>(
                record.topic(),
                record.partition(),
                record.offset(),
                taken,
                record.timestampType(),
                record.serializedKeySize(),
                record.serializedValueSize(),
                record.key(),
                record.value(),
                record.headers(),
                record.leaderEpoch());
    }

    private static TopicPartition partition(ConsumerRecord<byte[], byte[]> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    private static long bytes(ConsumerRecord<byte[], byte[]> record) {
        long bytes = Math.max(0, record.serializedKeySize()) + (long) Math.max(0, record.serializedValueSize());
        for (Header header : record.headers()) {
            bytes += header.key().length() + (header.value() == null ? 0 : header.value().length);
        }
        return bytes;
    }

    @SuppressWarnings("NullAway") // Kafka's contract: no key, no value.
    private ConsumerRecord<byte[], byte[]> place(ConsumerRecord<byte[], byte[]> record) {
        return new ConsumerRecord<>(
                record.topic(),
                record.partition(),
                record.offset(),
                times.taken(record.timestamp()),
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
    public String reason(TopicPartition partition, long offset) {
        Map<Long, String> ofPartition = reasons.get(partition);
        return ofPartition == null ? null : ofPartition.get(offset);
    }

    /** Why the record becomes a dead letter for its timestamp; null where it does not. */
    @Nullable
    String untimely(TopicPartition partition, long offset) {
        if (untimely.isEmpty()) {
            return null;
        }
        Map<Long, String> ofPartition = untimely.get(partition);
        return ofPartition == null ? null : ofPartition.get(offset);
    }

    /** All records of the partition below this offset have their outcome. */
    public void committed(TopicPartition partition, long offset) {
        forget(reasons, partition, offset);
        forget(untimely, partition, offset);
    }

    private static void forget(Map<TopicPartition, Map<Long, String>> reasons, TopicPartition partition, long offset) {
        Map<Long, String> ofPartition = reasons.get(partition);
        if (ofPartition != null) {
            ofPartition.keySet().removeIf(done -> done < offset);
            if (ofPartition.isEmpty()) {
                reasons.remove(partition);
            }
        }
    }
}
