package io.lacuna.app.watch;

import io.lacuna.app.config.LacunaConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Follows one of Lacuna's own topics, committed records only, beginning a limited number of records before its end. A plain
 * consumer without a group. For one thread.
 */
final class TopicTail<T> implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final String topic;
    private final int backlog;
    private final Deserializer<T> values;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private boolean assigned;

    /** @param backlog number of records to go back, over all partitions */
    TopicTail(LacunaConfig config, String topic, Deserializer<T> values, int backlog) {
        this.topic = topic;
        this.values = values;
        this.backlog = backlog;
        Map<String, Object> settings = config.consumerSettings();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * Reads the next records; none while the topic does not exist. Values that Lacuna did not write are left out.
     *
     * @param wait for the first record
     * @param reader receives each record with its value
     * @return whether there was a record
     */
    boolean read(Duration wait, BiConsumer<ConsumerRecord<byte[], byte[]>, T> reader) {
        if (!assigned && !assign()) {
            return false;
        }
        ConsumerRecords<byte[], byte[]> records = consumer.poll(wait);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            T value;
            try {
                value = values.deserialize(topic, record.value());
            } catch (SerializationException foreign) {
                continue;
            }
            if (value != null) {
                reader.accept(record, value);
            }
        }
        return !records.isEmpty();
    }

    private boolean assign() {
        List<TopicPartition> partitions = new ArrayList<>();
        try {
            consumer.partitionsFor(topic, ANSWER)
                    .forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
        } catch (UnknownTopicOrPartitionException notYet) {
            return false;
        }
        if (partitions.isEmpty()) {
            return false;
        }
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, ANSWER);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ANSWER);
        consumer.assign(partitions);
        for (TopicPartition partition : partitions) {
            long end = ends.getOrDefault(partition, 0L);
            long begin = begins.getOrDefault(partition, 0L);
            consumer.seek(partition, Math.max(begin, end - backlog / partitions.size()));
        }
        assigned = true;
        return true;
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }
}
