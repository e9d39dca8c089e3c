package io.lacuna.app.audit;

import io.lacuna.app.cluster.Cluster;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.ClosedFormMethod;
import io.lacuna.internal.avro.AvroValueSerializer;
import io.lacuna.internal.generation.GenerationPublisher;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.internal.impute.RecordReplay;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.internal.note.Source;
import io.lacuna.internal.registry.SchemaRegistries;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.internal.training.Trainers;
import io.lacuna.sandbox.process.BrokerCluster;
import io.lacuna.schemas.Generation;
import io.lacuna.schemas.Reason;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Topics of a pipeline, written without a stream: the input and the models are real, the outputs are those of a correct
 * stream, and tests change them before they are written. Selection is as-of; generation 2 takes effect half way.
 */
final class WrittenPipeline implements AutoCloseable {
    static final int RECORDS = 20;
    static final int POISON = 5;
    static final int TOMBSTONE = 7;

    private static final Schema SCHEMA = SchemaBuilder.record("Reading")
            .fields()
            .optionalDouble("a")
            .optionalDouble("b")
            .endRecord();
    /** Recent; otherwise the broker's retention would delete the records. */
    private static final long EPOCH_MS = System.currentTimeMillis() - 60_000;

    final List<Written> outputs = new ArrayList<>();
    private final LacunaConfig config;
    private final SchemaRegistry registry;
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<RecordReplay> replays = new ArrayList<>();

    WrittenPipeline(BrokerCluster broker) throws Exception {
        this(broker, "exactly_once_v2");
    }

    WrittenPipeline(BrokerCluster broker, String guarantee) throws Exception {
        String name = "audit-" + UUID.randomUUID();
        config = LacunaConfig.of(Map.of(
                LacunaConfig.BOOTSTRAP_SERVERS,
                broker.bootstrapServers(),
                LacunaConfig.SCHEMA_REGISTRY_URL,
                "mock://" + name,
                LacunaConfig.INPUT_TOPIC,
                name,
                LacunaConfig.APPLICATION_ID,
                name,
                LacunaConfig.PROCESSING_GUARANTEE,
                guarantee,
                LacunaConfig.GENERATION_SELECTION,
                "as-of",
                LacunaConfig.REPLICATION_FACTOR,
                "1"));
        registry = SchemaRegistries.open(config.registrySettings());
        producer = new KafkaProducer<>(config.producerSettings(), new ByteArraySerializer(), new ByteArraySerializer());
        try (Admin admin = Admin.create(config.adminSettings())) {
            Cluster.createTopics(admin, List.of(new NewTopic(name, 2, (short) 1)));
        }
        try (Cluster cluster = Cluster.connect(config)) {
            cluster.ensureModelsTopic();
            cluster.ensureOutputTopics();
        }
        publish(0, 0);
        publish(5, EPOCH_MS + RECORDS / 2);
        for (int partition = 0; partition < 2; partition++) {
            for (int offset = 0; offset < RECORDS; offset++) {
                one(partition, offset);
            }
        }
        producer.flush();
    }

    private void publish(double mean, long effectiveFromMs) {
        Features features = new Features(List.of(Feature.continuous("a"), Feature.continuous("b")));
        List<double[]> rows = List.of(new double[] {mean, 1}, new double[] {mean + 1, 2});
        ImputationModel model = Trainers.fit(
                new Table(features, rows),
                FitSettings.defaults().withMethod(ClosedFormMethod.MARGINAL),
                Progress.SILENT);
        byte[] artifact = ModelArtifact.write(model);
        Generation generation = new GenerationPublisher(config.modelsTopicSettings())
                .publish(
                        artifact,
                        new GenerationPublisher.Draft(
                                Reason.REFIT, effectiveFromMs, "made for a test", Map.of(), Map.of()));
        replays.add(replay(generation.getNumber(), generation.getArtifact(), model));
    }

    private RecordReplay replay(long number, String artifact, ImputationModel model) {
        return new RecordReplay(
                config.servingSettings(),
                config.streamTopics(),
                registry,
                new ServingGeneration(number, artifact, model, 0));
    }

