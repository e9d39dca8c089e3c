package io.lacuna.app.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.stream.failure.RecordInHand;
import io.lacuna.app.stream.failure.RecordInHand.Culprit;
import io.lacuna.streams.errors.RegistryUnavailableException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class RecordInHandTest {
    private final RecordInHand hand = new RecordInHand();

    @Test
    void whatFailsWhileARecordIsFilledIsLaidAtItsDoorAndWhatFailsBetweenRecordsIsNot() {
        hand.take(2, 41);
        Error deep = new StackOverflowError();
        assertThat(hand.culprit(deep)).isEqualTo(new Culprit(2, 41));
        hand.done();
        assertThat(hand.culprit(deep)).isNull();
    }

    @Test
    void outagesAndMissingRightsAreNoRecordsFault() {
        hand.take(0, 1);
        assertThat(hand.culprit(new StreamsException(new TimeoutException("slow"))))
                .isNull();
        assertThat(hand.culprit(new StreamsException(new TopicAuthorizationException("no"))))
                .isNull();
        assertThat(hand.culprit(new RegistryUnavailableException("away", new RuntimeException())))
                .isNull();
    }

    @Test
    void ofABatchThatIsRefusedTheRecordThatIsToBlameIsFound() {
        hand.take(0, 5);
        RecordInHand.Hand mine = hand.here();
        hand.done();
        mine.refused(0, 3, new InvalidRecordException("it was part of a batch with an invalid record"));
        mine.refused(0, 4, new InvalidTimestampException("too late"));
        mine.refused(0, 5, new RecordTooLargeException("later"));
        assertThat(hand.culprit(new StreamsException(new InvalidRecordException("part of a batch"))))
                .isEqualTo(new Culprit(0, 4));
        hand.committed();
        assertThat(hand.culprit(new IllegalStateException())).isNull();
    }

    @Test
    void threadsHaveRecordsOfTheirOwn() throws InterruptedException {
        hand.take(0, 1);
        Thread other = new Thread(() -> hand.take(1, 2));
        other.start();
        other.join();
        assertThat(hand.culprit(new IllegalStateException())).isEqualTo(new Culprit(0, 1));
    }
}
