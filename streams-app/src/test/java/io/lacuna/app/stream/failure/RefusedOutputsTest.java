package io.lacuna.app.stream.failure;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.progress.RepeatedFailures;
import io.lacuna.app.stream.failure.RecordInHand.Hand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Deaths, suspicion and dead letters together, with batches and transactions as the producer has them: one bad output
 * fails its batch, and then the transaction.
 */
class RefusedOutputsTest {
    private static final int RECORDS = 12;

    private final RecordInHand hand = new RecordInHand();
    private final Set<Long> deadLetters = new TreeSet<>();
    private long committed;
    private int deaths;

    /** The outputs of one transaction. */
    private final class Transaction {
        private final Set<Long> bad;
        private final List<Runnable> waiting = new ArrayList<>();
        private boolean isBad;
        private @Nullable KafkaException failed;

        Transaction(Set<Long> bad) {
            this.bad = bad;
        }

        void send(long offset, boolean deadLetter) {
            KafkaException before = failed;
            Hand mine = hand.here();
            boolean alone = mine.isAlone();
            mine.sending(this::flush);
            if (before != null) {
                KafkaException error = new KafkaException("the transaction is in an error state", before);
                mine.refused(new TopicPartition("in", 0), offset, alone, error);
                throw error;
            }
            isBad |= !deadLetter && bad.contains(offset);
            waiting.add(() -> mine.refused(
                    new TopicPartition("in", 0),
                    offset,
                    alone,
                    new InvalidTimestampException("the batch was refused")));
        }

        void flush() {
            if (isBad) {
                failed = new InvalidTimestampException("an output was refused");
                waiting.forEach(Runnable::run);
            }
            waiting.clear();
            isBad = false;
        }

        void commit(long next) {
            flush();
            if (failed != null) {
                throw new StreamsException(failed);
            }
            hand.committed(Map.of(new TopicPartition("in", 0), new OffsetAndMetadata(next)));
            committed = next;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 12, 12", // deaths, bad offset, another one, records per commit
        "2, 1, 12, 12",
        "3, 1, 12, 12",
        "2, 0, 12, 12",
        "2, 11, 12, 12",
        "1, 1, 2, 12",
        "2, 3, 9, 12",
        "2, 3, 9, 4",
        "1, 3, 4, 4",
        "3, 0, 11, 1"
    })
    void onlyTheRecordsWhoseOutputsAreRefusedBecomeDeadLetters(int most, long one, long other, int perCommit)
            throws InterruptedException {
        Set<Long> bad = other < RECORDS ? Set.of(one, other) : Set.of(one);
        RepeatedFailures failures = new RepeatedFailures(most, true);
        ThreadReplacement replacement = new ThreadReplacement(100, () -> 0, pause -> {}, hand, failures, reason -> {});
        while (committed < RECORDS) {
            AtomicReference<@Nullable StreamThreadExceptionResponse> end = new AtomicReference<>();
            Thread thread = new Thread(() -> {
                try {
                    work(new Transaction(bad), failures, perCommit);
                } catch (KafkaException died) {
                    end.set(replacement.handle(died));
                }
            });
            thread.start();
            thread.join();
            if (committed < RECORDS) {
                assertThat(end).hasValue(REPLACE_THREAD);
                assertThat(++deaths).isLessThanOrEqualTo(bad.size() * (most + 1));
            }
        }
        assertThat(deadLetters).isEqualTo(bad);
        assertThat(deaths).isGreaterThanOrEqualTo(bad.size() * most);
    }

    /** A stream thread from the last commit on. */
    private void work(Transaction transaction, RepeatedFailures failures, int perCommit) {
        for (long offset = committed; offset < RECORDS; offset++) {
            hand.take(new TopicPartition("in", 0), offset);
            boolean setAside = failures.setAside(new TopicPartition("in", 0), offset) != null;
            if (setAside) {
                deadLetters.add(offset);
            }
            transaction.send(offset, setAside);
            hand.done();
            if ((offset + 1) % perCommit == 0) {
                transaction.commit(offset + 1);
            }
        }
    }
}
