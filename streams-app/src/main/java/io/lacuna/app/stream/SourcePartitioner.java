package io.lacuna.app.stream;

import io.lacuna.app.stream.meters.StreamMetrics;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * Sends the outputs of a record to the partition with the input partition's number, independent of the key, so that the
 * order within a partition is kept. If the output topic has fewer partitions, the number wraps around.
 *
 * <p>Safe between threads: each thread has its own partition.
 */
final class SourcePartitioner implements StreamPartitioner<byte[], byte[]> {
    private final ThreadLocal<int[]> current = ThreadLocal.withInitial(() -> new int[1]);

    private final StreamMetrics metrics;

    SourcePartitioner(StreamMetrics metrics) {
        this.metrics = metrics;
    }

    /** The calling thread now processes a record of this partition. */
    void at(int partition) {
        current.get()[0] = partition;
    }

    @Override
    public Optional<Set<Integer>> partitions(String topic, byte[] key, byte[] value, int partitions) {
        int partition = current.get()[0];
        if (partition >= partitions) {
            metrics.displaced(topic, partition, partition % partitions);
        }
        return Optional.of(Set.of(partition % partitions));
    }
}
