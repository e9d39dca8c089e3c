package io.lacuna.app.watch;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.schemas.MaskedScore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Follows the scores topic, committed records only, beginning a limited number of scores back, so that a restarted
 * watch has recent history. A plain consumer without a group. For one thread.
 */
public final class ScoreTail implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final int LONGEST_POLLS = 100;

    private final String topic;
    private final int backlog;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Deserializer<MaskedScore> values;

    /**
     * The record whose scores are being read, by partition. Its scores are adjacent, the serving generation's first.
     */
    private final Map<Integer, Open> open = new HashMap<>();

    private boolean assigned;

    /** @param backlog number of scores to go back, over all partitions */
    public ScoreTail(LacunaConfig config, SchemaRegistry registry, int backlog) {
        topic = config.scoresTopic();
        this.backlog = backlog;
        Map<String, Object> settings = config.consumerSettings();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        values = config.recordFormat().own(MaskedScore.class, registry);
    }

    /** Records whose scores were completed since the last call, oldest first; none while the topic does not exist. */
    public List<ScoredRecord> poll() {
        List<ScoredRecord> complete = new ArrayList<>();
        if (!assigned && !assign()) {
            return complete;
        }
        for (int polls = 0; polls < LONGEST_POLLS; polls++) {
            var read = consumer.poll(Duration.ofMillis(polls == 0 ? 50 : 20));
            read.forEach(record -> take(record, complete));
            if (read.isEmpty()) {
                break;
            }
        }
        complete.sort(Comparator.comparingLong(ScoredRecord::timestampMs)
                .thenComparingInt(ScoredRecord::partition)
                .thenComparingLong(ScoredRecord::offset));
        return complete;
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

    private void take(ConsumerRecord<byte[], byte[]> record, List<ScoredRecord> complete) {
        MaskedScore score;
        try {
            score = values.deserialize(topic, record.value());
        } catch (SerializationException notAScore) {
            return; // Not written by Lacuna: it says nothing about the fills.
        }
        if (score == null) {
            return;
        }
        Open last = open.get(record.partition());
        if (last == null || !last.isOf(score)) {
            if (last != null && !last.active.isEmpty()) {
                complete.add(last.complete());
            }
            last = new Open(
                    score.getSourceTopic(), score.getSourcePartition(), score.getSourceOffset(), record.timestamp());
            open.put(record.partition(), last);
        }
        (score.getShadow() ? last.shadow : last.active).add(score);
    }

    @Override
    public void close() {
        consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(2)));
    }

    private record Open(
            String topic,
            int partition,
            long offset,
            long timestampMs,
            List<MaskedScore> active,
            List<MaskedScore> shadow) {
        Open(String topic, int partition, long offset, long timestampMs) {
            this(topic, partition, offset, timestampMs, new ArrayList<>(), new ArrayList<>());
        }

        boolean isOf(MaskedScore score) {
            return score.getSourceOffset() == offset
                    && score.getSourcePartition() == partition
                    && score.getSourceTopic().equals(topic);
        }

        ScoredRecord complete() {
            return new ScoredRecord(partition, offset, timestampMs, active, shadow);
        }
    }
}
