package io.lacuna.app.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lacuna.app.SharedBroker;
import io.lacuna.app.audit.AuditFinding.Kind;
import io.lacuna.app.audit.AuditReport;
import io.lacuna.app.audit.AuditSettings;
import io.lacuna.app.audit.PipelineAudit;
import io.lacuna.app.cluster.Cluster;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.internal.generation.Models;
import io.lacuna.internal.note.NoteReader;
import io.lacuna.sandbox.process.BrokerCluster;
import io.lacuna.sandbox.process.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is remembered of keys outlives crashes on a real broker, and the audit finds every byte of it again. */
@ExtendWith(SharedBroker.class)
class ContextLifeIT {
    private static final AuditSettings ALL = new AuditSettings(1_000_000, 1, 0, 0, 0);
    private static final long MINUTE = 60_000;
    private static final int KEYS = 20;

    @TempDir
    private Path folder;

    private final SplittableRandom random = new SplittableRandom(17);
    /** Recent, or the broker's retention takes the records away. */
    private long minute = System.currentTimeMillis() / MINUTE - 3_000;

    /** Readings of stations, each with gaps of some length; a few come late, a few have no key worth the name. */
    private void send(Pipeline pipeline, int records) {
        for (int i = 0; i < records; i++) {
            int station = random.nextInt(KEYS);
            minute += station == 0 ? 1 : 0;
            boolean gap = (minute + station) % 7 < 3;
            Double temp = gap ? null : 20 + Math.sin(station) + 0.1 * random.nextInt(10);
            GenericData.Record reading = StreamFixture.sensor(
                    temp, random.nextInt(4) == 0 ? null : 45f + random.nextInt(10), 7, false, "on");
            reading.put("id", "s" + station);
            long late = random.nextInt(20) == 0 ? random.nextInt(5) : 0;
            pipeline.send("s" + station, (minute - late) * MINUTE, reading);
        }
        pipeline.flush();
    }

    private static void awaitAllImputed(Pipeline pipeline) {
        awaitCommitted(pipeline, pipeline.sent());
    }

    private static void awaitCommitted(Pipeline pipeline, long least) {
        await().atMost(Duration.ofSeconds(180))
                .until(() -> pipeline.committed(pipeline.config.imputedTopic()).size() >= least);
    }

    private static long withContext(Pipeline pipeline) {
        return pipeline.committed(pipeline.config.imputedTopic()).stream()
                .map(pipeline::decode)
                .flatMap(imputed -> NoteReader.cells(imputed, (GenericRecord) imputed.get("imputation")).stream())
                .filter(cell -> cell.getField().equals("temp") && cell.getContext() != null)
                .count();
    }

    /** The note of temp in a list of notes; null where it was observed. */
    private static @Nullable GenericRecord temp(GenericRecord imputed) {
        GenericRecord note = (GenericRecord) imputed.get("imputation");
        return ((List<?>) note.get("cells"))
                .stream()
                        .map(GenericRecord.class::cast)
                        .filter(cell -> cell.get("field").toString().equals("temp"))
                        .findFirst()
                        .orElse(null);
    }

    private static AuditReport audit(Pipeline pipeline, LacunaConfig config) {
        return new PipelineAudit(config, pipeline.registry, ALL).run();
    }

    private ChildJvm stream(Pipeline pipeline, Path log) {
        List<String> arguments = new ArrayList<>(List.of("stream"));
        pipeline.config.given().forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
        return ChildJvm.start(
                "stream",
                log,
                List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                "io.lacuna.app.cli.Lacuna",
                arguments);
    }

    @Test
    void killedAgainAndAgainAndGivenAnotherGenerationItFillsAsIfNothingHadHappened(BrokerCluster broker)
            throws Exception {
        Map<String, String> keys = Map.of(
                "num.stream.threads", "2",
                "commit.interval.ms", "1000", // So long that a kill hits an open transaction.
                "consumer.session.timeout.ms", "3000",
                "consumer.heartbeat.interval.ms", "500");
        try (Pipeline pipeline = new Pipeline(broker, folder.resolve("state"), keys)) {
            pipeline.publishFirst(Models.following(20));
            for (int i = 0; i < 3; i++) {
                int before = pipeline.imputedSoFar();
                try (ChildJvm child = stream(pipeline, folder.resolve("stream-" + i + ".log"))) {
                    send(pipeline, 3_000);
                    await().atMost(Duration.ofSeconds(120)).until(() -> pipeline.imputedSoFar() > before);
                    if (i == 0) {
                        awaitCommitted(pipeline, 1); // Else the second generation might fill all.
                    }
                    child.kill();
                }
                if (i == 1) {
                    pipeline.publish(Models.following(20.2));
                }
            }
            try (ChildJvm last = stream(pipeline, folder.resolve("stream-last.log"))) {
                awaitAllImputed(pipeline);
                last.stop(Duration.ofSeconds(20));
            }
            AuditReport report = audit(pipeline, pipeline.config);
            assertThat(report.findings()).isEmpty();
            assertThat(report.recomputed()).isEqualTo(pipeline.sent());
            assertThat(report.aborted()).isPositive();
            assertThat(report.byGeneration()).containsOnlyKeys(1L, 2L);
            assertThat(withContext(pipeline)).isGreaterThan(pipeline.sent() / 3);
        }
    }

