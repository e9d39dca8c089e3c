package io.lacuna.app.stream;

import io.lacuna.internal.generation.GenerationCatalog;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.internal.impute.FilledRecord;
import io.lacuna.internal.impute.ImputationListener;
import io.lacuna.schemas.MaskedScore;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** What the stream counts, as {@code lacuna_*} metrics. Safe to share between threads. */
public final class StreamMetrics implements GenerationCatalog.Listener, ImputationListener {
    /** Ten microseconds to a second, about two a decade. */
    private static final Duration[] BUCKETS = LongStream.of(
                    10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
            .mapToObj(micros -> Duration.ofNanos(1_000 * micros))
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final Counter imputed;
    private final Counter tombstones;
    private final Counter deadLetters;
    private final Counter steps;
    private final Counter unconverged;
    private final Counter rejected;
    private final Counter activated;
    private final Timer inference;
    private final AtomicLong generation = new AtomicLong();
    private final LiveScores live = new LiveScores();
    private volatile @Nullable String displaced;

    /** The meters of the generation that a thread's last record was filled by. */
    private final ThreadLocal<@Nullable Metered> metered = new ThreadLocal<>();

    private record Metered(ServingGeneration generation, GenerationMeters meters) {}

    public StreamMetrics(MeterRegistry registry) {
        this.registry = registry;
        imputed = records("imputed");
        tombstones = records("tombstone");
        deadLetters = records("dead_letter");
        steps = counter("lacuna.inference.steps", "Optimizer steps spent on records");
        unconverged = counter("lacuna.inference.unconverged", "Records whose inference ended at its cap");
        rejected = counter("lacuna.generations.rejected", "Generations that did not hold the checks");
        activated = counter("lacuna.generations.activated", "Generations taken over");
        inference = Timer.builder("lacuna.inference")
                .description("Time to map, score and fill one record")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        registry.gauge("lacuna.generation", generation);
        Gauge.builder("lacuna.shadow.z", live, StreamMetrics::shadowZ)
                .description("Gain of the proposed generation over the serving one on the same hidden cells, in its own"
                        + " standard errors; not a number while there is none")
                .register(registry);
    }

    private Counter records(String outcome) {
        return Counter.builder("lacuna.records")
                .description("Records by what became of them")
                .tag("outcome", outcome)
                .register(registry);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    @Override
    public void filled(
            ServingGeneration by,
            double[] observation,
            FilledRecord record,
            List<MaskedScore> shadowScores,
            long nanos) {
        steps.increment(record.note().steps());
        if (!record.note().converged()) {
            unconverged.increment();
        }
        inference.record(nanos, TimeUnit.NANOSECONDS);
        Metered known = metered.get();
        if (known == null || known.generation() != by) {
            known = new Metered(by, new GenerationMeters(registry, by));
            metered.set(known);
        }
        known.meters().count(observation, record.scores());
        if (!record.scores().isEmpty()) {
            live.add(record.scores(), shadowScores);
        }
    }

    /** An imputed record and all that belongs to it was handed to the producer. */
    void written() {
        imputed.increment();
    }

    void tombstone() {
        tombstones.increment();
    }

    /** A record's place in an output is not the one of its number, for the input's partitions have grown. */
    void displaced(String topic, int partition, int to) {
        if (displaced == null) {
            displaced = "the input topic has more partitions than " + topic + ", and what belongs to partition "
                    + partition + " goes to " + to + "; add partitions to the outputs, then restart";
        }
    }

    /** That outputs have too few partitions, in words; null where they have enough. */
    public @Nullable String displaced() {
        return displaced;
    }

    void deadLetter() {
        deadLetters.increment();
    }

    private static double shadowZ(LiveScores live) {
        LiveScores.Comparison comparison = live.comparison();
        return comparison == null ? Double.NaN : comparison.z();
    }

    /** Scores of late, by generation. */
    public LiveScores live() {
        return live;
    }

    /** Records filled so far. */
    public long imputedCount() {
        return (long) imputed.count();
    }

    /** Records sent to the dead-letter topic so far. */
    public long deadLetterCount() {
        return (long) deadLetters.count();
    }

    @Override
    public void active(ServingGeneration taken) {
        activated.increment();
        generation.accumulateAndGet(taken.number(), Math::max);
    }

    @Override
    public void rejected(long number, String reason) {
        rejected.increment();
    }
}
