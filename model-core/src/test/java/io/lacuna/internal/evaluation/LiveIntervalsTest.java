package io.lacuna.internal.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Errors are normal with an sd that is a given multiple of the model's sd. The model's intervals hold 90%. */
class LiveIntervalsTest {
    private static final double NORMAL_95 = 1.6448536269514722;

    private final LiveIntervals intervals = new LiveIntervals(0.9);
    private final SplittableRandom random = new SplittableRandom(7);

    /**
     * The share of {@code count} errors that the intervals hold, where the errors have {@code multiple} times the
     * model's sd.
     */
    private double run(String feature, double multiple, int count) {
        int held = 0;
        for (int i = 0; i < count; i++) {
            double error = multiple * normal();
            boolean inside = Math.abs(error) <= NORMAL_95 * intervals.of(feature);
            held += inside ? 1 : 0;
            learn(intervals, feature, inside);
        }
        return held / (double) count;
    }

    private static void learn(LiveIntervals from, String feature, boolean held) {
        from.learn(List.of(new LiveIntervals.Score(feature, held)));
    }

    private double normal() {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
    }

    @Test
    void beforeAnyScoreIntervalsStayAsTheModelGivesThem() {
        assertThat(intervals.of("x")).isEqualTo(1);
    }

    @Test
    void theShareHeldApproachesTheTargetForAnyErrorOfTheModel() {
        for (double multiple : new double[] {1, 1.5, 4}) {
            run("x", multiple, 500);
            assertThat(run("x", multiple, 4000)).isBetween(0.88, 0.92);
            assertThat(intervals.of("x")).isBetween(0.6 * multiple, 1.6 * multiple);
        }
    }

    @Test
    void intervalsThatAreTooWideStayAsTheModelGivesThem() {
        run("x", 4, 500);
        run("x", 0.5, 1000);
        assertThat(intervals.of("x")).isEqualTo(1);
    }

    @Test
    void followsADriftWithinAFewHundredScores() {
        run("x", 1, 1000);
        assertThat(run("x", 3, 400)).isGreaterThan(0.8);
        assertThat(run("x", 3, 1000)).isBetween(0.87, 0.93);
    }

    @Test
    void learnsFromEveryFeatureWhatAllShare() {
        run("x", 4, 60);
        assertThat(intervals.of("y")).isBetween(1.15, intervals.of("x"));
    }

    @Test
    void cellsOfOneRecordThatAreMissedTogetherCountOnceForOtherFeatures() {
        LiveIntervals ofOne = new LiveIntervals(0.9);
        learn(ofOne, "x", false);
        intervals.learn(Collections.nCopies(8, new LiveIntervals.Score("x", false)));
        assertThat(intervals.of("y")).isEqualTo(ofOne.of("y")).isGreaterThan(1.1);
        intervals.learn(List.of());
        assertThat(intervals.of("y")).isEqualTo(ofOne.of("y"));
    }

    @Test
    void intervalsThatHoldTheirTargetAreHardlyStretched() {
        run("x", 1, 200);
        double sum = 0;
        for (int i = 0; i < 4000; i++) {
            run("feature " + i % 20, 1, 1);
            sum += intervals.of("feature " + (i + 7) % 20);
        }
        assertThat(sum / 4000).isBetween(1.0, 1.1);
    }

    @Test
    void learnsTheStretchOfEachFeature() {
        for (int i = 0; i < 3000; i++) {
            run("steady", 1, 1);
            run("drifting", 3, 1);
        }
        assertThat(intervals.of("steady")).isBetween(1.0, 1.4);
        assertThat(intervals.of("drifting")).isBetween(2.2, 4.0);
    }

    @Test
    void theSameScoresInTheSameOrderGiveTheSameStretchToTheBit() {
        LiveIntervals again = new LiveIntervals(0.9);
        for (int i = 0; i < 300; i++) {
            boolean covered = random.nextInt(10) > 1;
            learn(intervals, "x", covered);
            learn(again, "x", covered);
        }
        assertThat(again.of("x")).isEqualTo(intervals.of("x"));
    }
}
