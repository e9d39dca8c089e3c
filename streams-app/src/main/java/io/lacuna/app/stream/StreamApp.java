package io.lacuna.app.stream;

import io.lacuna.app.cluster.Cluster;
import io.lacuna.app.cluster.InputSummary;
import io.lacuna.app.config.FailureAction;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.progress.BrokerWatch;
import io.lacuna.app.progress.PartitionProgress;
import io.lacuna.app.progress.Progress;
import io.lacuna.app.progress.ProgressSettings;
import io.lacuna.app.progress.RepeatedFailures;
import io.lacuna.app.progress.Stop;
import io.lacuna.app.progress.Stop.Cause;
import io.lacuna.app.progress.WatchedRegistry;
import io.lacuna.app.stream.failure.OutcomeBooks;
import io.lacuna.app.stream.failure.ThreadReplacement;
import io.lacuna.app.stream.meters.StreamMetrics;
import io.lacuna.internal.avro.AvroValueDeserializer;
import io.lacuna.internal.avro.AvroValueSerializer;
import io.lacuna.internal.generation.Admission;
import io.lacuna.internal.generation.GenerationCatalog;
import io.lacuna.internal.generation.GenerationState;
import io.lacuna.internal.generation.Selection;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.internal.numerics.MatrixProducts;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.schemas.LatentCode;
import io.lacuna.schemas.MaskedScore;
import io.lacuna.streams.errors.RegistryUnavailableException;
import io.lacuna.streams.errors.SchemaRefusedException;
import io.lacuna.streams.errors.SetupException;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.Topology;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream as it runs: topology, threads, models, metrics. Made by {@link #start}; it waits paused, dropping nothing,
 * until a generation is admitted, and takes new ones over while it runs.
 *
 * <pre>{@code
 * try (StreamApp app = StreamApp.start(config, registry)) {
 *     app.awaitEnd();
 * }
 * }</pre>
 */
public final class StreamApp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamApp.class);
    private static final int WARM_UP_MS = 200;
    private static final int MOST_DEATHS_A_MINUTE = 10;
    private static final Clock CLOCK = Clock.systemUTC();

    private final LacunaConfig config;
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final StreamMetrics metrics = new StreamMetrics(meters);
    private final OutcomeBooks books;
    private final Progress progress;
    private final WatchedRegistry registry;
    private final ThreadReplacement replacement;
    private final ExecutorService admissions = Executors.newSingleThreadExecutor(StreamApp::admissionThread);
    private final GenerationCatalog catalog;
    private final KafkaStreams streams;
    private final KafkaStreamsMetrics kafkaMetrics;
    private final ProgressMeters progressMeters;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicBoolean modelsRemade = new AtomicBoolean();
    private @Nullable AbandonedTransactions abandoned;
    private @Nullable ModelsTopicWatch modelsWatch;
    private @Nullable BrokerWatch brokerWatch;
    private final List<String> warnings;
    private final Optional<String> fields;
    private volatile boolean resumed;

    private StreamApp(LacunaConfig config, SchemaRegistry registry, List<String> warnings, Optional<String> fields) {
        this.config = config;
        this.fields = fields;
        this.warnings = List.copyOf(warnings);
        this.registry = new WatchedRegistry(registry, System::nanoTime);
        RepeatedFailures failures = new RepeatedFailures(
                config.inputTopic(),
                config.recordFailureDeaths(),
                config.recordFailureAction() == FailureAction.DEAD_LETTER);
        books = OutcomeBooks.of(metrics, failures, config.largestInputBytes());
        progress = new Progress(
                progressSettings(config), System::nanoTime, CLOCK, books.positions(), this::partitionThreads, failures);
        books.commits().add(progress::committed);
        replacement = new ThreadReplacement(
                MOST_DEATHS_A_MINUTE,
                () -> System.nanoTime() / 1_000_000,
                this::pause,
                books.hand(),
                failures,
                progress::died);
        Admission admission = new Admission(
                config.largestModelBytes(),
                config.inferenceSettings(),
                new InputSchemaCheck(config, registry),
                WARM_UP_MS);
        Selection selection = config.selection();
        catalog = new GenerationCatalog(selection, admission, admissions, new Takeover());
        Topology topology = ImputationTopology.build(
                config.streamTopics(),
                config.servingSettings(),
                config.largestValueBytes(),
                catalog,
                AvroValueDeserializer.generic(this.registry),
                new AvroValueSerializer(this.registry),
                metrics,
                books);
        streams = new KafkaStreams(topology, StreamSettings.of(config, books), new StreamClients(books));
        streams.setUncaughtExceptionHandler(replacement);
        streams.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.NOT_RUNNING || now == KafkaStreams.State.ERROR) {
                ended.countDown();
            }
        });
        kafkaMetrics = new KafkaStreamsMetrics(streams);
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        progressMeters = new ProgressMeters(meters, this);
    }

    private static ProgressSettings progressSettings(LacunaConfig config) {
        Map<String, String> outputs = Map.of(
                "imputed", config.imputedTopic(),
                "latents", config.latentsTopic(),
                "scores", config.scoresTopic(),
                "dead-letter", config.deadLetterTopic());
        return new ProgressSettings(config.inputTopic(), outputs, config.applicationId(), config.readyStallMs());
    }

    private static Thread admissionThread(Runnable work) {
        Thread thread = new Thread(work, "lacuna-admission");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Checks that brokers, registry and input topic are there, creates Lacuna's own topics where they are missing, and
     * starts. The registry stays the caller's to close.
     *
     * @throws SetupException with what to mend, where something is not there
     */
    public static StreamApp start(LacunaConfig config, SchemaRegistry registry) {
        List<String> warnings = new ArrayList<>();
        try (Cluster cluster = Cluster.connect(config)) {
            cluster.inputPartitions();
            checkRegistry(config, registry);
            cluster.ensureModelsTopic();
            cluster.ensureOutputTopics();
            warnings.addAll(cluster.check());
        }
        Optional<InputSummary> input = InputSummary.of(config, registry, config.inputTopic());
        input.ifPresent(found -> warnings.addAll(found.warnings(config.inputTopic())));
        LOG.info("matrix products of neural methods: {}", MatrixProducts.describe());
        StreamApp app;
        try {
            app = new StreamApp(config, registry, warnings, input.map(InputSummary::words));
        } catch (KafkaException refused) {
            throw cannotStart(refused);
        }
        try {
            app.modelsWatch = ModelsTopicWatch.begin(config, app::modelsTopicRemade);
            app.streams.pause();
            app.streams.start();
            app.abandoned = AbandonedTransactions.watch(config);
            app.brokerWatch = BrokerWatch.begin(config, app.progress, app.progressMeters::refresh);
            app.kafkaMetrics.bindTo(app.meters);
            return app;
        } catch (KafkaException refused) {
            app.close();
            throw cannotStart(refused);
        }
    }

    /** What was read of the old topic no longer counts: the instance ends, and its successor reads the new one. */
    private void modelsTopicRemade() {
        modelsRemade.set(true);
        streams.close(CloseOptions.timeout(Duration.ZERO));
    }

    private static SetupException cannotStart(KafkaException refused) {
        return new SetupException("the stream cannot start: " + SetupException.reason(refused), refused);
    }

    private static void checkRegistry(LacunaConfig config, SchemaRegistry registry) {
        try {
            registry.latest(config.inputTopic() + "-value");
            // Known to the client from now on, so that an outage later does not hit a thread's first latent code or
            // score.
            registry.register(config.latentsTopic() + "-value", LatentCode.getClassSchema());
            registry.register(config.scoresTopic() + "-value", MaskedScore.getClassSchema());
        } catch (RegistryUnavailableException away) {
            throw new SetupException(
                    "no schema registry answers at " + config.schemaRegistryUrl() + ": " + away.getMessage(), away);
        } catch (SchemaRefusedException refused) {
            throw new SetupException(
                    "the schema registry refuses a schema of Lacuna's own: " + refused.getMessage()
                            + "; does something else write to " + config.latentsTopic() + " or " + config.scoresTopic()
                            + "?",
                    refused);
        }
    }

    /** Generations taken over start the stream, the first time, and are counted. */
    private final class Takeover implements GenerationCatalog.Listener {
        @Override
        public void active(ServingGeneration generation) {
            metrics.active(generation);
            resumeWhenSettled();
            InferencePace.warning(
                            InferencePace.slowestMs(generation.model(), config.inferenceSettings()),
                            config.transactionTimeoutMs())
                    .ifPresent(warning -> LOG.warn("generation {}: {}", generation.number(), warning));
        }

        @Override
        public void rejected(long number, String reason) {
            metrics.rejected(number, reason);
            resumeWhenSettled();
        }
    }

    /** With as-of selection a record of long ago must not meet the first model that happens to be read. */
    private void resumeWhenSettled() {
        admissions.execute(() -> {
            if (!resumed && catalog.newest() != null && catalog.isSettled()) {
                resumed = true;
                streams.resume();
            }
        });
    }

    /** What of the brokers' settings weakens the promise, a line each with what to do; found at the start. */
    public List<String> warnings() {
        return warnings;
    }

    /** What is filled of the input's records and what passes through; empty where the topic had no schema at the start. */
    public Optional<String> fields() {
        return fields;
    }

    /** What keeps the instance from filling records; empty when it is ready. */
    public List<Stop> stops() {
        List<Stop> stops = new ArrayList<>();
        KafkaStreams.State state = streams.state();
        if (state != KafkaStreams.State.RUNNING) {
            stops.add(new Stop(
                    Cause.STATE,
                    "Kafka Streams is " + state.name().toLowerCase(Locale.ROOT).replace('_', ' ')));
        }
        if (catalog.newest() == null) {
            stops.add(new Stop(
                    Cause.NO_GENERATION, "no generation is admitted yet; records wait in " + config.inputTopic()));
            lastRejection().ifPresent(words -> stops.add(new Stop(Cause.NO_GENERATION, words)));
        } else if (!resumed) {
            stops.add(new Stop(Cause.NO_GENERATION, "generations are still being read"));
        }
        if (registry.isAway()) {
            stops.add(new Stop(Cause.REGISTRY, "the schema registry does not answer"));
        }
        boolean explained = !stops.isEmpty();
        // That nothing moves goes without saying where the reason is known.
        progress.stops().stream()
                .filter(stop -> !explained || stop.cause() != Cause.UNKNOWN)
                .forEach(stops::add);
        return stops;
    }

    /** What keeps the instance from filling records, in words; empty when it is ready. */
    public List<String> notReady() {
        return stops().stream().map(Stop::words).toList();
    }

    /** How far each input partition is, whichever instance works on it. */
    List<PartitionProgress> partitions() {
        return progress.partitions(stops().stream()
                .map(Stop::cause)
                .filter(cause -> cause == Cause.NO_GENERATION || cause == Cause.REGISTRY)
                .findFirst()
                .orElse(null));
    }

    /** What changed about input and outputs since the last call, a line each. */
    public List<String> news() {
        return progress.news();
    }

    /** By input partition, the thread of this instance that works on it. */
    private Map<Integer, String> partitionThreads() {
        Map<Integer, String> threads = new HashMap<>();
        try {
            for (ThreadMetadata thread : streams.metadataForLocalThreads()) {
                for (TaskMetadata task : thread.activeTasks()) {
                    task.topicPartitions()
                            .forEach(partition -> threads.put(partition.partition(), thread.threadName()));
                }
            }
        } catch (IllegalStateException notRunning) {
            // Nobody works on anything.
        }
        return threads;
    }

    /** Waits, but not beyond a stop. */
    private void pause(long ms) {
        try {
            closed.await(ms, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<String> lastRejection() {
        return rejections().stream()
                .reduce((older, newer) -> newer)
                .map(rejected -> "generation " + rejected.number() + " does not serve: " + rejected.reason());
    }

    /** Generations that were published to serve and do not serve here, oldest first. */
    public List<GenerationState.Rejected> rejections() {
        return catalog.states().stream()
                .filter(state -> state instanceof GenerationState.Rejected rejected && rejected.meant())
                .map(state -> (GenerationState.Rejected) state)
                .toList();
    }

    /** Whether the instance can still do its work; false once it failed or ended, or where another start may help. */
    public boolean isAlive() {
        KafkaStreams.State state = streams.state();
        return state != KafkaStreams.State.ERROR
                && state != KafkaStreams.State.PENDING_ERROR
                && state != KafkaStreams.State.NOT_RUNNING
                && !progress.mayRestartHelp();
    }

    /** What is known of the generations. */
    public GenerationCatalog catalog() {
        return catalog;
    }

    /** The metrics, Kafka Streams' own among them; {@code scrape()} gives Prometheus' text. */
    public PrometheusMeterRegistry meters() {
        return meters;
    }

    public StreamMetrics metrics() {
        return metrics;
    }

    KafkaStreams streams() {
        return streams;
    }

    /** What the instance is doing, for {@code /api/status}. */
    public StreamStatus status() {
        return StreamStatus.of(config, this);
    }

    /**
     * Waits until the stream ends, by {@link #close} or by failure.
     *
     * @return why it failed; null where it was closed
     */
    public @Nullable String awaitEnd() throws InterruptedException {
        ended.await();
        if (closing.get()) {
            return null;
        }
        if (mustReadModelsAnew()) {
            return "models topic " + config.modelsTopic()
                    + " was deleted and made again, or truncated; it is to be read anew";
        }
        String failure = replacement.lastFailure();
        return failure == null ? "Kafka Streams ended in state " + streams.state() : failure;
    }

    /** Whether it ended because the models topic is not the one it had read, so that a fresh start is all it takes. */
    public boolean mustReadModelsAnew() {
        return modelsRemade.get() || replacement.modelsAreGone();
    }

    /** Stops within {@code shutdown.timeout.ms}: what was begun is committed, the rest stays in the topic. */
    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            closed.countDown();
            streams.close(CloseOptions.timeout(Duration.ofMillis(config.shutdownTimeoutMs()))
                    .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
            if (abandoned != null) {
                abandoned.close();
            }
            if (modelsWatch != null) {
                modelsWatch.close();
            }
            if (brokerWatch != null) {
                brokerWatch.close();
            }
            kafkaMetrics.close();
            admissions.shutdownNow();
            meters.close();
            ended.countDown();
        }
    }
}
