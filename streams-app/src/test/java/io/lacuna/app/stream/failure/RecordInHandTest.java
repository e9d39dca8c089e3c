package io.lacuna.app.stream.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.stream.failure.RecordInHand.Culprit;
import io.lacuna.app.stream.failure.RecordInHand.Hand;
import io.lacuna.streams.errors.RegistryUnavailableException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class RecordInHandTest {
    private static final Exception REFUSED = new InvalidTimestampException("too late");

    private final RecordInHand hand = new RecordInHand();

    private static TopicPartition in(int partition) {
        return new TopicPartition("in", partition);
    }

    private void commit(int partition, long next) {
        hand.committed(Map.of(in(partition), new OffsetAndMetadata(next)));
    }

    private void process(int partition, long offset) {
        hand.take(in(partition), offset);
        hand.done();
    }

    @Test
    void aFailureWhileARecordIsProcessedIsCausedByItAndOneBetweenRecordsIsNot() {
        hand.take(in(2), 41);
        Error deep = new StackOverflowError();
        assertThat(hand.culprit(deep)).isEqualTo(new Culprit(in(2), 41));
        hand.done();
        assertThat(hand.culprit(deep)).isNull();
        assertThat(hand.suspect(deep)).isEmpty();
    }

    @Test
    void outagesAndMissingRightsAreNotCausedByARecord() {
        hand.take(in(0), 1);
        assertThat(hand.culprit(new StreamsException(new TimeoutException("slow"))))
                .isNull();
        assertThat(hand.culprit(new StreamsException(new TopicAuthorizationException("no"))))
                .isNull();
        assertThat(hand.culprit(new RegistryUnavailableException("away", new RuntimeException())))
                .isNull();
        hand.here().refused(in(0), 1, false, new TimeoutException("slow"));
        assertThat(hand.suspect(new StreamsException(new TimeoutException("slow"))))
                .isEmpty();
    }

    @Test
    void aRefusalOfOutputsThatWereSentTogetherIsNotCausedByTheRecordBeingProcessed() {
        process(0, 5);
        process(1, 7);
        hand.take(in(0), 6);
        hand.here().refused(in(0), 5, false, REFUSED);
        assertThat(hand.culprit(new StreamsException(REFUSED))).isNull();
        assertThat(hand.suspect(new StreamsException(REFUSED))).isEqualTo(Map.of(in(0), 6L, in(1), 7L));
        assertThat(hand.suspect(new StreamsException(REFUSED))).as("again").isEmpty();
    }

    @Test
    void recordsOfEarlierCommitsAreNotSuspected() {
        process(0, 5);
        process(1, 7);
        commit(0, 6);
        hand.here().refused(in(1), 7, false, REFUSED);
        assertThat(hand.suspect(REFUSED)).isEqualTo(Map.of(in(1), 7L));
    }

    @Test
    void suspectedRecordsAreSentAloneUntilTheyAreCommitted() {
        AtomicInteger waits = new AtomicInteger();
        process(0, 5);
        hand.here().sending(waits::incrementAndGet);
        process(0, 6);
        hand.here().refused(in(0), 5, false, REFUSED);
        hand.suspect(REFUSED);
        assertThat(waits).hasValue(0);
        process(0, 5);
        assertThat(hand.here().isAlone()).isTrue();
        process(1, 5);
        assertThat(hand.here().isAlone()).as("of another partition").isFalse();
        assertThat(waits).as("before and after").hasValue(2);
        process(0, 6);
        process(0, 7);
        assertThat(hand.here().isAlone()).as("beyond the suspected").isFalse();
        assertThat(waits).hasValue(4);
        commit(0, 6);
        process(0, 6);
        assertThat(hand.here().isAlone()).as("not committed yet").isTrue();
        commit(0, 7);
        process(0, 6);
        assertThat(hand.here().isAlone()).as("committed").isFalse();
    }

    @Test
    void aRecordWhoseOutputsWereSentAloneIsTheCulpritOfTheirRefusal() {
        Hand mine = hand.here();
        process(0, 4);
        mine.refused(in(0), 4, true, REFUSED);
        mine.refused(in(0), 5, true, REFUSED);
        hand.take(in(0), 5);
        assertThat(hand.culprit(new StreamsException(REFUSED))).isEqualTo(new Culprit(in(0), 4));
        assertThat(hand.suspect(REFUSED)).isEmpty();
        commit(0, 6);
        hand.done();
        assertThat(hand.culprit(new IllegalStateException())).isNull();
    }

    @Test
    void aRefusalAfterAnotherOneWithoutACulpritHasNone() {
        process(0, 4);
        hand.here().refused(in(1), 9, false, REFUSED);
        hand.here().refused(in(0), 4, true, REFUSED);
        assertThat(hand.culprit(REFUSED)).isNull();
    }

    @Test
    void threadsHaveRecordsOfTheirOwn() throws InterruptedException {
        hand.take(in(0), 1);
        Thread other = new Thread(() -> hand.take(in(1), 2));
        other.start();
        other.join();
        assertThat(hand.culprit(new IllegalStateException())).isEqualTo(new Culprit(in(0), 1));
    }
}
