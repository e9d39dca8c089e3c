package io.lacuna.app.stream;

import static io.lacuna.app.stream.StreamFixture.sensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.app.stream.meters.LiveScores;
import io.lacuna.app.stream.recent.FeatureScores;
import io.lacuna.internal.generation.Models;
import io.micrometer.core.instrument.Counter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Errors and coverage are the same in the status, on the page, and in the metrics that dashboards show. */
class FiguresAgreeTest {
    @TempDir
    private Path folder;

    private static double sum(StreamFixture stream, String name, String kind) {
        return stream.meters.find("lacuna.masked." + name).tag("kind", kind).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private static double gauge(StreamFixture stream, String name) {
        return stream.meters
                .get("lacuna.live." + name)
                .tag("generation", "1")
                .gauge()
                .value();
    }

    /** A figure over all features, each weighted by its cells. */
    private static double mean(List<FeatureScores.Figures> features, ToDoubleFunction<FeatureScores.Figures> figure) {
        double cells =
                features.stream().mapToDouble(FeatureScores.Figures::cells).sum();
        return features.stream()
                        .mapToDouble(of -> of.cells() * figure.applyAsDouble(of))
                        .sum()
                / cells;
    }

    @Test
    void countersGaugesPageAndStatusHaveTheSameErrorCoverageAndShareOfWrongCategories() {
        Map<String, String> keys = Map.of("scores.share", "1", "scores.mask.rate", "0.5");
        try (StreamFixture stream = new StreamFixture(folder, keys)) {
            stream.publish(1, Models.sensors(20));
            SplittableRandom random = new SplittableRandom(3);
            for (int i = 0; i < 400; i++) {
                boolean on = random.nextInt(4) > 0;
                stream.send(
                        sensor(
                                20 + 1.5 * random.nextGaussian(),
                                (float) (50 + 10 * random.nextGaussian()),
                                random.nextInt(12),
                                random.nextBoolean(),
                                on ? "on" : "off"),
                        1_000L * i);
            }
            LiveScores.Figures status = stream.metrics.live().figures().get(0);
            double numbers = sum(stream, "cells", "number");
            double categories = sum(stream, "cells", "category");
            assertThat(numbers + categories).isEqualTo(status.cells());
            assertThat(categories).isPositive();
            assertThat(Math.sqrt(sum(stream, "squared.error", "number") / numbers))
                    .isCloseTo(status.rmse(), within(1e-9));
            assertThat(sum(stream, "covered", "number") / numbers).isCloseTo(status.coverage(), within(1e-12));
            assertThat(1 - sum(stream, "correct", "category") / categories)
                    .isCloseTo(status.categoryError(), within(1e-12));

            assertThat(gauge(stream, "error")).isEqualTo(status.rmse());
            assertThat(gauge(stream, "coverage")).isEqualTo(status.coverage());
            assertThat(gauge(stream, "category.error")).isEqualTo(status.categoryError());

            List<FeatureScores.Figures> features =
                    stream.metrics.recent().scores().figures();
            List<FeatureScores.Figures> ofNumbers =
                    features.stream().filter(FeatureScores.Figures::number).toList();
            List<FeatureScores.Figures> ofCategories =
                    features.stream().filter(of -> !of.number()).toList();
            assertThat(mean(ofNumbers, FeatureScores.Figures::coverage)).isCloseTo(status.coverage(), within(1e-12));
            assertThat(Math.sqrt(mean(ofNumbers, of -> of.error() * of.error())))
                    .isCloseTo(status.rmse(), within(1e-9));
            assertThat(mean(ofCategories, FeatureScores.Figures::error))
                    .isCloseTo(status.categoryError(), within(1e-12));
        }
    }

    @Test
    void theLastValueOfAKeyIsJudgedOnTheSameCells() {
        Map<String, String> keys = Map.of("scores.share", "1", "scores.mask.rate", "0.5");
        try (StreamFixture stream = new StreamFixture(folder, keys)) {
            stream.publish(1, Models.sensors(20));
            // Two means apart, and each value is the one before it: the last value is right, the mean is not.
            for (int i = 0; i < 100; i++) {
                stream.send(sensor(22.0, 50f, 7, true, "on"), 1_000L * i);
            }
            FeatureScores.Figures temp = stream.metrics.recent().scores().figures().stream()
                    .filter(of -> of.feature().equals("temp"))
                    .findFirst()
                    .orElseThrow();
            assertThat(temp.byLast()).isZero();
            assertThat(temp.lastCells()).isBetween(temp.cells() - 1, temp.cells());
            assertThat(temp.error()).isBetween(1.5, 2.5);
            assertThat(temp.besideLast()).isCloseTo(temp.error(), within(0.1));
        }
    }
}
