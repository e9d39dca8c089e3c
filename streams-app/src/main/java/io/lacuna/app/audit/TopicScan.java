package io.lacuna.app.audit;

import static java.util.Objects.requireNonNull;

import io.lacuna.app.config.InputTopics;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.streams.errors.SetupException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads whole topics from the first to the last committed record at the time of the call. For one thread. */
final class TopicScan implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(20);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaConsumer<byte[], byte[]> uncommitted;
    private final Map<String, Object> adminSettings;

    TopicScan(LacunaConfig config) {
        adminSettings = config.adminSettings();
        Map<String, Object> settings = config.consumerSettings();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // A consumer that closes waits for its last request, which the broker answers this late at the end of a topic.
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        uncommitted = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * Partitions of a topic.
     *
     * @throws SetupException if it does not exist
     */
    List<TopicPartition> partitions(String topic) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic, ANSWER).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new SetupException(
                    "topic " + topic + " does not exist; check that `lacuna stream` has run with this input.topic");
        }
        return partitions;
    }

    /**
     * Names of the input topics.
     *
     * @throws SetupException if none matches a pattern
     */
    List<String> inputs(InputTopics inputs) {
        try {
            List<String> names = inputs.among(consumer.listTopics(ANSWER).keySet());
            if (names.isEmpty()) {
                throw new SetupException("no topic matches " + inputs.words());
            }
            return names;
        } catch (KafkaException failed) {
            throw new SetupException("listing the topics failed: " + failed.getMessage(), failed);
        }
    }

    /** Approximate number of records of a topic. */
    long size(String topic) {
        try {
            List<TopicPartition> partitions = partitions(topic);
            long ends = sum(consumer.endOffsets(partitions, ANSWER));
            return ends - sum(consumer.beginningOffsets(partitions, ANSWER));
        } catch (KafkaException failed) {
            throw new SetupException("reading " + topic + " failed: " + failed.getMessage(), failed);
        }
    }

    /** Offset of the first record that retention has not deleted, by partition. */
    Map<TopicPartition, Long> begins(String topic) {
        try {
            return consumer.beginningOffsets(partitions(topic), ANSWER);
        } catch (KafkaException failed) {
            throw new SetupException("reading " + topic + " failed: " + failed.getMessage(), failed);
        }
    }

    /** Whether a topic is compacted; false if this user may not read its settings. */
    boolean isCompacted(String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (Admin admin = Admin.create(adminSettings)) {
            Config config = admin.describeConfigs(List.of(resource))
                    .all()
                    .get(ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                    .get(resource);
            ConfigEntry policy = config == null ? null : config.get(TopicConfig.CLEANUP_POLICY_CONFIG);
            return policy != null && policy.value() != null && policy.value().contains("compact");
        } catch (ExecutionException | TimeoutException unseen) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new SetupException("interrupted while reading the settings of " + topic, stopped);
        }
    }

    private static long sum(Map<TopicPartition, Long> offsets) {
        return offsets.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Partitions that end in an open transaction. */
    List<TopicPartition> openTransactions(String topic) {
        List<TopicPartition> partitions = partitions(topic);
        Map<TopicPartition, Long> stable = consumer.endOffsets(partitions, ANSWER);
        Map<TopicPartition, Long> all = uncommitted.endOffsets(partitions, ANSWER);
        return partitions.stream()
                .filter(partition -> !Objects.equals(stable.get(partition), all.get(partition)))
                .toList();
    }

    /**
     * Passes every record to the reader, each partition in order.
     *
     * @throws SetupException if the topic does not exist or the brokers do not answer
     */
    void each(String topic, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        each(consumer, topic, reader);
    }

    private void each(
            KafkaConsumer<byte[], byte[]> from, String topic, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        try {
            List<TopicPartition> partitions = partitions(topic);
            Map<TopicPartition, Long> ends = new HashMap<>(from.endOffsets(partitions, ANSWER));
            from.assign(partitions);
            from.seekToBeginning(partitions);
            long until = System.nanoTime() + ANSWER.toNanos();
            while (!atEnd(from, ends)) {
                if (System.nanoTime() > until) {
                    throw new SetupException("reading " + topic + " took too long; check that all brokers are up");
                }
                for (ConsumerRecord<byte[], byte[]> record : from.poll(Duration.ofMillis(200))) {
                    until = System.nanoTime() + ANSWER.toNanos();
                    if (record.offset() < requireNonNull(ends.get(new TopicPartition(topic, record.partition())))) {
                        reader.accept(record);
                    }
                }
            }
        } catch (KafkaException failed) {
            throw new SetupException("reading " + topic + " failed: " + failed.getMessage(), failed);
        }
    }

    private static boolean atEnd(KafkaConsumer<byte[], byte[]> from, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> from.position(end.getKey(), ANSWER) >= end.getValue());
    }

    /** Number of records in aborted transactions, which only a read_uncommitted reader sees. */
    long aborted(String topic) {
        long[] seen = new long[2];
        each(uncommitted, topic, record -> seen[0]++);
        each(consumer, topic, record -> seen[1]++);
        return Math.max(0, seen[0] - seen[1]);
    }

    /** Offsets that a group has committed in the input topics; empty where the brokers know none. */
    Map<TopicPartition, Long> committed(String group, InputTopics inputs) {
        Map<TopicPartition, Long> committed = new HashMap<>();
        try (Admin admin = Admin.create(adminSettings)) {
            admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                    .forEach((partition, offset) -> {
                        if (inputs.has(partition.topic()) && offset != null) {
                            committed.put(partition, offset.offset());
                        }
                    });
            return committed;
        } catch (ExecutionException | TimeoutException failed) {
            throw new SetupException("the offsets of group " + group + " cannot be read: " + failed, failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new SetupException("interrupted while reading the offsets of group " + group, stopped);
        }
    }

    @Override
    public void close() {
        consumer.close();
        uncommitted.close();
    }
}
