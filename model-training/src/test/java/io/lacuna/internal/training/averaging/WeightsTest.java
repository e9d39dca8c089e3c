package io.lacuna.internal.training.averaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.internal.data.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WeightsTest {
    private static final double NONE = Double.NaN;

    private static Table table(List<double[]> rows) {
        List<Feature> features = new ArrayList<>();
        for (int j = 0; j < rows.get(0).length; j++) {
            features.add(Feature.continuous("x" + j));
        }
        return new Table(new Features(features), rows);
    }

    @Test
    void theWeightIsThatOfLeastSquaresAndZeroWithoutAGain() {
        SplittableRandom random = Seeds.random(1, "errors");
        WeightSums sums = new WeightSums(3, 0.6);
        for (int i = 0; i < 5000; i++) {
            double noise = random.nextGaussian();
            double other = random.nextGaussian();
            // Two predictions with independent errors of equal size: half of each is best.
            sums.add(0, noise, noise - other);
            sums.end(0);
            // The added prediction is the same plus noise: no weight.
            sums.add(1, noise, 3 * other);
            sums.end(1);
            // The added prediction is exact, but gets no more than the most.
            sums.add(2, noise, noise);
            sums.end(2);
        }
        float[] weights = sums.weights(2);
        assertThat(weights[0]).isCloseTo(0.5f, within(0.03f));
        assertThat(weights[1]).isCloseTo(0f, within(0.03f));
        assertThat(weights[2]).isEqualTo(0.6f);
    }

    @Test
    void aGainThatMayBeChanceDropsTheMember() {
        SplittableRandom random = Seeds.random(2, "errors");
        WeightSums sums = new WeightSums(1, 0.6);
        for (int i = 0; i < 200; i++) {
            sums.add(0, random.nextGaussian(), random.nextGaussian());
            sums.end(0);
        }
        assertThat(sums.weights(2)).containsExactly(0f);
    }

    @Test
    void coverIsTheSharedPartOfWhatIsObservedInServing() {
        Table blocks = table(List.of(
                new double[] {1, 1, NONE, NONE},
                new double[] {NONE, 1, 1, NONE},
                new double[] {NONE, NONE, 1, 1},
                new double[] {1, NONE, NONE, 1}));
        assertThat(PatternCover.of(blocks, 0)).isEqualTo(0.5);
        SplittableRandom random = Seeds.random(3, "gaps");
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            double[] row = new double[6];
            for (int j = 0; j < 6; j++) {
                row[j] = random.nextBoolean() ? NONE : 1;
            }
            rows.add(row);
        }
        assertThat(PatternCover.of(table(rows), 0)).isEqualTo(1);
        assertThat(PatternCover.of(table(List.of(new double[] {1, 1})), 0)).isEqualTo(1);
    }
}
