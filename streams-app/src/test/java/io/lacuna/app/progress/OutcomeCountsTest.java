package io.lacuna.app.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.progress.OutcomeCounts.Outcome;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OutcomeCountsTest {
    private final Map<Outcome, Long> counted = new EnumMap<>(Outcome.class);
    private final OutcomeCounts counts =
            new OutcomeCounts((outcome, records) -> counted.merge(outcome, records, Long::sum));

    private static TopicPartition in(int partition) {
        return new TopicPartition("in", partition);
    }

    @Test
    void whatIsWrittenCountsWhenItIsCommitted() {
        counts.begin(0);
        counts.outcome(in(0), 5, Outcome.IMPUTED);
        counts.outcome(in(0), 6, Outcome.DEAD_LETTER);
        counts.outcome(in(0), 7, Outcome.TOMBSTONE);
        assertThat(counted).isEmpty();
        counts.committed(in(0), 7);
        assertThat(counted).containsOnly(Map.entry(Outcome.IMPUTED, 1L), Map.entry(Outcome.DEAD_LETTER, 1L));
        counts.committed(in(0), 8);
        assertThat(counted).containsEntry(Outcome.TOMBSTONE, 1L);
    }

    @Test
    void whatAnAbortedTransactionTookBackIsCountedOnceWhenItIsDoneAgain() {
        for (int attempt = 0; attempt < 3; attempt++) {
            counts.begin(1);
            for (int offset = 0; offset < 1_000; offset++) {
                counts.outcome(in(1), offset, Outcome.IMPUTED);
            }
        }
        counts.committed(in(1), 1_000);
        assertThat(counted).containsOnly(Map.entry(Outcome.IMPUTED, 1_000L));
    }

    @Test
    void whatAnotherInstanceCommittedAfterThisOneLostThePartitionIsNotCountedHere() {
        counts.begin(0);
        counts.outcome(in(0), 100, Outcome.IMPUTED);
        // Revoked before the commit; assigned again at 300.
        counts.begin(0);
        counts.outcome(in(0), 300, Outcome.IMPUTED);
        counts.committed(in(0), 301);
        assertThat(counted).containsOnly(Map.entry(Outcome.IMPUTED, 1L));
    }

    @Test
    void aCommitInDoubtCountsWhereThePartitionGoesOnBehindIt() {
        counts.begin(0);
        counts.outcome(in(0), 1, Outcome.IMPUTED);
        counts.inDoubt(in(0), 2);
        counts.begin(0);
        counts.outcome(in(0), 2, Outcome.IMPUTED);
        assertThat(counted).containsOnly(Map.entry(Outcome.IMPUTED, 1L));
        counts.inDoubt(in(0), 3);
        counts.begin(0);
        counts.outcome(in(0), 2, Outcome.IMPUTED); // It is read again, so it was not committed.
        assertThat(counted).containsOnly(Map.entry(Outcome.IMPUTED, 1L));
        counts.committed(in(0), 3);
        assertThat(counted).containsOnly(Map.entry(Outcome.IMPUTED, 2L));
    }

    @Test
    void whatWasCommittedSinceTheBeginningIsKnownByOffsets() {
        counts.begin(0);
        counts.outcome(in(0), 9, Outcome.DEAD_LETTER);
        counts.outcome(in(0), 8, Outcome.IMPUTED);
        assertThat(counts.counted()).isEmpty();
        counts.committed(in(0), 11);
        counts.outcome(in(0), 11, Outcome.PASSED);
        counts.outcome(in(0), 12, Outcome.TOMBSTONE);
        counts.outcome(in(0), 13, Outcome.IMPUTED);
        counts.committed(in(0), 13);
        assertThat(counts.counted()).containsExactly(new CountedOutcomes("in", 0, 8, 13, 1, 2, 1));
        counts.begin(0);
        assertThat(counts.counted()).containsExactly(new CountedOutcomes("in", 0, 8, 13, 1, 2, 1));
        counts.outcome(in(0), 40, Outcome.IMPUTED);
        counts.committed(in(0), 41);
        assertThat(counts.counted()).containsExactly(new CountedOutcomes("in", 0, 40, 41, 1, 0, 0));
    }

    @Test
    void aCommitInDoubtIsInNoRange() {
        counts.begin(0);
        counts.outcome(in(0), 1, Outcome.IMPUTED);
        counts.committed(in(0), 2);
        counts.outcome(in(0), 2, Outcome.IMPUTED);
        counts.inDoubt(in(0), 3);
        assertThat(counts.counted()).containsExactly(new CountedOutcomes("in", 0, 1, 2, 1, 0, 0));
        counts.begin(0);
        counts.outcome(in(0), 3, Outcome.IMPUTED);
        counts.committed(in(0), 4);
        assertThat(counts.counted()).containsExactly(new CountedOutcomes("in", 0, 3, 4, 1, 0, 0));
    }

    @Test
    void partitionsAreCountedApartInWhateverOrderTheirOutcomesCome() {
        Random random = new Random(7);
        counts.begin(0);
        counts.begin(1);
        long below = 0;
        for (int i = 0; i < 5_000; i++) {
            int partition = random.nextInt(2);
            // The dead letter of a later offset is written before the record of an earlier one.
            long offset = i % 3 == 0 ? i + 1 : i;
            counts.outcome(in(partition), offset, Outcome.IMPUTED);
            below += partition == 0 && offset < 2_000 ? 1 : 0;
        }
        counts.committed(in(0), 2_000);
        assertThat(counted).containsOnly(Map.entry(Outcome.IMPUTED, below));
    }
}
