package io.lacuna.benchmarks.attacks;

import io.lacuna.app.audit.AuditReport;
import io.lacuna.app.audit.AuditSettings;
import io.lacuna.app.audit.PipelineAudit;
import io.lacuna.app.cluster.Cluster;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.config.RuntimeKeys;
import io.lacuna.app.progress.PartitionProgress;
import io.lacuna.app.stream.StreamApp;
import io.lacuna.benchmarks.attacks.Attack.BrokenException;
import io.lacuna.benchmarks.readiness.ReadinessJudge;
import io.lacuna.benchmarks.readiness.ReadinessPoller;
import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.ClosedFormMethod;
import io.lacuna.internal.avro.AvroValueSerializer;
import io.lacuna.internal.generation.GenerationPublisher;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.internal.registry.SchemaRegistries;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.internal.training.Trainers;
import io.lacuna.schemas.Generation;
import io.lacuna.schemas.Reason;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** One input topic with its model, and whoever writes to it; the stream is started by the attack. */
final class AttackedPipeline implements AutoCloseable {
    static final int PARTITIONS = 2;

    /** How long a stream may be ready while nothing moves, or not ready while it moves. */
    static final Duration TRUTH = Duration.ofSeconds(10);

    static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int FEATURES = 4;

    /** A schema with one field more where its name is given. */
    private static Schema schema(String more) {
        SchemaBuilder.FieldAssembler<Schema> fields =
                SchemaBuilder.record("Attacked").fields();
        for (int j = 0; j < FEATURES; j++) {
            fields = fields.optionalDouble("x" + j);
        }
        return (more.isEmpty() ? fields : fields.optionalString(more)).endRecord();
    }

    /** The keys of whoever is not attacked: sender, trainer, audit. */
    final LacunaConfig config;

    final Admin admin;
    final KafkaProducer<byte[], byte[]> producer;
    private final LacunaConfig streamConfig;
    final SchemaRegistry registry;
    private final SchemaRegistry streamRegistry;
    private final AvroValueSerializer values;
    private final List<StreamApp> apps = new CopyOnWriteArrayList<>();
    private final ReadinessPoller readiness;
    private long sent;

    AttackedPipeline(
            String topic,
            String brokers,
            String registryUrl,
            String streamBrokers,
            String streamRegistryUrl,
            String stateDir,
            Map<String, String> more)
            throws Exception {
        Map<String, String> keys = new HashMap<>(Map.of(
                LacunaConfig.BOOTSTRAP_SERVERS,
                brokers,
                LacunaConfig.SCHEMA_REGISTRY_URL,
                registryUrl,
                LacunaConfig.INPUT_TOPIC,
                topic,
                LacunaConfig.APPLICATION_ID,
                "app-" + topic,
                LacunaConfig.STATE_DIR,
                stateDir,
                RuntimeKeys.HTTP_PORT,
                "0"));
        keys.putAll(more);
        config = LacunaConfig.of(keys);
        streamConfig = config.with(Map.of(
                LacunaConfig.BOOTSTRAP_SERVERS, streamBrokers, LacunaConfig.SCHEMA_REGISTRY_URL, streamRegistryUrl));
        registry = SchemaRegistries.open(config.registrySettings());
        streamRegistry = SchemaRegistries.open(streamConfig.registrySettings());
        values = new AvroValueSerializer(registry);
        admin = Admin.create(config.adminSettings());
        Map<String, Object> settings = config.producerSettings();
        settings.put("max.request.size", 16 << 20);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        Cluster.createTopics(
                admin,
                List.of(new NewTopic(topic, PARTITIONS, (short) 1)
                        .configs(Map.of(
                                "message.timestamp.after.max.ms",
                                Long.toString(Long.MAX_VALUE),
                                "max.message.bytes",
                                Integer.toString(16 << 20)))));
        try (Cluster cluster = Cluster.connect(config)) {
            cluster.ensureModelsTopic();
            cluster.ensureOutputTopics();
        }
        publish(20);
        // An attack may leave a stream not ready although nothing waits, as where an output is missing.
        readiness = new ReadinessPoller(
                new ReadinessPoller.Watched(admin, config.applicationId(), topic, PARTITIONS),
                this::answers,
                new ReadinessJudge(System.nanoTime(), config.streamThreads(), true, 0));
    }

