package io.lacuna.app.stream;

import io.lacuna.app.cluster.Cluster;
import io.lacuna.app.cluster.InputSummary;
import io.lacuna.app.cluster.StartCheck;
import io.lacuna.app.config.KafkaSettings;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.config.choice.FailureAction;
import io.lacuna.app.progress.BrokerWatch;
import io.lacuna.app.progress.PartitionProgress;
import io.lacuna.app.progress.Progress;
import io.lacuna.app.progress.RepeatedFailures;
import io.lacuna.app.progress.Stop;
import io.lacuna.app.progress.Stop.Cause;
import io.lacuna.app.progress.WatchedRegistry;
import io.lacuna.app.stream.failure.OutcomeBooks;
import io.lacuna.app.stream.failure.RecordTimes;
import io.lacuna.app.stream.failure.StreamEnd;
import io.lacuna.app.stream.failure.StreamEvents;
import io.lacuna.app.stream.failure.ThreadReplacement;
import io.lacuna.app.stream.meters.StreamMetrics;
import io.lacuna.internal.generation.Admission;
import io.lacuna.internal.generation.GenerationCatalog;
import io.lacuna.internal.generation.GenerationState;
import io.lacuna.internal.generation.NeededModels;
import io.lacuna.internal.generation.Selection;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.internal.numerics.MatrixProducts;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.streams.errors.SetupException;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
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
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running stream: topology, threads, models, metrics. {@link #start} creates it. It is paused until a generation is
 * admitted, drops nothing meanwhile, and switches to new generations while it runs.
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

    private final LacunaConfig config;
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final StreamMetrics metrics;
    private final OutcomeBooks books;
    private final Progress progress;
    private final WatchedRegistry registry;
    private final OutputRegistry outputs;
    private final ThreadReplacement replacement;
    private final ExecutorService admissions = Executors.newSingleThreadExecutor(StreamApp::admissionThread);
    private final GenerationCatalog catalog;
    private final KafkaStreams streams;
    private final KafkaStreamsMetrics kafkaMetrics;
    private final ProgressMeters progressMeters;
    private final StreamEnd ended;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicBoolean modelsRemade = new AtomicBoolean();
    private @Nullable AbandonedTransactions abandoned;
    private @Nullable ModelsTopicWatch modelsWatch;
    private @Nullable BrokerWatch brokerWatch;
    private final StreamEvents events;
    private final JumpReports jumps;
    private final List<String> warnings;
    private final Optional<String> fields;
    private volatile boolean resumed;

    private StreamApp(
            LacunaConfig config,
            SchemaRegistry registry,
            NeededModels needed,
            StartCheck check,
            List<String> warnings,
            Optional<String> fields) {
        this.config = config;
        metrics = new StreamMetrics(meters, config.selection());
        this.fields = fields;
        this.warnings = List.copyOf(warnings);
        this.registry = new WatchedRegistry(registry, System::nanoTime);
        outputs = new OutputRegistry(this.registry, check.inputs(), config.followsInput(), System::nanoTime);
        RepeatedFailures failures = new RepeatedFailures(
                config.recordFailureDeaths(), config.recordFailureAction() == FailureAction.DEAD_LETTER);
        RecordTimes times =
                new RecordTimes(check.outputTimes(), config.recordTimestampAction(), check.brokerTime(config.clock()));
        books = OutcomeBooks.of(metrics, failures, config.recordLimits().inputBytes(), times);
        progress = new Progress(
                StreamSettings.progress(config),
                System::nanoTime,
                config.clock(),
                books.positions(),
                this::partitionThreads,
                failures);
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
                new InputSchemaCheck(
                        check.inputs(), config.mappingRules(), KafkaSettings.avroSchemas(config, registry)),
                WARM_UP_MS);
        Selection selection = config.selection();
        catalog = new GenerationCatalog(selection, admission, admissions, new Takeover(), config.modelBudget());
        Topology topology = ImputationTopology.build(
                config.inputTopics(),
                config.streamTopics(),
                config.servingSettings(),
                config.enrichTopics(),
                config.contextStore(),
                config.otherRecords(),
                config.recordLimits().valueBytes(),
                catalog,
                config.recordFormat().records(outputs),
                config.recordFormat().serializer(outputs),
                outputs,
                metrics,
                books,
                config.modelBudget(),
                needed);
        streams = new KafkaStreams(topology, StreamSettings.of(config, books), new StreamClients(books));
        streams.setUncaughtExceptionHandler(replacement);
        ended = new StreamEnd(config.shutdownTimeoutMs());
        streams.setStateListener(ended);
        kafkaMetrics = new KafkaStreamsMetrics(streams);
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        progressMeters = new ProgressMeters(meters, this::stops, this::partitions);
        events = new StreamEvents(config, registry, this::newestNumber).of(metrics, books.deadLetters());
        jumps = new JumpReports(books.jumped(), config, events, progress, meters);
    }

    private static Thread admissionThread(Runnable work) {
        Thread thread = new Thread(work, "lacuna-admission");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Checks that brokers, registry and input topic exist, creates Lacuna's own topics where they are missing, and
     * starts. The caller closes the registry.
     *
     * @throws SetupException naming what to correct, if something does not exist
     */
    public static StreamApp start(LacunaConfig config, SchemaRegistry registry) {
        List<String> warnings = new ArrayList<>();
        StartCheck check;
        boolean unseen;
        try (Cluster cluster = Cluster.connect(config)) {
            List<String> inputs = cluster.inputTopics();
            cluster.requireEnrichTopics();
            RegistryCheck.check(config, inputs.get(0), registry);
            unseen = InputFormatCheck.check(config, inputs, registry);
            cluster.ensureModelsTopic();
            cluster.ensureOutputTopics();
            check = cluster.check();
            warnings.addAll(check.warnings());
        }
        List<InputSummary> inputs =
                InputSummary.of(config, KafkaSettings.avroSchemas(config, registry), check.inputs());
        inputs.forEach(found -> warnings.addAll(found.warnings()));
        LOG.info("matrix products of neural methods: {}", MatrixProducts.describe());
        NeededModels needed = NeededModels.read(config.modelsTopicSettings(), config.modelBudget());
        StreamApp app;
        try {
            app = new StreamApp(config, registry, needed, check, warnings, InputSummary.words(inputs));
        } catch (KafkaException refused) {
            throw cannotStart(refused);
        }
        try {
            if (unseen) {
                app.books.formats().watch();
            }
            app.modelsWatch = ModelsTopicWatch.begin(config, app::modelsTopicRemade);
            app.streams.pause();
            app.catalog.hold();
            app.streams.start(); // Returns when the models topic was read up to its end.
            app.catalog.release();
            app.abandoned = AbandonedTransactions.watch(config);
            app.brokerWatch = BrokerWatch.begin(config, app.progress, app::looked);
            app.kafkaMetrics.bindTo(app.meters);
            return app;
        } catch (KafkaException refused) {
            app.close();
            throw cannotStart(refused);
        }
    }

    /** Called after each look at the brokers. */
    private void looked() {
        progressMeters.refresh();
    }

    private long newestNumber() {
        ServingGeneration newest = catalog.newest();
        return newest == null ? 0 : newest.number();
    }

    /** The models read so far no longer count: this instance ends, and the next one reads the new topic. */
    private void modelsTopicRemade() {
        modelsRemade.set(true);
        streams.close(CloseOptions.timeout(Duration.ZERO));
    }

    private static SetupException cannotStart(KafkaException refused) {
        return new SetupException("the stream cannot start: " + SetupException.reason(refused), refused);
    }

    /** Counts generations that become active; the first one starts the stream. */
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

    /**
     * With as-of selection all models are read first, so that an old record does not get the first model that was read.
     */
    private void resumeWhenSettled() {
        admissions.execute(() -> {
            if (!resumed && catalog.newest() != null && catalog.isSettled()) {
                resumed = true;
                streams.resume();
            }
        });
    }

    /**
     * Warnings about broker settings that weaken the guarantees, found at the start: one line each, with what to do.
     */
    public List<String> warnings() {
        return warnings;
    }

    /** Which fields are filled and which pass through; empty if the topic had no schema at the start. */
    public Optional<String> fields() {
        return fields;
    }

    /** Reasons why the instance does not fill records; empty when it is ready. */
    public List<Stop> stops() {
        List<Stop> stops = new ArrayList<>();
        KafkaStreams.State state = streams.state();
        // Without a generation the stream is paused, and a paused stream does not restore the keys' memories.
        boolean waits = state == KafkaStreams.State.REBALANCING && !resumed;
        if (state != KafkaStreams.State.RUNNING && !waits) {
            stops.add(new Stop(
                    Cause.STATE,
                    "Kafka Streams is " + state.name().toLowerCase(Locale.ROOT).replace('_', ' ')));
        }
        if (catalog.newest() == null) {
            stops.add(new Stop(
                    Cause.NO_GENERATION,
                    "no generation is admitted yet; records wait in "
                            + config.inputTopics().words()));
            lastRejection().ifPresent(words -> stops.add(new Stop(Cause.NO_GENERATION, words)));
        } else if (!resumed) {
            stops.add(new Stop(Cause.NO_GENERATION, "generations are still being read"));
        }
        if (registry.isAway()) {
            stops.add(new Stop(Cause.REGISTRY, "the schema registry does not answer"));
        }
        books.deadLetters().stop().ifPresent(stops::add);
        boolean explained = !stops.isEmpty();
        // A standstill is not reported where its cause is known, nor that a start is not over.
        progress.stops().stream()
                .filter(stop -> !explained || stop.cause() != Cause.UNKNOWN && stop.cause() != Cause.STATE)
                .forEach(stops::add);
        return stops;
    }

    /** Reasons why the instance does not fill records, as text; empty when it is ready. */
    public List<String> notReady() {
        return stops().stream().map(Stop::words).toList();
    }

    /** Progress of each input partition, on whichever instance. */
    List<PartitionProgress> partitions() {
        return progress.partitions(stops().stream()
                .map(Stop::cause)
                .filter(cause -> cause == Cause.NO_GENERATION || cause == Cause.REGISTRY)
                .findFirst()
                .orElse(null));
    }

    /** Changes of topics and fields since the last call, and skipped offsets, one line each. */
    public List<String> news() {
        List<String> news = new ArrayList<>(metrics.news());
        news.addAll(progress.news());
        news.addAll(jumps.news());
        return news;
    }

    /** The thread of this instance that processes a partition, by input partition. */
    private Map<TopicPartition, String> partitionThreads() {
        return PartitionThreads.of(streams);
    }

    /** Waits for this time, or until a stop is requested. */
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

    /** Generations that were published to serve but were rejected here, oldest first. */
    public List<GenerationState.Rejected> rejections() {
        return catalog.states().stream()
                .filter(state -> state instanceof GenerationState.Rejected rejected && rejected.meant())
                .map(state -> (GenerationState.Rejected) state)
                .toList();
    }

    /** Whether the instance can still work; false once it failed or ended, or if a restart may help. */
    public boolean isAlive() {
        KafkaStreams.State state = streams.state();
        return state != KafkaStreams.State.ERROR
                && state != KafkaStreams.State.PENDING_ERROR
                && state != KafkaStreams.State.NOT_RUNNING
                && !progress.mayRestartHelp();
    }

    /** The known generations. */
    public GenerationCatalog catalog() {
        return catalog;
    }

    /** All metrics, including those of Kafka Streams; {@code scrape()} returns Prometheus' text format. */
    public PrometheusMeterRegistry meters() {
        return meters;
    }

    public StreamMetrics metrics() {
        return metrics;
    }

    KafkaStreams streams() {
        return streams;
    }

    /** Status of the instance, for {@code /api/status}. */
    public StreamStatus status() {
        return StreamStatus.of(config, this, books.counts().counted());
    }

    /**
     * Waits until the stream ends, by {@link #close} or by a failure.
     *
     * @return the failure; null if it was closed
     */
    public @Nullable String awaitEnd() throws InterruptedException {
        ended.await();
        if (closing.get()) {
            return null;
        }
        if (mustReadModelsAnew()) {
            return "models topic " + config.modelsTopic()
                    + " was deleted and created again, or truncated; it must be read again";
        }
        String failure = replacement.lastFailure();
        return failure == null ? "Kafka Streams ended in state " + streams.state() : failure;
    }

    /** Whether it ended because the models topic was replaced or truncated, so that a restart is enough. */
    public boolean mustReadModelsAnew() {
        return modelsRemade.get() || replacement.modelsAreGone();
    }

    /** Stops within {@code shutdown.timeout.ms}: finished work is committed, other records stay in the topic. */
    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            closed.countDown();
            streams.close(CloseOptions.timeout(Duration.ofMillis(config.shutdownTimeoutMs()))
                    .withGroupMembershipOperation(StreamSettings.atStop(config)));
            if (abandoned != null) {
                abandoned.close();
            }
            if (modelsWatch != null) {
                modelsWatch.close();
            }
            if (brokerWatch != null) {
                brokerWatch.close();
            }
            events.close();
            kafkaMetrics.close();
            admissions.shutdownNow();
            meters.close();
            ended.reached();
        }
    }
}
