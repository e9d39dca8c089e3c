package io.lacuna.app.stream;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.streams.errors.SetupException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses, before the first record, to read a topic of JSON as Avro: the registry has no schema of the topic, and each of
 * its newest records begins with a brace. Single records of JSON in a topic of Avro become dead letters.
 */
final class InputFormatCheck {
    private static final Logger LOG = LoggerFactory.getLogger(InputFormatCheck.class);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final int NEWEST = 20;
    private static final int FEWEST = 3;

    private InputFormatCheck() {}

    /**
     * Returns whether the format is still to be seen from the records.
     *
     * @throws SetupException naming the key to set
     */
    static boolean check(LacunaConfig config, List<String> topics, SchemaRegistry registry) {
        boolean unseen = false;
        for (String topic : topics) {
            unseen |= check(config, topic, registry);
        }
        return unseen;
    }

    private static boolean check(LacunaConfig config, String topic, SchemaRegistry registry) {
        if (!config.recordFormat().hasSchemas()
                || registry.latest(topic + "-value").isPresent()) {
            return false;
        }
        int records = 0;
        int braces = 0;
        for (byte[] value : newest(config, topic)) {
            records++;
            braces += value.length > 0 && value[0] == '{' ? 1 : 0;
        }
        if (records >= FEWEST && braces == records) {
            throw new SetupException("topic " + topic + " seems to be JSON: each of its " + records
                    + " newest records begins with '{', and the schema registry has no schema of it; set "
                    + LacunaConfig.INPUT_FORMAT + "=json");
        }
        return true;
    }

    private static List<byte[]> newest(LacunaConfig config, String topic) {
        Map<String, Object> settings = new HashMap<>(config.consumerSettings());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        List<byte[]> values = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic, ANSWER).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, ANSWER);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ANSWER);
            for (TopicPartition partition : partitions) {
                long end = ends.getOrDefault(partition, 0L);
                consumer.seek(partition, Math.max(begins.getOrDefault(partition, 0L), end - NEWEST));
            }
            long until = System.nanoTime() + ANSWER.toNanos();
            while (System.nanoTime() < until
                    && partitions.stream()
                            .anyMatch(partition ->
                                    consumer.position(partition, ANSWER) < ends.getOrDefault(partition, 0L))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    if (record.value() != null) {
                        values.add(record.value());
                    }
                }
            }
        } catch (KafkaException unseen) {
            LOG.info("the format of {} is not checked: {}", topic, unseen.getMessage());
        }
        return values;
    }
}
