package io.lacuna.app.stream.meters;

import io.lacuna.data.Features;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.schemas.MaskedScore;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counters of one generation: cells by feature, and scores of masked cells. For one thread. */
final class GenerationMeters {
    private static final List<String> SCORES = List.of("cells", "squared.error", "covered", "correct");

    private final MeterRegistry registry;
    private final String generation;
    private final Counter[] observed;
    private final Counter[] missing;
    private final Map<String, Scores> scores = new HashMap<>();
    private final Map<AgeRange, Ages> ages = new EnumMap<>(AgeRange.class);

    GenerationMeters(MeterRegistry registry, ServingGeneration serving) {
        this.registry = registry;
        this.generation = Long.toString(serving.number());
        Features features = serving.model().features();
        observed = new Counter[features.size()];
        missing = new Counter[features.size()];
        for (int j = 0; j < observed.length; j++) {
            observed[j] = cells(features.get(j).name(), "observed");
            missing[j] = cells(features.get(j).name(), "missing");
        }
    }

    void count(double[] observation, List<MaskedScore> scored) {
        for (int j = 0; j < observation.length; j++) {
            (Double.isNaN(observation[j]) ? missing[j] : observed[j]).increment();
        }
        for (MaskedScore score : scored) {
            scores.computeIfAbsent(score.getField(), Scores::new).count(score);
            if (score.getAge() != null) {
                ages.computeIfAbsent(AgeRange.of(score), Ages::new).count(score);
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
            for (String of : List.of("lacuna.masked.", "lacuna.age.")) {
                registry.find(of + name).tag("generation", Long.toString(generation)).counters().stream()
                        .toList()
                        .forEach(registry::remove);
            }
        }
    }

    private Counter masked(String name, String feature) {
        return Counter.builder("lacuna.masked." + name)
                .description("Masked and scored cells; errors in standard deviations")
                .tag("feature", feature)
                .tag("generation", generation)
                .register(registry);
    }

    /** Scores of gaps of a range of ages; rates are quotients of the counters. */
    private final class Ages {
        private final Counter cells;
        private final Counter squaredError;
        private final Counter covered;

        Ages(AgeRange range) {
            cells = aged("cells", range);
            squaredError = aged("squared.error", range);
            covered = aged("covered", range);
        }

        private Counter aged(String name, AgeRange range) {
            return Counter.builder("lacuna.age." + name)
                    .description("Scored cells by the age of the gap, in steps of a key; errors in standard deviations")
                    .tag("age", range.label())
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
        }
    }

    /** Scores of one feature; rates are quotients of its counters. */
    private final class Scores {
        private final Counter cells;
        private final Counter squaredError;
        private final Counter covered;
        private final Counter correct;

        Scores(String feature) {
            cells = masked("cells", feature);
            squaredError = masked("squared.error", feature);
            covered = masked("covered", feature);
            correct = masked("correct", feature);
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
