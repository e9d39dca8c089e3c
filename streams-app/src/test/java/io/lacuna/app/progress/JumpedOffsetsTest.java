package io.lacuna.app.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.lacuna.app.progress.JumpedOffsets.Jump;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class JumpedOffsetsTest {
    private final JumpedOffsets jumped = new JumpedOffsets();

    private static TopicPartition in(int partition) {
        return new TopicPartition("in", partition);
    }

    @Test
    void aRangeThatIsGoneIsToldOnceWithItsEnds() {
        jumped.outOfRange(in(0), 1_000, 2_500, 3_000);
        assertThat(jumped.total()).isEqualTo(1_500);
        assertThat(jumped.news())
                .singleElement()
                .satisfies(jump ->
                        assertThat(jump.words()).startsWith("offsets 1000 to 2499 of in-0 (1500) were skipped"));
        assertThat(jumped.news()).isEmpty();
    }

    @Test
    void aThreadThatDiesBeforeItCommitsTellsOnlyWhatIsGoneSince() {
        jumped.outOfRange(in(0), 1_000, 2_500, 3_000);
        jumped.outOfRange(in(0), 1_000, 2_500, 3_000);
        jumped.outOfRange(in(0), 1_000, 2_600, 3_000);
        assertThat(jumped.total()).isEqualTo(1_600);
        assertThat(jumped.news()).extracting(Jump::from).containsExactly(1_000L, 2_500L);
    }

    @Test
    void recordsThatWereReadAheadOfTheSkippedOnesAndThenWereNotCommittedAreToldToo() {
        jumped.outOfRange(in(0), 1_000, 2_500, 3_000);
        jumped.news();
        jumped.outOfRange(in(0), 900, 2_600, 3_000);
        assertThat(jumped.news())
                .extracting(Jump::from, Jump::to)
                .containsExactly(tuple(900L, 1_000L), tuple(2_500L, 2_600L));
        jumped.outOfRange(in(0), 2_800, 2_900, 3_000);
        assertThat(jumped.news()).extracting(Jump::from, Jump::to).containsExactly(tuple(2_800L, 2_900L));
        assertThat(jumped.total()).isEqualTo(1_800);
    }

    @Test
    void theListenerIsCalledForWhatIsNew() {
        int[] calls = new int[1];
        jumped.whenJumped(() -> calls[0]++);
        jumped.outOfRange(in(0), 10, 20, 30);
        jumped.outOfRange(in(0), 10, 20, 30);
        assertThat(calls[0]).isEqualTo(1);
    }

    @Test
    void partitionsAreApart() {
        jumped.outOfRange(in(0), 10, 20, 30);
        jumped.outOfRange(in(1), 10, 15, 30);
        assertThat(jumped.total()).isEqualTo(15);
    }

    @Test
    void anInputThatEndsEarlierThanTheStreamWasIsCutShortAndNothingIsJumped() {
        jumped.outOfRange(in(2), 1_000, 0, 10);
        assertThat(jumped.total()).isZero();
        assertThat(jumped.news()).singleElement().satisfies(jump -> {
            assertThat(jump.isCutShort()).isTrue();
            assertThat(jump.words()).contains("in-2 ends at offset 10", "1000", "a second time");
        });
    }
}
