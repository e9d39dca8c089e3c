package io.lacuna.app.cluster;

import io.lacuna.app.config.InputTopics;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.streams.errors.SetupException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Refuses a start that would fill records a second time: the imputed topic has records, and this application has
 * committed no offset, so it would begin at the first record. Either another application wrote them, or this
 * application's offsets expired. Only under exactly-once, where the first records and the first offsets of an
 * application become visible together.
 */
final class RefillGuard {
    private static final long ANSWER_MS = 12_000;
    private static final Duration LOOK = Duration.ofSeconds(5);

    private RefillGuard() {}

    /**
     * @throws SetupException if it would
     */
    static void refuse(Admin admin, LacunaConfig config) throws InterruptedException {
        boolean fromNow = config.given().entrySet().stream()
                .anyMatch(entry -> entry.getKey().endsWith(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG)
                        && entry.getValue().startsWith("latest"));
        if (config.processingGuarantee().isTransactional()
                && !fromNow
                && !hasCommitted(admin, config)
                && holdsRecords(config)) {
            throw new SetupException("imputed topic " + config.imputedTopic()
                    + " already contains records, and application "
                    + config.applicationId() + " has committed nothing, so every record of "
                    + config.inputTopics().words()
                    + " would be filled a second time; set application.id to the one that filled them, or"
                    + " topic.names.prefix for separate outputs, or auto.offset.reset=latest to continue from now");
        }
    }

    private static boolean hasCommitted(Admin admin, LacunaConfig config) throws InterruptedException {
        InputTopics inputs = config.inputTopics();
        try {
            return admin
                    .listConsumerGroupOffsets(config.applicationId())
                    .partitionsToOffsetAndMetadata()
                    .get(ANSWER_MS, TimeUnit.MILLISECONDS)
                    .entrySet()
                    .stream()
                    .anyMatch(entry -> entry.getValue() != null
                            && inputs.has(entry.getKey().topic()));
        } catch (ExecutionException | TimeoutException unknown) {
            return true; // What this user may not see does not prevent a start.
        }
    }

    /** Whether the topic has a committed record; records of aborted transactions do not count. */
    private static boolean holdsRecords(LacunaConfig config) {
        Map<String, Object> settings = new HashMap<>(config.consumerSettings());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(config.imputedTopic(), LOOK).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, LOOK);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long giveUp = System.nanoTime() + LOOK.toNanos();
            while (System.nanoTime() < giveUp
                    && partitions.stream()
                            .anyMatch(partition ->
                                    consumer.position(partition, LOOK) < ends.getOrDefault(partition, 0L))) {
                if (!consumer.poll(Duration.ofMillis(200)).isEmpty()) {
                    return true;
                }
            }
            return false;
        } catch (KafkaException unseen) {
            return false; // For example without the right to read the topic.
        }
    }
}
