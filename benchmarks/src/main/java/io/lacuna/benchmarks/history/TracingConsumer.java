package io.lacuna.benchmarks.history;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** A consumer that reads partitions from their beginning while a run goes on, and notes what it is given. */
final class TracingConsumer implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Trace trace;
    private final Thread thread;
    private volatile @Nullable Map<TopicPartition, Long> until;
    private volatile @Nullable RuntimeException failure;

    TracingConsumer(String name, boolean committedOnly, Map<String, Object> settings, Collection<TopicPartition> read) {
        Map<String, Object> own = new HashMap<>(settings);
        own.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, committedOnly ? "read_committed" : "read_uncommitted");
        own.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        own.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        consumer = new KafkaConsumer<>(own, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        partitions = List.copyOf(read);
        trace = new Trace(name, committedOnly);
        thread = new Thread(this::read, "tracing-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void read() {
        try (consumer) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!isDone()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    trace.read(
                            new TopicPartition(record.topic(), record.partition()),
                            record.offset(),
                            Arrays.hashCode(record.value()));
                }
            }
            partitions.forEach(partition -> trace.position(partition, consumer.position(partition)));
        } catch (WakeupException closed) {
            // The run failed before its end.
        } catch (RuntimeException failed) {
            failure = failed;
        }
    }

    private boolean isDone() {
        Map<TopicPartition, Long> ends = until;
        return ends != null
                && ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /** Reads to these ends, and returns what was read from the beginning. */
    Trace finish(Map<TopicPartition, Long> ends, Duration patience) throws InterruptedException {
        until = Map.copyOf(ends);
        thread.join(patience.toMillis());
        RuntimeException failed = failure;
        if (failed != null || thread.isAlive()) {
            throw new IllegalStateException(trace.consumer() + " did not read to the ends " + ends, failed);
        }
        return trace;
    }

    @Override
    public void close() {
        if (thread.isAlive()) {
            consumer.wakeup();
        }
    }
}
