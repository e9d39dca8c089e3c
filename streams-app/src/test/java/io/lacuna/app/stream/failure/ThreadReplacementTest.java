package io.lacuna.app.stream.failure;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.progress.RepeatedFailures;
import io.lacuna.streams.errors.RegistryUnavailableException;
import io.lacuna.streams.errors.SchemaRefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.Test;

class ThreadReplacementTest {
    private final AtomicLong nowMs = new AtomicLong(1_000_000);
    private final List<Long> pauses = new ArrayList<>();
    private final List<String> died = new ArrayList<>();
    private final RecordInHand hand = new RecordInHand();
    private final RepeatedFailures failures = new RepeatedFailures(2, false);
    private final ThreadReplacement replacement =
            new ThreadReplacement(3, nowMs::get, pauses::add, hand, failures, died::add);

    @Test
    void tooManyDeathsWithinAMinuteEndTheInstanceWithTheReason() {
        assertThat(replacement.lastFailure()).isNull();
        Throwable failure = new StreamsException("wrapped", new IllegalStateException("the reason"));
        for (int i = 0; i < 3; i++) {
            assertThat(replacement.handle(failure)).isEqualTo(REPLACE_THREAD);
        }
        assertThat(replacement.handle(failure)).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(replacement.lastFailure()).isEqualTo("the reason");
        assertThat(pauses).hasSize(3);
        assertThat(died).hasSize(4).containsOnly("the reason");
    }

    @Test
    void deathsLongAgoDoNotCount() {
        for (int i = 0; i < 20; i++) {
            assertThat(replacement.handle(new IllegalStateException("now and then")))
                    .isEqualTo(REPLACE_THREAD);
            nowMs.addAndGet(30_000);
        }
    }

    @Test
    void anOutageOfTheRegistryNeverEndsTheInstance() {
        Throwable outage = new StreamsException(new RegistryUnavailableException("no answer", new RuntimeException()));
        for (int i = 0; i < 50; i++) {
            assertThat(replacement.handle(outage)).isEqualTo(REPLACE_THREAD);
        }
    }

    /** No record is at fault: none is counted, suspected or set aside. */
    @Test
    void aRegistryThatRefusesTheOutputsSlowsTheThreadsDownAndNeverEndsTheInstance() {
        Throwable refused = new StreamsException(new SchemaRefusedException("subject 'out-value' has another", null));
        TopicPartition partition = new TopicPartition("in", 0);
        hand.take(partition, 41);
        for (int i = 0; i < 50; i++) {
            assertThat(replacement.handle(refused)).isEqualTo(REPLACE_THREAD);
        }
        assertThat(pauses).hasSize(50).allMatch(pause -> pause >= 10_000);
        assertThat(died).containsOnly("subject 'out-value' has another");
        assertThat(failures.setAside(partition, 41)).isNull();
        assertThat(failures.isHeld(partition, 41)).isFalse();
    }

    @Test
    void aRecordThatIsHeldAtSlowsTheThreadsDownAndNeverEndsTheInstance() {
        hand.take(new TopicPartition("in", 0), 41);
        for (int i = 0; i < 50; i++) {
            assertThat(replacement.handle(new IllegalStateException("bad"))).isEqualTo(REPLACE_THREAD);
        }
        assertThat(failures.isHeld(new TopicPartition("in", 0), 41)).isTrue();
        assertThat(pauses.get(0)).isLessThan(pauses.get(1));
    }

    @Test
    void theThreadThatReadsModelsIsNotReplaced() throws Exception {
        Throwable truncated = new StreamsException(new OffsetOutOfRangeException(Map.of()));
        AtomicReference<StreamThreadExceptionResponse> response = new AtomicReference<>();
        Thread global = new Thread(() -> response.set(replacement.handle(truncated)), "app-GlobalStreamThread");
        global.start();
        global.join();
        assertThat(response).hasValue(SHUTDOWN_CLIENT);
        assertThat(replacement.modelsAreGone()).isTrue();
    }
}
