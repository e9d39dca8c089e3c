package io.lacuna.benchmarks.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.benchmarks.readiness.ReadinessJudge.Answer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReadinessJudgeTest {
    private static final Answer READY = new Answer(List.of(), Set.of(0), 0);
    private static final Answer NOT = new Answer(List.of("state"), Set.of(0), 0);
    private static final IntToLongFunction STEADY = tick -> tick;

    private final ReadinessJudge judge = new ReadinessJudge(0, 2, false, 0);
    private int tick;

    /** Quarters of a second: partition 0 is committed up to the given offset, 100 records always wait. */
    private void run(int quarters, IntToLongFunction committed, IntFunction<@Nullable Answer> said) {
        for (int i = 0; i < quarters; i++, tick++) {
            long now = TimeUnit.MILLISECONDS.toNanos(250L * tick);
            long offset = committed.applyAsLong(tick);
            judge.committed(now, Map.of(0, offset), Map.of(0, offset + 100));
            judge.said(answers(now, said.apply(tick)));
        }
    }

    private static Map<Integer, @Nullable Answer> answers(long asked, @Nullable Answer... said) {
        Map<Integer, @Nullable Answer> answers = new HashMap<>();
        for (int i = 0; i < said.length; i++) {
            Answer answer = said[i];
            answers.put(i, answer == null ? null : new Answer(answer.reasons(), answer.here(), asked));
        }
        return answers;
    }

    @Test
    void whoJudgesOnlyReadyTakesAnyReasonNotToBe() {
        ReadinessJudge lenient = new ReadinessJudge(0, 2, true, 0);
        for (int at = 0; at < 400; at++) {
            long now = TimeUnit.MILLISECONDS.toNanos(250L * at);
            lenient.committed(now, Map.of(0, (long) Math.min(at, 200)), Map.of(0, 1_000L));
            lenient.said(answers(now, at < 200 ? NOT : READY));
        }
        assertThat(lenient.report())
                .filteredOn(line -> line.contains("not ready:"))
                .isEmpty();
        assertThat(lenient.wrongs()).isPositive();
    }

    @Test
    void readyWhileCommitsAreSteadyIsTrue() {
        run(200, STEADY, at -> READY);
        assertThat(judge.wrongs()).as(judge.report().toString()).isZero();
        assertThat(judge.sawBoth()).isFalse();
    }

    @Test
    void readyWhileNothingIsCommittedIsWrongAfterTenSeconds() {
        run(41, at -> 5, at -> READY);
        assertThat(judge.wrongs()).isZero();
        run(3, at -> 5, at -> READY);
        assertThat(judge.wrongs()).isPositive();
        assertThat(judge.report()).anyMatch(line -> line.contains("stream 0 was ready"));
    }

    @Test
    void readyIsNotWrongWhereTheBrokersShowACommitAfterwards() {
        run(42, at -> 5, at -> READY);
        run(1, at -> 6, at -> READY);
        assertThat(judge.wrongs()).isZero();
    }

    @Test
    void readyWhileNoRecordWaitsIsTrue() {
        for (int i = 0; i < 200; i++) {
            judge.committed(TimeUnit.MILLISECONDS.toNanos(250L * i), Map.of(0, 7L), Map.of(0, 7L));
            judge.said(answers(TimeUnit.MILLISECONDS.toNanos(250L * i), READY));
        }
        assertThat(judge.wrongs()).isZero();
    }

    @Test
    void notReadyWhileNothingIsCommittedIsTrue() {
        run(200, at -> 5, at -> NOT);
        assertThat(judge.wrongs()).isZero();
    }

    @Test
    void notReadyWhileCommitsAreSteadyIsWrongAfterTenSeconds() {
        run(41, STEADY, at -> NOT);
        assertThat(judge.wrongs()).isZero();
        run(2, STEADY, at -> NOT);
        assertThat(judge.wrongs()).isOne();
        assertThat(judge.report()).anyMatch(line -> line.endsWith("nothing waited: state"));
    }

    @Test
    void notReadyIsJudgedFromTheMomentCommitsAreSteadyAgain() {
        run(100, at -> 5, at -> NOT);
        run(39, STEADY, at -> NOT);
        run(20, STEADY, at -> READY);
        assertThat(judge.wrongs()).as(judge.report().toString()).isZero();
        assertThat(judge.sawBoth()).isTrue();
    }

    @Test
    void commitsFurtherApartThanTwoSecondsAreNotSteady() {
        run(200, at -> at / 12, at -> NOT);
        assertThat(judge.wrongs()).isZero();
    }

    @Test
    void silenceIsNeverWrong() {
        run(200, at -> 5, at -> null);
        run(200, STEADY, at -> null);
        assertThat(judge.wrongs()).isZero();
    }

    @Test
    void whileTheBrokersAreSilentNobodyKnows() {
        for (int i = 0; i < 200; i++) {
            judge.unknown(TimeUnit.MILLISECONDS.toNanos(250L * i));
            judge.said(answers(TimeUnit.MILLISECONDS.toNanos(250L * i), i % 2 == 0 ? READY : NOT));
        }
        assertThat(judge.wrongs()).isZero();
    }

    @Test
    void allReadyWhileNothingIsCommittedIsWrongWhoeverHasThePartitions() {
        Answer elsewhere = new Answer(List.of(), Set.of(), 0);
        run(44, at -> 5, at -> elsewhere);
        assertThat(judge.report()).anyMatch(line -> line.contains("all that answer were ready"));
    }

    @Test
    void aPartitionJustTakenOverHasTenSeconds() {
        run(100, at -> 5, at -> new Answer(List.of("state"), Set.of(), 0));
        for (int i = 0; i < 44; i++, tick++) {
            assertThat(judge.wrongs()).as("at quarter %d", i).isLessThanOrEqualTo(i < 42 ? 0 : 1);
            judge.committed(TimeUnit.MILLISECONDS.toNanos(250L * tick), Map.of(0, 5L), Map.of(0, 9L));
            judge.said(answers(
                    TimeUnit.MILLISECONDS.toNanos(250L * tick), READY, new Answer(List.of("state"), Set.of(), 0)));
        }
        assertThat(judge.report()).anyMatch(line -> line.contains("stream 0 was ready"));
    }

    @Test
    void anInstanceWithoutAPartitionHasThirtySeconds() {
        Answer idle = new Answer(List.of("state"), Set.of(), 0);
        run(121, STEADY, at -> idle);
        assertThat(judge.wrongs()).isZero();
        run(2, STEADY, at -> idle);
        assertThat(judge.wrongs()).isOne();
    }

    /** Partition 0 is committed and partition 1 is not; how many seconds until the answer "ready" is wrong. */
    private int secondsUntilWrong(Set<Integer> here) {
        for (int second = 0; second < 100; second++) {
            long now = TimeUnit.SECONDS.toNanos(second);
            judge.committed(now, Map.of(0, (long) second, 1, 5L, 2, 9L), Map.of(0, second + 100L, 1, 50L, 2, 9L));
            judge.said(answers(now, new Answer(List.of(), here, 0)));
            if (judge.wrongs() > 0) {
                return second;
            }
        }
        return -1;
    }

    @Test
    void aThreadThatTakesItsPartitionsInTurnHasAMinute() {
        assertThat(secondsUntilWrong(Set.of(0, 1, 2))).isEqualTo(62);
    }

    @Test
    void aPartitionWithAThreadOfItsOwnHasTenSeconds() {
        assertThat(secondsUntilWrong(Set.of(0, 1))).isEqualTo(12);
    }

    /** Commits may have paused for seconds between the poller's rounds. */
    @Test
    void notReadyIsNotWrongWhereThePollerItselfWasLate() {
        for (int round = 0; round < 20; round++) {
            long now = TimeUnit.SECONDS.toNanos(3L * round);
            judge.committed(now, Map.of(0, (long) round), Map.of(0, round + 100L));
            judge.said(answers(now, NOT));
        }
        assertThat(judge.wrongs()).as(judge.report().toString()).isZero();
    }
}
