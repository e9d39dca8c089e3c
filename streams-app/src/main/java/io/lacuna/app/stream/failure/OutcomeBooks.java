package io.lacuna.app.stream.failure;

import io.lacuna.app.progress.ConsumerPositions;
import io.lacuna.app.progress.DeadLetterShare;
import io.lacuna.app.progress.JumpedOffsets;
import io.lacuna.app.progress.OutcomeCounts;
import io.lacuna.app.progress.RepeatedFailures;
import io.lacuna.app.stream.meters.StreamMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * State about single records that the parts of one stream share: the record each thread processes, outcomes, records
 * set aside, and commits. Safe to share between threads.
 *
 * @param hand the record that each thread processes
 * @param counts outcomes, counted when they are committed
 * @param deadLetters share of dead letters among late records
 * @param reasons receives the kind of reason of each dead letter
 * @param setAside records that are not decoded
 * @param failures records that end threads
 * @param positions positions of the consumers
 * @param jumped offsets that were deleted before they were read
 * @param formats whether the first records have the format of the configuration
 * @param commits receive each committed offset
 */
public record OutcomeBooks(
        RecordInHand hand,
        OutcomeCounts counts,
        DeadLetterShare deadLetters,
        Consumer<String> reasons,
        SetAside setAside,
        RepeatedFailures failures,
        ConsumerPositions positions,
        JumpedOffsets jumped,
        FormatGuard formats,
        List<CommitListener> commits) {
    /** Configuration key under which Kafka passes the books to the failure handlers. */
    public static final String KEY = "lacuna.stream.books";

    /** Called when every record of a partition below an offset has its outcome. */
    @FunctionalInterface
    public interface CommitListener {
        /**
         * @param begunNanos when the commit was begun, by {@link System#nanoTime}: it may have taken place at any time since
         */
        void committed(TopicPartition partition, long offset, long begunNanos);
    }

    /**
     * @param mostBytes size of the largest record that is decoded
     * @param times timestamps that the outputs accept
     */
    public static OutcomeBooks of(StreamMetrics metrics, RepeatedFailures failures, int mostBytes, RecordTimes times) {
        DeadLetterShare deadLetters = new DeadLetterShare();
        OutcomeCounts counts = new OutcomeCounts((outcome, records) -> {
            metrics.committed(outcome, records);
            deadLetters.committed(outcome, records);
        });
        SetAside setAside = new SetAside(failures, mostBytes, times);
        List<CommitListener> commits = new ArrayList<>(List.of(
                (partition, offset, begunNanos) -> counts.committed(partition, offset),
                (partition, offset, begunNanos) -> setAside.committed(partition, offset)));
        return new OutcomeBooks(
                new RecordInHand(),
                counts,
                deadLetters,
                metrics::deadLetter,
                setAside,
                failures,
                new ConsumerPositions(),
                new JumpedOffsets(),
                new FormatGuard(),
                commits);
    }

    /**
     * Called on the thread that committed.
     *
     * @param begunNanos when the commit was begun, by {@link System#nanoTime}
     */
    public void committed(Map<TopicPartition, OffsetAndMetadata> offsets, long begunNanos) {
        hand.committed(offsets);
        offsets.forEach((partition, offset) ->
                commits.forEach(listener -> listener.committed(partition, offset.offset(), begunNanos)));
    }
}
