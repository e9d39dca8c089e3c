package io.lacuna.app.stream;

import io.lacuna.app.stream.failure.OutcomeBooks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A stream thread's consumer of the input topics. It screens records before they are decoded, and reports its positions.
 */
final class InputConsumer extends KafkaConsumer<byte[], byte[]> {
    private static final long POSITIONS_EVERY_NANOS = 500_000_000L;

    private final OutcomeBooks books;
    private long positionsNanos = System.nanoTime();

    InputConsumer(Map<String, Object> settings, OutcomeBooks books) {
        super(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.books = books;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        ConsumerRecords<byte[], byte[]> records;
        try {
            records = super.poll(timeout);
        } catch (OffsetOutOfRangeException gone) {
            // Kafka Streams continues at the first existing offset.
            outOfRange(gone.offsetOutOfRangePartitions());
            throw gone;
        }
        if (System.nanoTime() - positionsNanos > POSITIONS_EVERY_NANOS) {
            positionsNanos = System.nanoTime();
            assignment().forEach(this::tellPosition);
        }
        return records.isEmpty() ? records : screened(records);
    }

    private void outOfRange(Map<TopicPartition, Long> wanted) {
        Map<TopicPartition, Long> begins = beginningOffsets(wanted.keySet());
        Map<TopicPartition, Long> ends = endOffsets(wanted.keySet());
        wanted.forEach((partition, offset) -> books.jumped()
                .outOfRange(
                        partition,
                        offset,
                        begins.getOrDefault(partition, offset),
                        ends.getOrDefault(partition, offset)));
    }

    private void tellPosition(TopicPartition partition) {
        try {
            books.positions().at(partition, position(partition, Duration.ZERO));
        } catch (TimeoutException | IllegalStateException unknown) {
            // The position is not known yet, or the partition was just revoked; the next poll knows more.
        }
    }

    private ConsumerRecords<byte[], byte[]> screened(ConsumerRecords<byte[], byte[]> records) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> screened = new HashMap<>();
        boolean changed = false;
        for (TopicPartition partition : records.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> read = records.records(partition);
            long last = read.get(read.size() - 1).offset();
            OffsetAndMetadata next = records.nextOffsets().get(partition);
            books.positions().read(partition, last, next == null ? last + 1 : next.offset());
            List<ConsumerRecord<byte[], byte[]>> kept = new ArrayList<>(read.size());
            for (ConsumerRecord<byte[], byte[]> record : read) {
                ConsumerRecord<byte[], byte[]> taken = books.setAside().screen(record);
                changed |= taken != record;
                kept.add(taken);
            }
            screened.put(partition, kept);
        }
        return changed ? new ConsumerRecords<>(screened, records.nextOffsets()) : records;
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
        long begunNanos = System.nanoTime();
        super.commitSync(offsets);
        books.committed(offsets, begunNanos);
    }

    @Override
    public void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
        super.subscribe(topics, new Assignments(listener));
    }

    @Override
    public void subscribe(Pattern topics, ConsumerRebalanceListener listener) {
        super.subscribe(topics, new Assignments(listener));
    }

    /** Forgets the position of an earlier owner of a partition. */
    private final class Assignments implements ConsumerRebalanceListener {
        private final ConsumerRebalanceListener listener;

        Assignments(ConsumerRebalanceListener listener) {
            this.listener = listener;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            partitions.forEach(books.positions()::begin);
            listener.onPartitionsAssigned(partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            listener.onPartitionsRevoked(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            listener.onPartitionsLost(partitions);
        }
    }
}
