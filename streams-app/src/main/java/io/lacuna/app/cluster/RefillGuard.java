package io.lacuna.app.cluster;

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
 * Whether a start would fill records again that were filled before: the imputed topic holds some, and this application has
 * committed nothing, so it would begin at the first. Either another application wrote them, or this one's offsets expired.
 * Only under exactly-once, where an application's first records and its first offsets become visible together.
 */
final class RefillGuard {
    private static final long ANSWER_MS = 12_000;
    private static final Duration LOOK = Duration.ofSeconds(5);

    private RefillGuard() {}

    /**
     * @throws SetupException where it would
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
                    + " holds records already and application "
                    + config.applicationId() + " has committed nothing, so every record of " + config.inputTopic()
                    + " would be filled a second time; set application.id to the one that filled them, or"
                    + " topic.names.prefix for outputs of its own, or auto.offset.reset=latest to go on from now");
        }
    }

    private static boolean hasCommitted(Admin admin, LacunaConfig config) throws InterruptedException {
        try {
            return admin
                    .listConsumerGroupOffsets(config.applicationId())
                    .partitionsToOffsetAndMetadata()
                    .get(ANSWER_MS, TimeUnit.MILLISECONDS)
                    .entrySet()
                    .stream()
                    .anyMatch(entry ->
                            entry.getValue() != null && entry.getKey().topic().equals(config.inputTopic()));
        } catch (ExecutionException | TimeoutException unknown) {
            return true; // Nobody is kept from starting by what cannot be seen.
        }
    }

    /** Whether a committed record is there; what aborted transactions left behind does not count. */
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
            return false; // No right to read it, say.
        }
    }
}