    static byte[] model(double mean) {
        List<Feature> features = new ArrayList<>();
        for (int j = 0; j < FEATURES; j++) {
            features.add(Feature.continuous("x" + j));
        }
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            double sign = i % 2 == 0 ? 1 : -1;
            rows.add(new double[] {mean + sign, sign, 2 * sign, 3 * sign});
        }
        return ModelArtifact.write(Trainers.fit(
                new Table(new Features(features), rows),
                FitSettings.defaults().withMethod(ClosedFormMethod.MARGINAL),
                Progress.SILENT));
    }

    Generation publish(double mean) {
        return new GenerationPublisher(config.modelsTopicSettings())
                .publish(
                        model(mean),
                        new GenerationPublisher.Draft(
                                Reason.REFIT, config.clock().millis(), "attack", Map.of(), Map.of()));
    }

    StreamApp start() {
        return watched(StreamApp.start(streamConfig, streamRegistry));
    }

    /** One instance of several, with a state of its own. */
    StreamApp start(Path stateDir) {
        return watched(StreamApp.start(
                streamConfig.with(Map.of(LacunaConfig.STATE_DIR, stateDir.toString())), streamRegistry));
    }

    private StreamApp watched(StreamApp app) {
        apps.add(app);
        return app;
    }

    private Map<Integer, ReadinessJudge.@Nullable Answer> answers() {
        Map<Integer, ReadinessJudge.@Nullable Answer> answers = new HashMap<>();
        for (StreamApp app : apps) {
            long asked = System.nanoTime();
            Set<Integer> here = new HashSet<>();
            for (PartitionProgress partition : app.status().partitions()) {
                if (partition.here()) {
                    here.add(partition.partition());
                }
            }
            answers.put(answers.size(), new ReadinessJudge.Answer(app.notReady(), here, asked));
        }
        return answers;
    }

    /** Sends records with a gap each; returns when they are acknowledged. */
    void send(int count) {
        for (int i = 0; i < count; i++) {
            send((int) (sent % PARTITIONS), null, value(""));
        }
        producer.flush();
    }

    /** Sends records, and waits until all that were sent are imputed and the stream is ready. */
    void sendAndAwait(StreamApp app, int count) throws Exception {
        send(count);
        awaitImputed(app, sent);
        awaitReady(app, TRUTH);
    }

    /** A record with a gap, of a schema with one field more where its name is given. */
    byte[] value(String more) {
        return value(more, null);
    }

    /** The same with a text in the further field. */
    byte[] value(String more, @Nullable String text) {
        GenericRecord record = new GenericData.Record(schema(more));
        if (text != null) {
            record.put(more, text);
        }
        for (int j = 1; j < FEATURES; j++) {
            record.put(j, (double) (sent % 7) + j);
        }
        return values.serialize(config.inputTopic(), record);
    }

    void send(int partition, @Nullable Long timestamp, byte[] value) {
        send(partition, timestamp, null, value);
    }

    void send(int partition, @Nullable Long timestamp, byte @Nullable [] key, byte[] value) {
        producer.send(new ProducerRecord<>(config.inputTopic(), partition, timestamp, key, value));
        sent++;
    }

    long sent() {
        return sent;
    }

    static void awaitImputed(StreamApp app, long imputed) throws Exception {
        await(
                PATIENCE,
                () -> app.status().imputed() >= imputed,
                () -> "only " + app.status().imputed() + " of " + imputed + " are imputed: " + app.notReady());
    }

    static void awaitReady(StreamApp app, Duration within) throws Exception {
        await(within, () -> app.notReady().isEmpty(), () -> "not ready: " + app.notReady());
    }

    static void awaitNotReady(StreamApp app, Duration within) throws Exception {
        await(within, () -> !app.notReady().isEmpty(), () -> "still ready");
    }

    static void await(Duration within, Callable<Boolean> until, Callable<String> otherwise) throws Exception {
        long began = System.nanoTime();
        while (!until.call()) {
            must(
                    System.nanoTime() - began < within.toNanos(),
                    "after " + within.toSeconds() + " s " + otherwise.call());
            Thread.sleep(50);
        }
    }

    /** The audit finds nothing, and the stream counted what the audit counts. */
    void mustVerify(StreamApp app) throws Exception {
        AuditReport report = audit();
        must(report.clean(), "verify: " + report.findings());
        must(
                app.status().imputed() == report.imputed() && app.status().deadLetters() == report.deadLetters(),
                "the stream counts " + app.status().imputed() + " + "
                        + app.status().deadLetters() + ", verify " + report.imputed() + " + " + report.deadLetters());
    }

    AuditReport audit() {
        return new PipelineAudit(config, registry, new AuditSettings(200, 1, 0, 0, 0)).run();
    }

    /** One dead letter more, and the stream goes on: the others are imputed and it is ready. */
    void mustBecomeDeadLetter(StreamApp app) throws Exception {
        send(20);
        awaitImputed(app, sent - 1);
        await(PATIENCE, () -> app.status().deadLetters() == 1, () -> "no dead letter: " + app.notReady());
        awaitReady(app, TRUTH);
        mustVerify(app);
    }

    static void must(boolean holds, String otherwise) throws BrokenException {
        Attack.must(holds, otherwise);
    }

    /**
     * Ends the attack.
     *
     * @throws BrokenException if a stream was ready at any moment of it while records had waited for 10 s without a commit
     */
    @Override
    public void close() throws BrokenException, InterruptedException {
        readiness.close();
        producer.close(Duration.ofSeconds(2));
        admin.close(Duration.ofSeconds(2));
        registry.close();
        streamRegistry.close();
        must(readiness.isTrue(), String.join("; ", readiness.report()));
    }
}
