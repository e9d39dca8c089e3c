package io.lacuna.internal.training.neural;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.training.FitSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FitPlanTest {
    private static final int FEATURES = 16;
    private static final double BUDGET_SECONDS = 30;

    private static FitPlan plan(NeuralMethod method, int n, String hidden) {
        Features features = new Features(IntStream.range(0, FEATURES)
                .mapToObj(j -> Feature.continuous("x" + j))
                .toList());
        Table table = new Table(
                features,
                IntStream.range(0, n)
                        .mapToObj(i -> IntStream.range(0, FEATURES)
                                .mapToDouble(j -> (i * (j + 3)) % 17)
                                .toArray())
                        .toList());
        FitSettings settings = new FitSettings(
                List.of(method), 1, Duration.ofSeconds((long) BUDGET_SECONDS), 1, Map.of("hidden", hidden));
        return FitPlan.of(TrainingRows.of(table, 1), new NeuralOptions(method, settings), settings, 1);
    }

    /** Microseconds of one core per record and epoch of svi, measured on letter (16 columns, half of the cells missing). */
    @ParameterizedTest
    @CsvSource({"12000, 64x64, 5.6", "12000, 256x256, 14.9", "1500, 256x256, 22.8"})
    void aFitOfMeasuredCostTakesTheBudgetWithinAFactorOfTwo(int n, String hidden, double microseconds) {
        double seconds = plan(NeuralMethod.SVI, n, hidden).epochs() * (double) n * microseconds / 1e6;
        assertThat(seconds).isBetween(BUDGET_SECONDS / 2, BUDGET_SECONDS * 2);
    }

    @Test
    void anEncoderTakesAsLongAsTheDecoder() {
        double alone = plan(NeuralMethod.SVI, 12000, "256x256").epochs();
        double both = plan(NeuralMethod.VAE, 12000, "256x256").epochs();
        assertThat(both / alone).isBetween(0.5, 0.55);
    }
}