    @Test
    void theAuditCatchesEachChangeOfWhatACellIsFilledWith(BrokerCluster broker) throws Exception {
        try (Pipeline pipeline =
                new Pipeline(broker, folder.resolve("state"), Map.of("imputed.notes.cells", "array"))) {
            pipeline.publishFirst(Models.remembering(20));
            try (StreamApp app = pipeline.start()) {
                send(pipeline, 600);
                awaitAllImputed(pipeline);
                assertThat(app.isAlive()).isTrue();
            }
            AuditReport sound = audit(pipeline, pipeline.config);
            assertThat(sound.findings()).isEmpty();
            assertThat(sound.recomputed()).isEqualTo(600);
            Map<String, Consumer<GenericRecord>> changes = Map.of(
                    "age", past -> past.put("ageMs", (Long) past.get("ageMs") + MINUTE),
                    "residual", past -> past.put("residual", Math.nextUp((Float) past.get("residual"))),
                    "value", past -> past.put("value", Math.nextUp((Double) past.get("value"))),
                    "source", past -> past.put("sourceOffset", (Long) past.get("sourceOffset") - 1));
            for (Map.Entry<String, Consumer<GenericRecord>> change : changes.entrySet()) {
                assertThat(changed(pipeline, change.getValue()).totals())
                        .as(change.getKey())
                        .isEqualTo(Map.of(Kind.DIFFERENT, 1L));
            }
            // Filled with a past that was not the newest: as a stream would that forgot a record.
            assertThat(stale(pipeline).totals()).containsOnlyKeys(Kind.DIFFERENT);
            assertThat(audit(pipeline, pipeline.config.with(Map.of("context.store", "none")))
                            .totals())
                    .containsOnlyKeys(Kind.DIFFERENT);
        }
    }

    @Test
    void whereRetentionTookTheInputNothingIsHeldAgainstWhatCannotBeKnown(BrokerCluster broker) throws Exception {
        Map<String, String> keys =
                Map.of("imputed.notes.cells", "array", "context.max.age.ms", Long.toString(1_000 * MINUTE));
        try (Pipeline pipeline = new Pipeline(broker, folder.resolve("state"), keys);
                Admin admin = Admin.create(pipeline.config.adminSettings())) {
            pipeline.publishFirst(Models.following(20));
            send(pipeline, 100);
            // Dated so far ahead that all later records of their partitions are late and filled without a past. The
            // first of them
            // becomes a dead letter, the other is filled; both are deleted later.
            pipeline.sendBytes(new byte[] {1, 2, 3});
            pipeline.send("s1", System.currentTimeMillis(), StreamFixture.sensor(null, 50f, 7, false, "on"));
            try (StreamApp app = pipeline.start()) {
                send(pipeline, 2_898);
                awaitCommitted(pipeline, pipeline.sent() - 1);
                assertThat(app.isAlive()).isTrue();
            }
            for (int partition = 0; partition < Pipeline.PARTITIONS; partition++) {
                admin.deleteRecords(Map.of(
                                new TopicPartition(pipeline.input, partition), RecordsToDelete.beforeOffset(150)))
                        .all()
                        .get();
            }
            AuditReport report = audit(pipeline, pipeline.config);
            assertThat(report.findings()).isEmpty();
            assertThat(report.unknownPast()).isPositive();
            assertThat(report.recomputed()).isPositive();
            assertThat(report.recomputed() + report.unknownPast()).isEqualTo(3_000 - 3 * 150);
        }
    }

    /** The audit of the pipeline with one cell's past changed in its note. */
    private static AuditReport changed(Pipeline pipeline, Consumer<GenericRecord> change) throws Exception {
        boolean[] done = new boolean[1];
        return rewritten(pipeline, imputed -> {
            GenericRecord cell = temp(imputed);
            if (!done[0]
                    && cell != null
                    && cell.get("context") instanceof GenericRecord past
                    && past.get("residual") != null
                    && past.get("value") != null) {
                change.accept(past);
                done[0] = true;
            }
        });
    }

    /** The audit of the pipeline with the fill of one cell, and its past, as another record of the key has them. */
    private static AuditReport stale(Pipeline pipeline) throws Exception {
        GenericRecord[] earlier = new GenericRecord[1];
        boolean[] done = new boolean[1];
        return rewritten(pipeline, imputed -> {
            GenericRecord cell = temp(imputed);
            if (done[0]
                    || cell == null
                    || cell.get("context") == null
                    || !imputed.get("id").toString().equals("s3")) {
                return;
            }
            if (earlier[0] == null) {
                earlier[0] = cell;
            } else if (!earlier[0].equals(cell)) {
                for (String part : List.of("mean", "sd", "lower", "upper", "context")) {
                    cell.put(part, earlier[0].get(part));
                }
                imputed.put("temp", earlier[0].get("mean"));
                done[0] = true;
            }
        });
    }

    /** The audit of a copy of the imputed topic whose records went through a change. */
    private static AuditReport rewritten(Pipeline pipeline, Consumer<GenericRecord> change)
            throws ExecutionException, InterruptedException {
        String topic = "copy-" + UUID.randomUUID();
        LacunaConfig config = pipeline.config.with(Map.of("imputed.topic", topic));
        try (Admin admin = Admin.create(pipeline.config.adminSettings());
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        config.producerSettings(), new ByteArraySerializer(), new ByteArraySerializer())) {
            Cluster.createTopics(admin, List.of(new NewTopic(topic, Pipeline.PARTITIONS, (short) 1)));
            for (ConsumerRecord<byte[], byte[]> record : pipeline.committed(pipeline.config.imputedTopic())) {
                GenericRecord value = pipeline.decode(record);
                change.accept(value);
                producer.send(new ProducerRecord<>(
                        topic,
                        record.partition(),
                        record.timestamp(),
                        record.key(),
                        pipeline.serializer.serialize(pipeline.config.imputedTopic(), value)));
            }
            producer.flush();
        }
        return audit(pipeline, config);
    }
}
