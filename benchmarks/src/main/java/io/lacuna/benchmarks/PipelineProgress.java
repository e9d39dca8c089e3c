package io.lacuna.benchmarks;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** The committed offsets of a group on the input, read from the broker. Not thread-safe. */
final class PipelineProgress implements AutoCloseable {
    private static final long POLL_MS = 20;

    private final Admin admin;
    private final String group;
    private final Set<TopicPartition> partitions;

    PipelineProgress(PipelineInput input, String group) throws InterruptedException, ExecutionException {
        this.admin = Admin.create(Map.of("bootstrap.servers", input.bootstrapServers()));
        this.group = group;
        partitions =
                requireNonNull(admin.describeTopics(Set.of(input.topic()))
                                .allTopicNames()
                                .get()
                                .get(input.topic()))
                        .partitions()
                        .stream()
                        .map(partition -> new TopicPartition(input.topic(), partition.partition()))
                        .collect(Collectors.toSet());
    }

    /** The sum of the input's end offsets. */
    long inputEnd() throws InterruptedException, ExecutionException {
        return admin
                .listOffsets(partitions.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest())))
                .all()
                .get()
                .values()
                .stream()
                .mapToLong(offset -> offset.offset())
                .sum();
    }

    /**
     * Waits until the group has committed this many offsets.
     *
     * @return the number of committed offsets when it was reached
     */
    long await(long offsets, Duration patience) throws InterruptedException, ExecutionException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < deadline) {
            long committed = committed();
            if (committed >= offsets) {
                return committed;
            }
            Thread.sleep(POLL_MS);
        }
        throw new IllegalStateException(group + " did not commit " + offsets + " offsets within " + patience);
    }

    private long committed() throws InterruptedException, ExecutionException {
        long sum = 0;
        for (OffsetAndMetadata offset : admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get()
                .values()) {
            sum += offset == null ? 0 : offset.offset();
        }
        return sum;
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}
