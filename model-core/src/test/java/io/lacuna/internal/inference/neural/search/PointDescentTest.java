package io.lacuna.internal.inference.neural.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.Decoders;
import io.lacuna.internal.decoder.Objective;
import io.lacuna.internal.inference.neural.objective.PriorTable;
import io.lacuna.internal.inference.neural.objective.RecordObjective;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PointDescentTest {
    /** For a linear decoder the objective is quadratic; Gauss-Newton finds its minimum in one step. */
    @ParameterizedTest
    @CsvSource({"1,true", "1,false", "0.05,true", "0.05,false"})
    void endsAtTheMinimumOfAQuadraticAndNeverRises(double pace, boolean widths) {
        int k = 5;
        Decoder decoder = Decoders.continuous(Decoders.network(false, 9, k, 7), Objective.EVIDENCE);
        RecordObjective record = new RecordObjective(decoder);
        record.observe(new float[] {0.4f, Float.NaN, -1, 2, Float.NaN, 0, 0.3f});
        PriorTable anchors = new PriorTable(decoder);
        anchors.observe(record);
        PosteriorModes newton = new PosteriorModes(k, 4);
        new GaussNewtonSearch(record, anchors, null, new SearchSettings(30, 1, false, 1e-9)).search(record, newton);
        PointDescent descent = new PointDescent(k);
        double before = descent.start(record, new float[] {1, -2, 0.5f, 3, -1, -1, -0.5f, -2, 0, -1}, widths, pace);
        for (int t = 0; t < 40; t++) {
            double now = descent.step(record);
            assertThat(now).isLessThanOrEqualTo(before);
            before = now;
        }
        for (int a = 0; a < k; a++) {
            assertThat((double) descent.point()[a]).isCloseTo(newton.mean(0)[a], within(2e-3));
        }
    }

    /**
     * The objective of a ReLU decoder has kinks, which no curvature predicts. Steps are rejected there, and the descent
     * continues.
     */
    @Test
    void continuesPastKinks() {
        int k = 4;
        RecordObjective record =
                new RecordObjective(Decoders.continuous(Decoders.network(true, 11, k, 8, 6), Objective.EVIDENCE));
        record.observe(new float[] {0.4f, -0.2f, -1, 2, Float.NaN, 0});
        PointDescent descent = new PointDescent(k);
        double first = descent.start(record, new float[] {2, -2, 2, -2, 0, 0, 0, 0}, false, 1);
        double last = first;
        for (int t = 0; t < 100; t++) {
            last = descent.step(record);
        }
        assertThat(last).isLessThan(first);
        // At a kink the slope need not vanish, but no point nearby is lower.
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 200; i++) {
            float[] near = descent.point().clone();
            double square = 0;
            for (int a = 0; a < k; a++) {
                near[a] += (float) (0.05 * random.nextGaussian());
                square += near[a] * near[a];
            }
            assertThat(0.5 * square - record.logLikelihood(near)).isGreaterThan(last - 1e-3);
        }
    }
}
