package io.lacuna.app.progress;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far the stream's own consumers have read. Kafka Streams commits a partition only after a record of it, so one that ends in
 * offsets without records (markers of transactions, aborted records) stays behind its end for ever and yet has nothing left to
 * do; the consumer's position tells. Safe to share between threads.
 */
public final class ConsumerPositions {
    private final Map<Integer, Position> partitions = new ConcurrentHashMap<>();

    /**
     * @param next offset that is read next
     * @param last offset of the last record handed to the stream; -1 where there was none
     */
    private record Position(long next, long last) {}

    /** A consumer begins with the partition. */
    public void begin(int partition) {
        partitions.remove(partition);
    }

    /** A consumer handed records over, and goes on at that offset. */
    public void read(int partition, long last, long next) {
        partitions.put(partition, new Position(next, last));
    }

    /** A consumer stands at that offset. */
    public void at(int partition, long next) {
        partitions.compute(partition, (number, before) -> new Position(next, before == null ? -1 : before.last()));
    }

    /** Up to which offset nothing is left to do, where everything below an offset is committed. */
    long settled(int partition, long committed) {
        Position position = partitions.get(partition);
        return position == null || position.last() >= committed ? committed : Math.max(committed, position.next());
    }
}
