package io.lacuna.app.trainer;

import io.lacuna.internal.keyed.KeyBytes;
import io.lacuna.internal.partner.EnrichTopic;
import io.lacuna.streams.errors.SetupException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * All records of the topics of partners. The partner of a record is the newest one of its key up to the record's time, as
 * a stream that keeps up with both topics sees it. A record that is earlier than all of them gets the first one: a
 * compacted topic no longer has the earlier ones. For one thread.
 */
final class PartnerHistory {
    static final PartnerHistory NONE = new PartnerHistory(List.of());

    private final List<OfTopic> topics = new ArrayList<>();

    private static final class OfTopic {
        private final KeyBytes<byte[]> keys;
        private final Map<Bytes, TreeMap<Long, GenericRecord>> records = new HashMap<>();
        private @Nullable Schema newest;

        OfTopic(EnrichTopic topic) {
            keys = new KeyBytes<>(new ByteArraySerializer(), topic.keyField());
        }
    }

    PartnerHistory(List<EnrichTopic> topics) {
        topics.forEach(topic -> this.topics.add(new OfTopic(topic)));
    }

    /**
     * Reads the topics to their ends.
     *
     * @param consumer without a group; its assignment is replaced
     * @throws SetupException if a topic does not exist
     */
    static PartnerHistory read(
            List<EnrichTopic> topics,
            KafkaConsumer<byte[], byte[]> consumer,
            Deserializer<GenericRecord> values,
            Duration answer) {
        PartnerHistory history = new PartnerHistory(topics);
        for (int t = 0; t < topics.size(); t++) {
            String topic = topics.get(t).topic();
            List<TopicPartition> partitions = new ArrayList<>();
            consumer.partitionsFor(topic, answer)
                    .forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
            if (partitions.isEmpty()) {
                throw new SetupException(
                        "topic " + topic + " of enrich.topic does not exist; create it, or correct" + " enrich.topic");
            }
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, answer);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long until = System.nanoTime() + answer.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey(), answer) < end.getValue())) {
                if (System.nanoTime() > until) {
                    throw new SetupException("reading " + topic + " took too long; check that all brokers are up");
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    until = System.nanoTime() + answer.toNanos();
                    history.take(t, record, values);
                }
            }
        }
        return history;
    }

    private void take(int t, ConsumerRecord<byte[], byte[]> record, Deserializer<GenericRecord> values) {
        try {
            GenericRecord value = record.value() == null
                    ? null
                    : values.deserialize(record.topic(), record.headers(), record.value());
            if (record.key() != null && value != null) {
                add(t, record.key(), record.timestamp(), value);
            }
        } catch (SerializationException poison) {
            // As in the stream: no partner.
            return;
        }
    }

    /** Adds a record of the t-th topic. */
    void add(int t, byte[] key, long timestampMs, GenericRecord value) {
        OfTopic of = topics.get(t);
        of.newest = value.getSchema();
        of.records.computeIfAbsent(Bytes.wrap(key), unseen -> new TreeMap<>()).put(timestampMs, value);
    }

    /** The newest schema of each topic that has records. */
    List<Schema> schemas() {
        List<Schema> schemas = new ArrayList<>();
        for (OfTopic of : topics) {
            if (of.newest != null) {
                schemas.add(of.newest);
            }
        }
        return schemas;
    }

    /** The partners of a record, at most one of each topic. */
    List<GenericRecord> of(String inputTopic, byte @Nullable [] key, GenericRecord record, long timestampMs) {
        List<GenericRecord> partners = new ArrayList<>();
        for (OfTopic of : topics) {
            byte[] bytes = of.keys.of(inputTopic, key, record);
            TreeMap<Long, GenericRecord> known = bytes == null ? null : of.records.get(Bytes.wrap(bytes));
            if (known != null) {
                Map.Entry<Long, GenericRecord> newest = known.floorEntry(timestampMs);
                partners.add(newest == null ? known.firstEntry().getValue() : newest.getValue());
            }
        }
        return partners;
    }
}
