package io.lacuna.app.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DriftDetectorTest {
    private final DriftDetector detector = new DriftDetector(200, 0.1, 5);
    private final SplittableRandom random = new SplittableRandom(7);
    private long offset;

    /** Adds errors with this sd; returns the drifts found, each with the record that completed it. */
    private List<DriftDetector.Drift> feed(long generation, int count, double sd) {
        List<DriftDetector.Drift> drifts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            detector.add(Scores.of(generation, offset++, sd * random.nextGaussian()))
                    .ifPresent(drifts::add);
        }
        return drifts;
    }

    @Test
    void aSteadyErrorIsNoDrift() {
        assertThat(feed(1, 20_000, 0.5)).isEmpty();
    }

    @Test
    void aRiseIsToldWithItsNumbersWithinAWindow() {
        feed(1, 1_000, 0.5);
        long began = offset;
        List<DriftDetector.Drift> drifts = feed(1, 250, 1.0);
        assertThat(drifts).isNotEmpty();
        DriftDetector.Drift drift = drifts.get(0);
        assertThat(drift.before()).isCloseTo(0.5, within(0.1));
        assertThat(drift.now()).isGreaterThan(0.6);
        assertThat(drift.z()).isGreaterThan(5);
        assertThat(Objects.requireNonNull(drift.fields().get("temp")).now()).isEqualTo(drift.now(), within(1e-9));
        assertThat(drift.sinceMs()).isBetween(began - 10, began + 10); // Timestamps are offsets here.
        assertThat(InputEvent.of(drift).message()).contains("most in temp 0.");
    }

    @Test
    void aDriftThatStaysIsToldAgainAndANewGenerationEndsIt() {
        feed(1, 500, 0.5);
        assertThat(feed(1, 1_000, 1.0)).hasSizeBetween(3, 5);
        assertThat(feed(2, 5_000, 1.0)).isEmpty(); // The new generation's own level counts.
    }

    @Test
    void aRiseBelowTheAskedShareIsNone() {
        feed(1, 300, 0.5);
        assertThat(feed(1, 20_000, 0.51)).isEmpty();
    }

    @Test
    void oneBrokenReadingIsNoTrend() {
        feed(1, 1_000, 0.5);
        assertThat(detector.add(Scores.of(1, offset++, 1e9))).isEqualTo(Optional.empty());
        assertThat(feed(1, 1_000, 0.5)).isEmpty();
    }

    @Test
    void scoresOfTheOldGenerationThatComeAfterANewOneServesAreNoDriftAndNoLevelOfTheNewOne() {
        feed(1, 400, 0.5);
        detector.serves(2);
        assertThat(feed(1, 2_000, 5)).isEmpty();
        feed(2, 400, 0.5);
        detector.serves(2);
        assertThat(feed(2, 400, 1)).isNotEmpty();
    }

    @Test
    void lateScoresOfAGenerationThatIsGoneArePassedOver() {
        feed(2, 400, 0.5);
        assertThat(feed(1, 2_000, 5)).isEmpty();
        assertThat(feed(2, 2_000, 0.5)).isEmpty();
    }
}
