package io.lacuna.app.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.progress.OutcomeCounts.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadLetterShareTest {
    private final DeadLetterShare share = new DeadLetterShare();

    @Test
    void aFewDeadLettersAreNoStop() {
        share.committed(Outcome.DEAD_LETTER, 99);
        assertThat(share.stop()).isEmpty();
        share.committed(Outcome.IMPUTED, 20);
        share.committed(Outcome.DEAD_LETTER, 60);
        assertThat(share.stop()).isEmpty();
    }

    @Test
    void nearlyAllAreUntilOthersComeAgainAndTheReasonStays() {
        share.reason(new IllegalStateException("field 'a' is a string"));
        share.committed(Outcome.IMPUTED, 1000);
        share.committed(Outcome.DEAD_LETTER, 10_000);
        share.reason(new IllegalStateException("another"));
        share.committed(Outcome.DEAD_LETTER, 10);
        assertThat(share.stop())
                .contains(new Stop(
                        Stop.Cause.DEAD_LETTERS, "nearly every record becomes a dead letter: field 'a' is a string"));
        share.committed(Outcome.IMPUTED, 30);
        assertThat(share.stop()).isEmpty();
    }

    @Test
    void theListenerHearsOfAStopOnceUntilMostRecordsAreFilledAgain() {
        List<String> heard = new ArrayList<>();
        share.whenStopped(heard::add);
        share.reason(new IllegalStateException("too short"));
        share.committed(Outcome.DEAD_LETTER, 99);
        assertThat(heard).isEmpty();
        share.committed(Outcome.DEAD_LETTER, 201);
        assertThat(heard).containsExactly("nearly every record becomes a dead letter: too short");
        for (int i = 0; i < 5; i++) { // About as many as make the stop.
            share.committed(Outcome.IMPUTED, 30);
            assertThat(share.stop()).isEmpty();
            share.committed(Outcome.DEAD_LETTER, 5_000);
            assertThat(share.stop()).isPresent();
        }
        assertThat(heard).hasSize(1);
        share.committed(Outcome.IMPUTED, 5_000);
        share.committed(Outcome.DEAD_LETTER, 10_000);
        assertThat(heard).hasSize(2);
    }
}
