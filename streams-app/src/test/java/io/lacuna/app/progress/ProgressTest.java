package io.lacuna.app.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.config.InputTopics;
import io.lacuna.app.progress.Stop.Cause;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-01-01T12:00:00Z"), ZoneOffset.UTC);
    private static final Map<String, String> OUTPUTS = Map.of("imputed", "out", "dead-letter", "dead");

    private long nanos = 5_000_000_000L;
    private final ConsumerPositions positions = new ConsumerPositions();
    private final RepeatedFailures failures = new RepeatedFailures(3, true);
    private final Map<TopicPartition, String> owners = new HashMap<>(Map.of(in(0), "thread-1", in(1), "thread-1"));
    private final Map<String, BrokerLook.@Nullable Topic> topics = new HashMap<>();
    private final Map<TopicPartition, BrokerLook.Offsets> offsets = new HashMap<>();
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private Progress progress = withThreads(1);

    private Progress withThreads(int threads) {
        return new Progress(
                new ProgressSettings(InputTopics.of("in"), OUTPUTS, "group", 7_000, threads),
                () -> nanos,
                NOON,
                positions,
                () -> Map.copyOf(owners),
                failures);
    }

    /** Noon, and as many nanoseconds as have passed. */
    private final class TickingClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return NOON.instant().plusNanos(nanos);
        }
    }

    private static TopicPartition in(int partition) {
        return new TopicPartition("in", partition);
    }

    ProgressTest() {
        for (String topic : List.of("in", "out", "dead")) {
            topics.put(topic, new BrokerLook.Topic(Uuid.randomUuid(), 2));
        }
        stands(0, 100, 100);
        stands(1, 100, 100);
    }

    private void stands(int partition, long done, long end) {
        committed.put(in(partition), done);
        offsets.put(in(partition), new BrokerLook.Offsets(0, end));
    }

    /** The brokers answer once a second. */
    private void seconds(int many) {
        for (int i = 0; i < many; i++) {
            nanos += 1_000_000_000L;
            looked(new BrokerLook(new HashMap<>(topics), Map.copyOf(offsets), Map.copyOf(committed), null, null));
        }
    }

    /** All answers of a look come at once. */
    private void looked(BrokerLook look) {
        Moment now = progress.asking();
        if (!look.topics().isEmpty()) {
            progress.brokersAnswered(now);
        }
        if (look.committed() != null) {
            progress.coordinatorAnswered(look.committed(), now);
        }
        look.partitions().forEach((partition, told) -> progress.leaderAnswered(partition, told, now));
        progress.ended(look);
    }

    private void commits(int partition, long offset) {
        progress.committed(in(partition), offset, nanos);
    }

    private List<Cause> causes() {
        return progress.stops().stream().map(Stop::cause).toList();
    }

    private String words() {
        return String.join("; ", progress.stops().stream().map(Stop::words).toList());
    }

    private BrokerLook.Topic topic(String name) {
        return Objects.requireNonNull(topics.get(name));
    }

    @Test
    void nothingWaitsSoNothingStandsStillHoweverLong() {
        seconds(1_000);
        assertThat(progress.stops()).isEmpty();
    }

    @Test
    void recordsThatWaitWithoutACommitMakeItNotReadyWithinTenSecondsAndACommitMakesItReadyAtOnce() {
        seconds(100);
        offsets.put(in(0), new BrokerLook.Offsets(0, 101));
        int waited = 0;
        while (progress.stops().isEmpty() && waited < 60) {
            seconds(1);
            waited++;
        }
        assertThat(waited).isBetween(7, 9);
        assertThat(causes()).containsExactly(Cause.UNKNOWN);
        String words = words();
        assertThat(words).contains("in-0 stands at offset 100 since 2026-01-01T12:00:00Z");
        seconds(30);
        assertThat(words()).isEqualTo(words); // One line on a console, not one per second.
        commits(0, 101);
        assertThat(progress.stops()).isEmpty();
        seconds(1);
        assertThat(progress.stops()).isEmpty();
    }

    @Test
    void anInputThatLosesItsEndIsNamedAtTheNextLookAndStaysSo() {
        seconds(3);
        stands(0, 100, 40);
        seconds(2);
        assertThat(causes()).containsExactly(Cause.INPUT);
        assertThat(words()).contains("in-0 ends at offset 40", "offset 100 was to be read next", "application.id");
        stands(0, 40, 40);
        seconds(10);
        assertThat(causes()).containsExactly(Cause.INPUT);
    }

    @Test
    void aCommitThatOvertakesTheLookAtTheEndIsNoLoss() {
        stands(0, 120, 110);
        seconds(1);
        stands(0, 130, 120);
        seconds(1);
        assertThat(progress.stops()).isEmpty();
    }

    @Test
    void aPartitionThatCommitsIsReadyHoweverMuchWaits() {
        seconds(1);
        for (int i = 0; i < 100; i++) {
            stands(0, 100 + 5L * i, 1_000_000);
            seconds(1);
            assertThat(progress.stops()).isEmpty();
        }
    }

    @Test
    void aPartitionMayWaitForItsTurnWhileOthersOfItsThreadMoveButNotForEver() {
        seconds(1);
        stands(1, 100, 5_000);
        for (int i = 0; i < 50; i++) {
            stands(0, 200 + i, 1_000_000);
            seconds(1);
            assertThat(progress.stops()).isEmpty();
        }
        owners.put(in(1), "thread-2"); // The partition of another thread may not wait longer.
        seconds(1);
        assertThat(words()).contains("in-1 stands at offset 100").doesNotContain("in-0");
        owners.put(in(1), "thread-1");
        for (int i = 0; i < 10; i++) {
            stands(0, 300 + i, 1_000_000);
            seconds(1);
        }
        assertThat(words()).contains("in-1 stands at offset 100");
    }

    /** Its leader cannot be reached, for example. */
    @Test
    void aPartitionWaitsForNoTurnWhenItsThreadHasFinishedYoungerRecordsOfTheOthers() {
        seconds(1);
        stands(1, 100, 5_000);
        int waited = 0;
        for (int i = 1; progress.stops().isEmpty() && i < 60; i++) {
            stands(0, 100 + 50L * i, 130 + 50L * i); // Records are there at each look, and are finished at the next.
            seconds(1);
            waited = i;
        }
        assertThat(waited).isBetween(7, 9);
        assertThat(words()).contains("in-1 stands at offset 100").doesNotContain("in-0");
        commits(1, 200);
        assertThat(progress.stops()).isEmpty();
    }

    @Test
    void aPartitionWaitsForNoTurnWhenTheOthersOfItsThreadHadTwo() {
        seconds(1);
        stands(1, 100, 5_000);
        int waited = 0;
        for (int i = 1; progress.stops().isEmpty() && i < 60; i++) {
            stands(0, 100 + 200L * i, 1_000_000);
            seconds(1);
            waited = i;
        }
        assertThat(waited).isBetween(11, 13); // 2,000 records.
        assertThat(words()).contains("in-1 stands at offset 100").doesNotContain("in-0");
    }

    /** For example after an outage, when one thread has come back before the other and has both. */
    @Test
    void whereEachPartitionCanHaveAThreadNoneWaitsForATurn() {
        progress = withThreads(2);
        seconds(1);
        stands(1, 100, 5_000);
        int waited = 0;
        for (int i = 1; progress.stops().isEmpty() && i < 60; i++) {
            stands(0, 100 + i, 1_000_000);
            seconds(1);
            waited = i;
        }
        assertThat(waited).isBetween(7, 9);
        assertThat(words()).contains("in-1 stands at offset 100").doesNotContain("in-0");
    }

    @Test
    void partitionsOfOtherInstancesAreTheirs() {
        owners.remove(in(1));
        stands(1, 100, 5_000);
        seconds(100);
        assertThat(progress.stops()).isEmpty();
        List<PartitionProgress> all = progress.partitions(null);
        assertThat(all).extracting(PartitionProgress::here).containsExactly(true, false);
        assertThat(all.get(1).waiting()).isEqualTo(4_900);
    }

    @Test
    void offsetsWithoutRecordsAtTheEndAreNotWaitedFor() {
        stands(0, 100, 103); // Three transaction markers.
        positions.at(in(0), 103);
        seconds(100);
        assertThat(progress.stops()).isEmpty();
        positions.read(in(0), 102, 103); // One of them is a record.
        seconds(20);
        assertThat(causes()).containsExactly(Cause.UNKNOWN);
    }

    @Test
    void whereRetentionCutPastTheCommittedOffsetOnlyWhatIsLeftWaits() {
        committed.put(in(0), 10L);
        offsets.put(in(0), new BrokerLook.Offsets(100, 100));
        seconds(100);
        assertThat(progress.stops()).isEmpty();
    }

    @Test
    void silenceOfTheBrokersIsNotReadyWithinTheStallAndSaysWhatTheySaid() {
        seconds(10);
        nanos += 6_000_000_000L;
        assertThat(progress.stops()).isEmpty();
        looked(new BrokerLook(Map.of(), Map.of(), null, "timed out", "timed out"));
        nanos += 1_000_000_000L;
        assertThat(causes()).containsExactly(Cause.BROKER);
        assertThat(words()).contains("no broker has answered").contains("timed out");
        seconds(1);
        assertThat(progress.stops()).isEmpty();
    }

    /** Nobody knows how long an answer was on its way. */
    @Test
    void anAnswerCountsFromWhenItWasAskedForAndNotFromWhenItCame() {
        seconds(10);
        nanos += 1_000_000_000L;
        Moment asked = progress.asking();
        nanos += 4_000_000_000L;
        progress.leaderAnswered(in(0), new BrokerLook.Offsets(0, 150), asked);
        progress.ended(new BrokerLook(Map.of(), Map.of(), null, "timed out", "timed out"));
        assertThat(progress.stops()).isEmpty();
        nanos += 3_000_000_000L;
        assertThat(causes()).containsExactly(Cause.BROKER);
        Moment now = progress.asking();
        progress.brokersAnswered(now);
        progress.leaderAnswered(in(0), new BrokerLook.Offsets(0, 150), now);
        progress.leaderAnswered(in(1), new BrokerLook.Offsets(0, 100), now);
        progress.coordinatorAnswered(Map.of(in(0), 100L, in(1), 100L), now);
        assertThat(causes()).containsExactly(Cause.UNKNOWN);
        commits(0, 150);
        assertThat(progress.stops()).isEmpty();
    }

    /** The brokers commit at once, and the answer comes when the network is whole again. */
    @Test
    void aCommitWhoseAnswerWasHeldUpIsNoProgressOfTheMomentWhenItComes() {
        seconds(10);
        stands(0, 100, 5_000);
        seconds(1);
        commits(0, 200);
        long begun = nanos;
        nanos += 8_000_000_000L;
        progress.committed(in(0), 300, begun);
        stands(0, 300, 5_000);
        looked(new BrokerLook(new HashMap<>(topics), Map.copyOf(offsets), Map.copyOf(committed), null, null));
        assertThat(causes()).containsExactly(Cause.UNKNOWN);
        assertThat(words()).contains("in-0 stands at offset 300");
        commits(0, 400);
        assertThat(progress.stops()).isEmpty();
    }

    /** It may have taken place at any time since the coordinator was asked before. */
    @Test
    void aCommitThatTheCoordinatorShowsAfterASilenceIsNoProgressOfThatMoment() {
        seconds(10);
        stands(0, 100, 5_000);
        seconds(1);
        nanos += 8_000_000_000L;
        assertThat(causes()).contains(Cause.BROKER);
        stands(0, 300, 5_000);
        seconds(1);
        assertThat(causes()).containsExactly(Cause.UNKNOWN);
        stands(0, 400, 5_000);
        seconds(1);
        assertThat(progress.stops()).isEmpty();
    }

    @Test
    void anAnswerThatIsOvertakenByALaterQuestionsAnswerIsIgnored() {
        seconds(1);
        Moment old = progress.asking();
        stands(0, 200, 200);
        seconds(1);
        progress.leaderAnswered(in(0), new BrokerLook.Offsets(0, 150), old);
        progress.coordinatorAnswered(Map.of(in(0), 100L, in(1), 100L), old);
        PartitionProgress first = progress.partitions(null).get(0);
        assertThat(first.end()).isEqualTo(200);
        assertThat(first.committed()).isEqualTo(200);
    }

    @Test
    void anOffsetThatIsSetBackIsNoProgress() {
        seconds(10);
        stands(0, 100, 5_000);
        seconds(6);
        stands(0, 50, 5_000);
        seconds(2);
        assertThat(causes()).containsExactly(Cause.UNKNOWN);
    }

    @Test
    void anInstanceWithoutAPartitionIsReadyWhileTheGroupMovesAndNotWhileItStands() {
        owners.clear();
        seconds(10);
        stands(0, 100, 5_000);
        stands(1, 100, 5_000);
        for (int i = 0; i < 20; i++) {
            stands(0, 100 + i, 5_000);
            seconds(1);
            assertThat(progress.stops()).isEmpty();
        }
        seconds(8);
        assertThat(causes()).containsExactly(Cause.UNKNOWN);
        seconds(400);
        assertThat(progress.mayRestartHelp()).isFalse();
        stands(0, 300, 5_000);
        seconds(1);
        assertThat(progress.stops()).isEmpty();
    }

    @Test
    void aCoordinatorThatDoesNotAnswerAndALeaderThatDoesNotAreTold() {
        seconds(10);
        for (int i = 0; i < 8; i++) {
            nanos += 1_000_000_000L;
            looked(new BrokerLook(
                    new HashMap<>(topics),
                    Map.of(in(0), new BrokerLook.Offsets(0, 100)),
                    null,
                    "no leader",
                    "cut off"));
        }
        assertThat(causes()).containsExactly(Cause.COORDINATOR, Cause.BROKER);
        assertThat(words())
                .contains("the coordinator of group group has not answered", "cut off")
                .contains("the leader of in-1 has not answered", "no leader");
        seconds(1);
        assertThat(progress.stops()).isEmpty();
    }

    @Test
    void aThreadThatDiedIsNotReadyUntilSomethingIsCommittedOrNothingWaits() {
        seconds(1);
        stands(0, 100, 200);
        seconds(1);
        progress.died("the reason");
        seconds(2);
        assertThat(causes()).containsExactly(Cause.THREAD);
        assertThat(words()).contains("the reason");
        commits(0, 150);
        nanos += 1;
        assertThat(progress.stops()).isEmpty();
        stands(0, 150, 150);
        seconds(1);
        nanos += 1;
        progress.died("again");
        assertThat(causes()).containsExactly(Cause.THREAD);
        seconds(5);
        assertThat(progress.stops()).isEmpty();
    }

    @Test
    void threadsThatDieOfOneReasonBeforeAnythingIsCommittedAreOneLine() {
        Progress standing = new Progress(
                new ProgressSettings(InputTopics.of("in"), OUTPUTS, "group", 7_000, 1),
                () -> nanos,
                new TickingClock(),
                positions,
                Map::of,
                failures);
        standing.died("refused");
        nanos += 20_000_000_000L;
        standing.died("refused");
        assertThat(standing.stops())
                .filteredOn(stop -> stop.cause() == Cause.THREAD)
                .singleElement()
                .satisfies(stop -> assertThat(stop.words())
                        .startsWith(
                                "a stream thread died at 2026-01-01T12:00:05Z and nothing has been committed since"));
        standing.died("another reason");
        assertThat(standing.stops())
                .filteredOn(stop -> stop.cause() == Cause.THREAD)
                .singleElement()
                .satisfies(stop -> assertThat(stop.words()).contains("12:00:25Z", "another reason"));
    }

    @Test
    void aRecordThatEndsThreadsIsToldUntilItsOffsetIsPassed() {
        seconds(1);
        failures.failed(in(0), 100, "too deep");
        assertThat(causes()).containsExactly(Cause.REPEATED_RECORD);
        assertThat(words()).contains("record in-0@100 ended a stream thread 1 time: too deep");
        commits(0, 100);
        assertThat(causes()).containsExactly(Cause.REPEATED_RECORD);
        commits(0, 101);
        assertThat(progress.stops()).isEmpty();
    }

    @Test
    void anOutputThatIsGoneOrNarrowerThanTheInputIsToldUntilItIsNot() {
        seconds(1);
        topics.put("out", null);
        seconds(1);
        assertThat(progress.stops()).isEmpty(); // A broker may have old metadata.
        seconds(1);
        assertThat(causes()).containsExactly(Cause.OUTPUT);
        assertThat(words()).contains("imputed topic out does not exist; create it with 2 partitions");
        topics.put("out", new BrokerLook.Topic(Uuid.randomUuid(), 1));
        seconds(1);
        assertThat(words()).contains("imputed topic out has 1 partitions and the input topic 2");
        topics.put("out", new BrokerLook.Topic(topic("out").id(), 2));
        seconds(1);
        assertThat(progress.stops()).isEmpty();
        assertThat(progress.news())
                .containsExactly(
                        "the imputed topic out is gone",
                        "the imputed topic out exists again",
                        "the imputed topic out was deleted and created again, with 1 partitions; its records are lost",
                        "the imputed topic out got more partitions: 2 instead of 1");
        assertThat(progress.news()).isEmpty();
    }

    @Test
    void anInputThatIsGivenPartitionsIsToldWithinTheNextLook() {
        seconds(1);
        topics.put("in", new BrokerLook.Topic(topic("in").id(), 5));
        seconds(1);
        assertThat(causes()).containsExactly(Cause.OUTPUT, Cause.OUTPUT);
        assertThat(progress.news()).containsExactly("the input topic in got more partitions: 5 instead of 2");
    }

    @Test
    void anotherStartIsWorthATryOnlyWhereNothingElseExplainsALongStandstill() {
        stands(0, 100, 200);
        seconds(200);
        assertThat(progress.mayRestartHelp()).isFalse();
        seconds(200);
        assertThat(progress.mayRestartHelp()).isTrue();
        topics.put("out", null);
        seconds(2);
        assertThat(progress.mayRestartHelp()).isFalse();
    }

    @Test
    void anAnswerOlderThanWhatTheStreamJustDidDoesNotTakeItBack() {
        stands(0, 100, 1_000);
        seconds(1);
        commits(0, 150);
        seconds(1); // The coordinator still answers 100.
        assertThat(progress.partitions(null).get(0).committed()).isEqualTo(150);
        seconds(10); // An operator reset the offset.
        assertThat(progress.partitions(null).get(0).committed()).isEqualTo(100);
    }

    @Test
    void aStartIsNotReadyWhileRecordsWaitUntilOneIsCommitted() {
        stands(0, 100, 200);
        assertThat(causes()).containsExactly(Cause.STATE);
        assertThat(words()).contains("offsets of the input are not known yet");
        seconds(1);
        assertThat(causes()).containsExactly(Cause.STATE);
        assertThat(words()).contains("nothing of in-0 has been committed yet");
        commits(0, 101);
        assertThat(progress.stops()).isEmpty();
    }

    @Test
    void aStartWithoutWaitingRecordsIsReadyAndStaysSoWhenTheFirstArrives() {
        seconds(1);
        assertThat(progress.stops()).isEmpty();
        stands(0, 100, 101);
        seconds(1);
        assertThat(progress.stops()).isEmpty();
    }

    /** Another instance had it and was killed: its records may have waited for long when this one began to look. */
    @Test
    void aPartitionTakenAtTheStartIsNotReadyUntilItCommitsOnceItsThreadHasNothingElseToDo() {
        stands(0, 100, 200);
        stands(1, 100, 200);
        seconds(1);
        commits(1, 150);
        stands(1, 150, 200);
        seconds(1);
        assertThat(progress.stops()).isEmpty(); // The thread is busy with the other partition.
        stands(1, 200, 200);
        seconds(2);
        assertThat(words()).isEqualTo("starts: nothing of in-0 has been committed yet");
        commits(0, 101);
        assertThat(progress.stops()).isEmpty();
    }

    @Test
    void aStartThatNeverCommitsIsWorthAnotherTry() {
        stands(0, 100, 200);
        seconds(400);
        assertThat(causes()).containsExactly(Cause.UNKNOWN);
        assertThat(progress.mayRestartHelp()).isTrue();
    }

    @Test
    void recordsThatCameWhileTheBrokersWereSilentHaveWaitedSinceTheLastAnswer() {
        seconds(10); // Nothing waits.
        nanos += 14_000_000_000L;
        assertThat(causes()).containsExactly(Cause.BROKER);
        stands(0, 100, 5_000);
        seconds(1);
        assertThat(causes()).containsExactly(Cause.UNKNOWN);
        assertThat(progress.mayRestartHelp()).isFalse();
        commits(0, 200);
        assertThat(progress.stops()).isEmpty();
    }

    @Test
    void aPartitionThatWasJustTakenCountsAtOnceWithTheTimeThatItStood() {
        owners.remove(in(0));
        stands(0, 100, 5_000);
        seconds(20);
        assertThat(progress.stops()).isEmpty();
        owners.put(in(0), "thread-1");
        assertThat(causes()).containsExactly(Cause.UNKNOWN);
        commits(0, 200);
        assertThat(progress.stops()).isEmpty();
    }
}
