package io.lacuna.app.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.schemas.MaskedScore;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Drift and trials count scores whose ages are as the ages of filled gaps. */
class CountedScoresTest {
    private static MaskedScore score(double error, @Nullable Double age, boolean gapEnd, boolean inGap) {
        return MaskedScore.newBuilder(Scores.number(1, "temp", 0, error, false))
                .setAge(age)
                .setGapEnd(gapEnd)
                .setInGap(inGap)
                .build();
    }

    @Test
    void withAPastOnlyHiddenGapsCount() {
        MaskedScore random = score(0, 1.0, false, false);
        MaskedScore end = score(3, 30.0, true, false);
        MaskedScore inGap = score(1, 12.0, false, true);
        ScoredRecord record = new ScoredRecord(0, 0, 0, List.of(random, end, inGap), List.of());
        assertThat(record.active()).containsExactly(inGap);
    }

    @Test
    void withoutAPastAllCount() {
        MaskedScore random = score(0, null, false, false);
        assertThat(new ScoredRecord(0, 0, 0, List.of(random), List.of()).active())
                .containsExactly(random);
    }

    /** Cells hidden at random are filled as well as ever, a step after their last value; real gaps are not. */
    @Test
    void aDriftThatOnlyRealGapsSufferFromIsDetected() {
        DriftDetector detector = new DriftDetector(50, 0.2, 4);
        Optional<DriftDetector.Drift> drift = Optional.empty();
        for (int i = 0; i < 200 && drift.isEmpty(); i++) {
            double error = (i < 50 ? 0.3 : 1) * (i % 2 == 0 ? 1 : 0.5);
            ScoredRecord random = new ScoredRecord(0, i, i, List.of(score(0.1, 1.0, false, false)), List.of());
            assertThat(detector.add(random)).isEmpty();
            drift = detector.add(new ScoredRecord(
                    0, i, i, List.of(score(0.1, 1.0, false, false), score(error, 9.0, false, true)), List.of()));
        }
        assertThat(drift).isPresent();
        assertThat(drift.orElseThrow().before()).isLessThan(0.4);
        assertThat(drift.orElseThrow().now()).isGreaterThan(0.6);
    }
}
