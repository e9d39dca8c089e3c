package io.lacuna.app.stream.meters;

import io.lacuna.data.Features;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.schemas.MaskedScore;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Counters of one generation: cells by feature, and scores of masked cells. For one thread. */
final class GenerationMeters {
    private static final List<String> OF = List.of("lacuna.masked.", "lacuna.age.", "lacuna.live.");
    private static final List<String> SCORES =
            List.of("cells", "squared.error", "covered", "correct", "error", "coverage", "category.error");

    private final MeterRegistry registry;
    private final String generation;
    private final Counter[] observed;
    private final Counter[] missing;
    private final Map<String, Scores> scores = new HashMap<>();
    private final Map<String, Ages> ages = new HashMap<>();

    /** @param live the same figures as {@code /api/status}, which gauges repeat */
    GenerationMeters(MeterRegistry registry, ServingGeneration serving, LiveScores live) {
        this.registry = registry;
        this.generation = Long.toString(serving.number());
        Features features = serving.model().features();
        observed = new Counter[features.size()];
        missing = new Counter[features.size()];
        for (int j = 0; j < observed.length; j++) {
            observed[j] = cells(features.get(j).name(), "observed");
            missing[j] = cells(features.get(j).name(), "missing");
        }
        live("error", "Root mean squared error of numbers, in standard deviations", live, LiveScores.Figures::rmse);
        live("coverage", "Share of numbers inside their interval", live, LiveScores.Figures::coverage);
        live("category.error", "Share of categories filled wrong", live, LiveScores.Figures::categoryError);
    }

    void count(double[] observation, List<MaskedScore> scored) {
        for (int j = 0; j < observation.length; j++) {
            (Double.isNaN(observation[j]) ? missing[j] : observed[j]).increment();
        }
        for (MaskedScore score : scored) {
            String kind = kind(score);
            scores.computeIfAbsent(score.getField(), field -> new Scores(field, kind))
                    .count(score);
            if (score.getAge() != null) {
                String range = AgeRange.of(score).label();
                ages.computeIfAbsent(range + kind, first -> new Ages(range, kind))
                        .count(score);
            }
        }
    }

    private Counter cells(String feature, String state) {
        return Counter.builder("lacuna.cells")
                .description("Cells of the input records, by feature")
                .tag("feature", feature)
                .tag("state", state)
                .register(registry);
    }

    /**
     * Removes the series of a retired generation from the registry; otherwise each takeover would add series for ever.
     */
    static void remove(MeterRegistry registry, long generation) {
        for (String name : SCORES) {
            for (String of : OF) {
                List.copyOf(registry.find(of + name)
                                .tag("generation", Long.toString(generation))
                                .meters())
                        .forEach(registry::remove);
            }
        }
    }

    private void live(
            String name, String words, LiveScores live, Function<LiveScores.Figures, @Nullable Double> figure) {
        Gauge.builder("lacuna.live." + name, live, scores -> live(scores, figure))
                .description(
                        words + ", over the newest hidden cells, as in /api/status; not a number while there is none")
                .tag("generation", generation)
                .register(registry);
    }

    private double live(LiveScores live, Function<LiveScores.Figures, @Nullable Double> figure) {
        for (LiveScores.Figures figures : live.figures()) {
            if (Long.toString(figures.generation()).equals(generation)) {
                Double value = figure.apply(figures);
                return value == null ? Double.NaN : value;
            }
        }
        return Double.NaN;
    }

    private static String kind(MaskedScore score) {
        return score.getStandardizedError() == null ? "category" : "number";
    }

    private static String words(String score) {
        return switch (score) {
            case "cells" -> "Hidden and scored cells";
            case "squared.error" -> "Sum of the squared errors of hidden numbers, in standard deviations";
            case "covered" -> "Hidden numbers inside their interval";
            case "correct" -> "Hidden categories filled right";
            default -> throw new IllegalArgumentException(score);
        };
    }

    private Counter masked(String name, String feature, String kind) {
        return Counter.builder("lacuna.masked." + name)
                .description(words(name) + ", by feature")
                .tag("feature", feature)
                .tag("kind", kind)
                .tag("generation", generation)
                .register(registry);
    }

    /** Scores of gaps of a range of ages; rates are quotients of the counters. */
    private final class Ages {
        private final Counter cells;
        private final Counter squaredError;
        private final Counter covered;
        private final Counter correct;

        Ages(String range, String kind) {
            cells = aged("cells", range, kind);
            squaredError = aged("squared.error", range, kind);
            covered = aged("covered", range, kind);
            correct = aged("correct", range, kind);
        }

        private Counter aged(String name, String range, String kind) {
            return Counter.builder("lacuna.age." + name)
                    .description(words(name) + ", by the age of the gap in steps of a key")
                    .tag("age", range)
                    .tag("kind", kind)
                    .tag("generation", generation)
                    .register(registry);
        }

        void count(MaskedScore score) {
            cells.increment();
            Double error = score.getStandardizedError();
            if (error != null && Double.isFinite(error)) {
                squaredError.increment(error * error);
            }
            if (Boolean.TRUE.equals(score.getCovered())) {
                covered.increment();
            }
            if (Boolean.TRUE.equals(score.getCorrect())) {
                correct.increment();
            }
        }
    }

    /** Scores of one feature; rates are quotients of its counters. */
    private final class Scores {
        private final Counter cells;
        private final Counter squaredError;
        private final Counter covered;
        private final Counter correct;

        Scores(String feature, String kind) {
            cells = masked("cells", feature, kind);
            squaredError = masked("squared.error", feature, kind);
            covered = masked("covered", feature, kind);
            correct = masked("correct", feature, kind);
        }

        void count(MaskedScore score) {
            cells.increment();
            Double error = score.getStandardizedError();
            if (error != null && Double.isFinite(error)) {
                squaredError.increment(error * error);
            }
            if (Boolean.TRUE.equals(score.getCovered())) {
                covered.increment();
            }
            if (Boolean.TRUE.equals(score.getCorrect())) {
                correct.increment();
            }
        }
    }
}
