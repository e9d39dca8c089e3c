package io.lacuna.benchmarks.rollout;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the committed records of a topic as they come, and keeps how long each was on its way: from its timestamp, which is that of
 * the input record, to its arrival here. Safe to share between threads.
 */
final class Arrivals implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread;
    private final long[] longestMs;
    private long count;

    Arrivals(String bootstrapServers, String topic, int partitions) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
        longestMs = new long[partitions];
        thread = new Thread(this::read, "arrivals");
        thread.setDaemon(true);
        thread.start();
    }

    private void read() {
        try (consumer) {
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    arrived(record.partition(), System.currentTimeMillis() - record.timestamp());
                }
            }
        } catch (WakeupException closing) {
            // The end.
        }
    }

    private synchronized void arrived(int partition, long ms) {
        count++;
        longestMs[partition] = Math.max(longestMs[partition], ms);
    }

    /** Records that came so far. */
    synchronized long count() {
        return count;
    }

    /** The longest way of a record since the last call, by partition, in milliseconds. */
    synchronized long[] longestMs() {
        long[] longest = longestMs.clone();
        java.util.Arrays.fill(longestMs, 0);
        return longest;
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join(10_000);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
