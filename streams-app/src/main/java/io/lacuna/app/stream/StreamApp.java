package io.lacuna.app.stream;

import io.lacuna.app.cluster.Cluster;
import io.lacuna.app.cluster.InputSummary;
import io.lacuna.app.config.LacunaConfig;
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
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
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

    private final LacunaConfig config;
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final StreamMetrics metrics = new StreamMetrics(meters);
    private final ThreadReplacement replacement = ThreadReplacement.standard();
    private final ExecutorService admissions = Executors.newSingleThreadExecutor(StreamApp::admissionThread);
    private final GenerationCatalog catalog;
    private final KafkaStreams streams;
    private final KafkaStreamsMetrics kafkaMetrics;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicBoolean modelsRemade = new AtomicBoolean();
    private @Nullable AbandonedTransactions abandoned;
    private @Nullable ModelsTopicWatch modelsWatch;
    private final List<String> warnings;
    private final Optional<String> fields;
    private volatile boolean resumed;

    private StreamApp(LacunaConfig config, SchemaRegistry registry, List<String> warnings, Optional<String> fields) {
        this.config = config;
        this.fields = fields;
        this.warnings = List.copyOf(warnings);
        Admission admission = new Admission(
                config.getLong(LacunaConfig.GENERATION_MAX_BYTES),
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
                AvroValueDeserializer.generic(registry),
                new AvroValueSerializer(registry),
                metrics);
        streams = new KafkaStreams(topology, StreamSettings.of(config, metrics));
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
        meters.gauge("lacuna.ready", this, app -> app.notReady().isEmpty() ? 1 : 0);
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
        } catch (SchemaRegistry.RegistryUnavailableException away) {
            throw new SetupException(
                    "no schema registry answers at " + config.schemaRegistryUrl() + ": " + away.getMessage(), away);
        } catch (SchemaRegistry.SchemaRefusedException refused) {
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

    /** What keeps the instance from filling records, in words; empty when it is ready. */
    public List<String> notReady() {
        List<String> reasons = new ArrayList<>();
        KafkaStreams.State state = streams.state();
        if (state != KafkaStreams.State.RUNNING) {
            reasons.add(
                    "Kafka Streams is " + state.name().toLowerCase(Locale.ROOT).replace('_', ' '));
        }
        if (catalog.newest() == null) {
            reasons.add("no generation is admitted yet; records wait in " + config.inputTopic());
            lastRejection().ifPresent(reasons::add);
        } else if (!resumed) {
            reasons.add("generations are still being read");
        }
        String displaced = metrics.displaced();
        if (displaced != null) {
            reasons.add(displaced);
        }
        if (replacement.registryIsAway()) {
            reasons.add("the schema registry does not answer");
        }
        return reasons;
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

    /** Whether the instance can still do its work; false once it failed or ended. */
    public boolean isAlive() {
        KafkaStreams.State state = streams.state();
        return state != KafkaStreams.State.ERROR
                && state != KafkaStreams.State.PENDING_ERROR
                && state != KafkaStreams.State.NOT_RUNNING;
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
            long timeoutMs = config.getLong(LacunaConfig.SHUTDOWN_TIMEOUT_MS);
            streams.close(CloseOptions.timeout(Duration.ofMillis(timeoutMs))
                    .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
            if (abandoned != null) {
                abandoned.close();
            }
            if (modelsWatch != null) {
                modelsWatch.close();
            }
            kafkaMetrics.close();
            admissions.shutdownNow();
            meters.close();
            ended.countDown();
        }
    }
}
