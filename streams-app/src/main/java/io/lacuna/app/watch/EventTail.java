package io.lacuna.app.watch;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.schemas.Event;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** The newest events of the events topic. A plain consumer without a group. For one thread. */
public final class EventTail implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final String topic;
    private final int most;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Deserializer<Event> values;
    private final Deque<Event> newest = new ArrayDeque<>();
    private boolean assigned;

    /** @param most number of events that are kept */
    public EventTail(LacunaConfig config, SchemaRegistry registry, int most) {
        topic = config.eventsTopic();
        this.most = most;
        Map<String, Object> settings = config.consumerSettings();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        values = config.recordFormat().own(Event.class, registry);
    }

    /** Reads on, and returns the newest events, oldest first; none while the topic does not exist. */
    public List<Event> read() {
        if (assigned || assign()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
                take(record);
            }
        }
        return new ArrayList<>(newest);
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
        consumer.assign(partitions);
        consumer.endOffsets(partitions, ANSWER)
                .forEach((partition, end) ->
                        consumer.seek(partition, Math.max(begins.getOrDefault(partition, 0L), end - most)));
        assigned = true;
        return true;
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            Event event = values.deserialize(topic, record.value());
            if (event != null) {
                newest.addLast(event);
            }
        } catch (SerializationException foreign) {
            return; // Not written by Lacuna.
        }
        while (newest.size() > most) {
            newest.removeFirst();
        }
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }
}