    private void one(int partition, int offset) {
        long time = EPOCH_MS + offset;
        if (offset == POISON) {
            send(config.inputTopic(), partition, time, new byte[] {9, 9});
            outputs.add(new Written(Written.DEAD, partition, offset, time, new byte[] {9, 9}));
        } else if (offset == TOMBSTONE) {
            send(config.inputTopic(), partition, time, null);
            outputs.add(new Written(Written.IMPUTED, partition, offset, time, null));
        } else {
            byte[] value = new AvroValueSerializer(registry).serialize(config.inputTopic(), record(offset));
            send(config.inputTopic(), partition, time, value);
            RecordReplay.Values filled = replays.get(offset < RECORDS / 2 ? 0 : 1)
                    .fill(record(offset), new Source(config.inputTopic(), partition, offset));
            outputs.add(new Written(Written.IMPUTED, partition, offset, time, filled.imputed()));
            outputs.add(new Written(Written.LATENTS, partition, offset, time, filled.latent()));
        }
    }

    private static GenericRecord record(long offset) {
        GenericRecord record = new GenericData.Record(SCHEMA);
        record.put("a", offset % 2 == 0 ? null : 1.0 * offset);
        record.put("b", offset % 3 == 0 ? null : 2.0 * offset);
        return record;
    }

    /** The output as this generation would write it; numbers above 2 belong to a model that was never published. */
    Written filledBy(int generation, Written output) {
        RecordReplay replay = generation <= 2
                ? replays.get(generation - 1)
                : replay(
                        generation,
                        "0".repeat(64),
                        Trainers.fit(
                                new Table(
                                        new Features(List.of(Feature.continuous("a"))),
                                        List.of(new double[] {1}, new double[] {2})),
                                FitSettings.defaults().withMethod(ClosedFormMethod.MARGINAL),
                                Progress.SILENT));
        RecordReplay.Values values = replay.fill(
                record(output.offset()), new Source(config.inputTopic(), output.partition(), output.offset()));
        return output.withValue(output.topic().equals(Written.IMPUTED) ? values.imputed() : values.latent());
    }

    AuditReport audit(AuditSettings settings) {
        write();
        return report(settings);
    }

    AuditReport report(AuditSettings settings) {
        return new PipelineAudit(config, registry, settings).run();
    }

    void write() {
        for (Written output : outputs) {
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                    topic(output.topic()), output.partition(), output.timestampMs(), null, output.value());
            String place = config.inputTopic() + "-" + output.partition() + "@" + output.offset();
            header(record, "lacuna.source", place);
            header(record, "__streams.errors.topic", config.inputTopic());
            header(record, "__streams.errors.partition", Integer.toString(output.partition()));
            header(record, "__streams.errors.offset", Long.toString(output.offset()));
            producer.send(record);
        }
        producer.flush();
    }

    private static void header(ProducerRecord<byte[], byte[]> record, String name, String text) {
        record.headers().add(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private void send(String topic, int partition, long timeMs, byte @Nullable [] value) {
        producer.send(new ProducerRecord<>(topic, partition, timeMs, null, value));
    }

    private String topic(String written) {
        return switch (written) {
            case Written.IMPUTED -> config.imputedTopic();
            case Written.LATENTS -> config.latentsTopic();
            default -> config.deadLetterTopic();
        };
    }

    /** Commits this offset for the stream's group in both partitions. */
    void commit(long offset) throws Exception {
        OffsetAndMetadata position = new OffsetAndMetadata(offset);
        try (Admin admin = Admin.create(config.adminSettings())) {
            admin.alterConsumerGroupOffsets(
                            config.applicationId(),
                            Map.of(
                                    new TopicPartition(config.inputTopic(), 0), position,
                                    new TopicPartition(config.inputTopic(), 1), position))
                    .all()
                    .get();
        }
    }

    /** Begins a transaction on this topic. It stays open until it is closed, and is then aborted. */
    AutoCloseable openTransaction(String written) {
        Map<String, Object> settings = config.producerSettings();
        settings.put("transactional.id", config.inputTopic());
        KafkaProducer<byte[], byte[]> open =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        open.initTransactions();
        open.beginTransaction();
        open.send(new ProducerRecord<>(topic(written), 0, null, new byte[] {1}));
        open.flush();
        return () -> {
            open.abortTransaction();
            open.close();
        };
    }

    /** Deletes the input records before this offset, as retention does. */
    void forgetInputBefore(long offset) throws Exception {
        RecordsToDelete before = RecordsToDelete.beforeOffset(offset);
        try (Admin admin = Admin.create(config.adminSettings())) {
            admin.deleteRecords(Map.of(
                            new TopicPartition(config.inputTopic(), 0), before,
                            new TopicPartition(config.inputTopic(), 1), before))
                    .all()
                    .get();
        }
    }

    @Override
    public void close() {
        producer.close();
        registry.close();
    }
}
