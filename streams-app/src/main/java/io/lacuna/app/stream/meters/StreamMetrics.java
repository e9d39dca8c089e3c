package io.lacuna.app.stream.meters;

import io.lacuna.app.config.choice.OtherRecords;
import io.lacuna.app.progress.OutcomeCounts;
import io.lacuna.app.stream.recent.RecentRecords;
import io.lacuna.internal.generation.GenerationCatalog;
import io.lacuna.internal.generation.Selection;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.internal.impute.FilledRecord;
import io.lacuna.internal.record.OtherRecordTypeException;
import io.lacuna.schemas.MaskedScore;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the stream's work as {@code lacuna_*} metrics. Safe to share between threads. */
public final class StreamMetrics implements GenerationCatalog.Listener, OutcomeCounts.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(StreamMetrics.class);

    /** Ten microseconds to one second, about two per decade. */
    private static final Duration[] BUCKETS = LongStream.of(
                    10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
            .mapToObj(micros -> Duration.ofNanos(1_000 * micros))
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final Counter imputed;
    private final Counter tombstones;
    private final Counter passed;
    private final Counter empty;
    private final Counter deadLetters;
    private final Counter steps;
    private final Counter unconverged;
    private final Counter rejected;
    private final Counter activated;
    private final Counter displaced;
    private final Timer inference;
    private final ContextMeters context;
    private final AtomicLong generation = new AtomicLong();
    private final LiveScores live = new LiveScores();
    private final RecentRecords recent = new RecentRecords();

    /** Lines about fields that changed their type: all of them, and those not reported yet. */
    private final Set<String> unreadable = ConcurrentHashMap.newKeySet();

    private final Map<String, Counter> deadLetterReasons = new ConcurrentHashMap<>();

    private final Set<String> otherTypes = ConcurrentHashMap.newKeySet();

    private final Queue<String> news = new ConcurrentLinkedQueue<>();

    private volatile Consumer<String> unreadableListener = words -> {};

    /** Meters of the generation that filled the last record of the thread. */
    private final ThreadLocal<@Nullable Metered> metered = new ThreadLocal<>();

    /** Generations with meters, the most recently used one last; guarded by itself. */
    private final Map<Long, Boolean> withMeters;

    private record Metered(ServingGeneration generation, GenerationMeters meters) {}

    /**
     * @param selection decides how many generations may serve at once
     */
    public StreamMetrics(MeterRegistry registry, Selection selection) {
        this.registry = registry;
        int most = selection == Selection.LATEST ? 2 : 8;
        withMeters = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
                boolean retired = size() > most;
                if (retired) {
                    GenerationMeters.remove(registry, eldest.getKey());
                }
                return retired;
            }
        };
        imputed = records("imputed");
        tombstones = records("tombstone");
        passed = records("passed");
        deadLetters = records("dead_letter");
        steps = counter("lacuna.inference.steps", "Optimizer steps spent on records");
        unconverged = counter("lacuna.inference.unconverged", "Records whose inference reached its step limit");
        rejected = counter("lacuna.generations.rejected", "Generations that failed a check");
        activated = counter("lacuna.generations.activated", "Generations that became active");
        displaced =
                counter("lacuna.records.displaced", "Outputs in another partition, because their topic has too few");
        empty = counter("lacuna.records.empty", "Records without an observed feature or a past, left as they are");
        inference = Timer.builder("lacuna.inference")
                .description("Time to map, score and fill one record")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        context = new ContextMeters(registry);
        BuildInfo.register(registry);
        Gauge.builder("lacuna.generation", generation, AtomicLong::get)
                .description("Number of the generation that became active last; 0 before the first")
                .register(registry);
        Gauge.builder("lacuna.fields.unreadable", unreadable, Set::size)
                .description("Fields met that are not of the kind of the model's features with their names")
                .register(registry);
        Gauge.builder("lacuna.record.types.other", otherTypes, Set::size)
                .description("Record types met that the model is not for")
                .register(registry);
        Gauge.builder("lacuna.shadow.z", live, StreamMetrics::shadowZ)
                .description("Gain of the proposed generation over the serving one on the same hidden cells, in its own"
                        + " standard errors; not a number while there is none")
                .register(registry);
    }

    /** The listener is called once for each field that changed its type, with a line about it, on a stream thread. */
    public void whenUnreadable(Consumer<String> listener) {
        unreadableListener = listener;
    }

    /** Fields changed their type, as {@link io.lacuna.internal.impute.ImputationListener#unreadable}. */
    public void unreadable(List<String> fields) {
        for (String field : fields) {
            if (unreadable.add(field)) {
                LOG.warn("{}; it passes through, and the feature is missing", field);
                String words = field + "; until then it passes through, and the feature is missing";
                news.add(words);
                unreadableListener.accept(words);
            }
        }
    }

    /** A record's type is not one that the model is for. */
    public void otherType(OtherRecordTypeException other, OtherRecords action) {
        if (otherTypes.add(other.type())) {
            String words = "records of type " + other.type() + " "
                    + (action == OtherRecords.PASS
                            ? "pass to the imputed topic unchanged"
                            : "become dead letters; record.other=pass passes them on")
                    + ": " + other.getMessage();
            LOG.warn("{}", words);
            news.add(words);
        }
    }

    /** Lines on fields and record types since the last call. */
    public List<String> news() {
        List<String> lines = new ArrayList<>();
        for (String line = news.poll(); line != null; line = news.poll()) {
            lines.add(line);
        }
        return lines;
    }

    private Counter records(String outcome) {
        return Counter.builder("lacuna.records")
                .description("Records by outcome, counted when the outcome is committed")
                .tag("outcome", outcome)
                .register(registry);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    /** A record was filled, as {@link io.lacuna.internal.impute.ImputationListener#filled}. */
    public void filled(
            ServingGeneration by,
            double[] observation,
            FilledRecord record,
            List<MaskedScore> shadowScores,
            long nanos) {
        if (record.note().isEmpty()) {
            empty(by);
        }
        steps.increment(record.note().steps());
        if (!record.note().converged()) {
            unconverged.increment();
        }
        inference.record(nanos, TimeUnit.NANOSECONDS);
        Metered known = metered.get();
        if (known == null || known.generation() != by) {
            synchronized (withMeters) {
                withMeters.put(by.number(), true);
            }
            known = new Metered(by, new GenerationMeters(registry, by, live));
            metered.set(known);
        }
        known.meters().count(observation, record.scores());
        double[] gapAges = record.gapAges();
        if (gapAges != null) {
            live.filled(by.number(), gapAges);
        }
        if (!record.scores().isEmpty()) {
            live.add(record.scores(), shadowScores);
        }
    }

    private void empty(ServingGeneration by) {
        if (empty.count() == 0) {
            String words =
                    "a record without an observed feature stays as it is, and so will others (first with generation "
                            + by.number() + "); lacuna_records_empty_total counts them";
            LOG.info("{}", words);
            news.add(words);
        }
        empty.increment();
    }

    @Override
    public void committed(OutcomeCounts.Outcome outcome, long records) {
        switch (outcome) {
            case IMPUTED -> imputed.increment(records);
            case TOMBSTONE -> tombstones.increment(records);
            case PASSED -> passed.increment(records);
            case DEAD_LETTER -> deadLetters.increment(records);
        }
    }

    /** A record was written to another partition than its source's, because the output has too few partitions. */
    public void displaced(String topic, int partition, int to) {
        if (displaced.count() == 0) {
            LOG.warn("{} has too few partitions: outputs of partition {} go to {}", topic, partition, to);
        }
        displaced.increment();
    }

    /** Number of outputs in another partition than their source's. */
    public long displacedCount() {
        return (long) displaced.count();
    }

    private static double shadowZ(LiveScores live) {
        LiveScores.Comparison comparison = live.comparison();
        return comparison == null ? Double.NaN : comparison.z();
    }

    /** Recent scores, by generation. */
    public LiveScores live() {
        return live;
    }

    /** The newest records, for viewers. */
    public RecentRecords recent() {
        return recent;
    }

    /** Metrics of remembered keys. */
    public ContextMeters context() {
        return context;
    }

    /** A record becomes a dead letter for this kind of reason. If its transaction is aborted, that happens again. */
    public void deadLetter(String reason) {
        deadLetterReasons
                .computeIfAbsent(
                        reason,
                        first -> Counter.builder("lacuna.dead.letters")
                                .description("Dead letters by the kind of their reason, counted when they are met")
                                .tag("reason", reason)
                                .register(registry))
                .increment();
    }

    /** Number of dead letters by kind of reason. */
    public Map<String, Long> deadLetterReasons() {
        Map<String, Long> counts = new TreeMap<>();
        deadLetterReasons.forEach((reason, counter) -> counts.put(reason, (long) counter.count()));
        return counts;
    }

    /** Records filled and committed so far. */
    public long imputedCount() {
        return (long) imputed.count();
    }

    /** Dead letters committed so far. */
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
