package io.lacuna.app.progress;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;

/**
 * Positions of the stream's own consumers. Kafka Streams commits a partition only after one of its records. So the
 * committed offset of a partition that ends in offsets without records (transaction markers, aborted records) never
 * reaches its end, though no record is left; the consumer's position shows that. Safe to share between threads.
 */
public final class ConsumerPositions {
    private final Map<TopicPartition, Position> partitions = new ConcurrentHashMap<>();

    /**
     * @param next offset that is read next
     * @param last offset of the last record passed to the stream; -1 where there was none
     */
    private record Position(long next, long last) {}

    /** A consumer was assigned the partition. */
    public void begin(TopicPartition partition) {
        partitions.remove(partition);
    }

    /** A consumer passed records on; its position is {@code next}. */
    public void read(TopicPartition partition, long last, long next) {
        partitions.put(partition, new Position(next, last));
    }

    /** The consumer's position is this offset. */
    public void at(TopicPartition partition, long next) {
        partitions.compute(partition, (same, before) -> new Position(next, before == null ? -1 : before.last()));
    }

    /** Offset below which nothing is left to do, if everything below {@code committed} is committed. */
    long settled(TopicPartition partition, long committed) {
        Position position = partitions.get(partition);
        return position == null || position.last() >= committed ? committed : Math.max(committed, position.next());
    }
}
