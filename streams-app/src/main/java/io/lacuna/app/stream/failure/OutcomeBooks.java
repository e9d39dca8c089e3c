package io.lacuna.app.stream.failure;

import io.lacuna.app.progress.ConsumerPositions;
import io.lacuna.app.progress.OutcomeCounts;
import io.lacuna.app.progress.RepeatedFailures;
import io.lacuna.app.stream.meters.StreamMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What the parts of one stream write down about single records: which one a thread has in hand, what became of it, which are set
 * aside, and what is committed. Safe to share between threads.
 *
 * @param hand which record each thread works on
 * @param counts outcomes, counted when they are committed
 * @param setAside records that are not looked into
 * @param failures records that end threads
 * @param positions how far the consumers have read
 * @param commits hear of each committed offset
 */
public record OutcomeBooks(
        RecordInHand hand,
        OutcomeCounts counts,
        SetAside setAside,
        RepeatedFailures failures,
        ConsumerPositions positions,
        List<CommitListener> commits) {
    /** Key under which Kafka hands them to the handlers of failures. */
    public static final String KEY = "lacuna.stream.books";

    /** Hears that every record of a partition below an offset has its outcome. */
    @FunctionalInterface
    public interface CommitListener {
        public void committed(int partition, long offset);
    }

    /**
     * @param mostBytes largest record that is looked into
     */
    public static OutcomeBooks of(StreamMetrics metrics, RepeatedFailures failures, int mostBytes) {
        OutcomeCounts counts = new OutcomeCounts(metrics);
        SetAside setAside = new SetAside(failures, mostBytes);
        List<CommitListener> commits = new ArrayList<>(List.of(counts::committed, setAside::committed));
        return new OutcomeBooks(new RecordInHand(), counts, setAside, failures, new ConsumerPositions(), commits);
    }

    /** On the thread that committed. */
    public void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
        hand.committed();
        offsets.forEach((partition, offset) ->
                commits.forEach(listener -> listener.committed(partition.partition(), offset.offset())));
    }
}
