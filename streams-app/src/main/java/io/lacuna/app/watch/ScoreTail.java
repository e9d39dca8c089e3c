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
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Follows the scores topic, committed records only, beginning a limited number of scores back, so that a restarted
 * watch has recent history. For one thread.
 */
public final class ScoreTail implements AutoCloseable {
    private static final int LONGEST_POLLS = 100;

    private final TopicTail<MaskedScore> scores;

    /**
     * The record whose scores are being read, by partition. Its scores are adjacent, the serving generation's first.
     */
    private final Map<Integer, Open> open = new HashMap<>();

    /** @param backlog number of scores to go back, over all partitions */
    public ScoreTail(LacunaConfig config, SchemaRegistry registry, int backlog) {
        scores = new TopicTail<>(
                config, config.scoresTopic(), config.recordFormat().own(MaskedScore.class, registry), backlog);
    }

    /** Records whose scores were completed since the last call, oldest first; none while the topic does not exist. */
    public List<ScoredRecord> poll() {
        List<ScoredRecord> complete = new ArrayList<>();
        for (int polls = 0; polls < LONGEST_POLLS; polls++) {
            Duration wait = Duration.ofMillis(polls == 0 ? 50 : 20);
            if (!scores.read(wait, (record, score) -> take(record, score, complete))) {
                break;
            }
        }
        complete.sort(Comparator.comparingLong(ScoredRecord::timestampMs)
                .thenComparingInt(ScoredRecord::partition)
                .thenComparingLong(ScoredRecord::offset));
        return complete;
    }

    private void take(ConsumerRecord<byte[], byte[]> record, MaskedScore score, List<ScoredRecord> complete) {
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
        scores.close();
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
