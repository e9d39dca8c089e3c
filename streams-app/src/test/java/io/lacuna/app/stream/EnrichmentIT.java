package io.lacuna.app.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lacuna.app.SharedBroker;
import io.lacuna.app.audit.AuditFinding.Kind;
import io.lacuna.app.audit.AuditReport;
import io.lacuna.app.audit.AuditSettings;
import io.lacuna.app.audit.PipelineAudit;
import io.lacuna.app.cluster.Cluster;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.sandbox.process.BrokerCluster;
import io.lacuna.streams.errors.SetupException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Partners change while records are filled, and the audit fills each record again with the partner that it had. */
@ExtendWith(SharedBroker.class)
class EnrichmentIT {
    private static final AuditSettings ALL = new AuditSettings(1_000_000, 1, 0, 0, 0);

    @TempDir
    private Path folder;

    private final String stations = "stations-" + UUID.randomUUID();

    @Test
    void theAuditUsesThePartnerOfItsTime(BrokerCluster broker) throws Exception {
        Map<String, String> keys = Map.of("enrich.topic", stations, "enrich.key", "id");
        try (Pipeline pipeline = new Pipeline(broker, folder.resolve("state"), keys);
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        pipeline.config.producerSettings(), new ByteArraySerializer(), new ByteArraySerializer());
                Admin admin = Admin.create(pipeline.config.adminSettings())) {
            assertThatThrownBy(pipeline::start)
                    .isInstanceOf(SetupException.class)
                    .hasMessageContaining("topic " + stations + " of enrich.topic does not exist");
            Cluster.createTopics(admin, List.of(new NewTopic(stations, 2, (short) 1)));
            pipeline.publishFirst(Stations.model());
            put(pipeline, producer, 12);
            try (StreamApp app = pipeline.start()) {
                send(pipeline, 60);
                awaitAllImputed(pipeline);
                put(pipeline, producer, 28);
                await().atMost(Duration.ofSeconds(60)).until(() -> {
                    send(pipeline, 3);
                    awaitAllImputed(pipeline);
                    return partners(pipeline).size() > 10;
                });
                assertThat(app.isAlive()).isTrue();
            }
            AuditReport report = audit(pipeline, pipeline.config);
            assertThat(report.findings()).isEmpty();
            assertThat(report.recomputed()).isEqualTo(pipeline.sent());
            // As if the stream had seen no partner.
            assertThat(audit(pipeline, pipeline.config.with(Map.of("enrich.topic", "", "enrich.key", "")))
                            .totals())
                    .containsOnlyKeys(Kind.DIFFERENT);
        }
    }

    @Test
    void partnersOfPartitionsAreRestoredAndTheAuditUsesThem(BrokerCluster broker) throws Exception {
        Map<String, String> keys =
                Map.of("enrich.topic", stations, "enrich.partitioned", stations, "enrich.output", "altitude,name");
        try (Pipeline pipeline = new Pipeline(broker, folder.resolve("state"), keys);
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        pipeline.config.producerSettings(), new ByteArraySerializer(), new ByteArraySerializer());
                Admin admin = Admin.create(pipeline.config.adminSettings())) {
            Cluster.createTopics(admin, List.of(new NewTopic(stations, Pipeline.PARTITIONS, (short) 1)));
            pipeline.publishFirst(Stations.model());
            for (int station = 0; station < 10; station++) {
                String key = "s" + station;
                producer.send(new ProducerRecord<>(
                        stations,
                        Math.floorMod(key.hashCode(), Pipeline.PARTITIONS),
                        key.getBytes(StandardCharsets.UTF_8),
                        pipeline.serializer.serialize(stations, Stations.station(12 + station))));
            }
            producer.flush();
            for (int run = 0; run < 2; run++) { // The second one finds the partners in the changelog.
                Map<String, String> place =
                        Map.of("state.dir", folder.resolve("state" + run).toString());
                try (StreamApp app = StreamApp.start(pipeline.config.with(place), pipeline.registry)) {
                    for (int i = 0; i < 40; i++) {
                        var reading = StreamFixture.sensor(15.0, i % 3 == 0 ? 60f : null, 1, true, "on");
                        pipeline.send("s" + i % 10, System.currentTimeMillis(), reading);
                    }
                    pipeline.flush();
                    awaitAllImputed(pipeline);
                    assertThat(app.isAlive()).isTrue();
                }
            }
            assertThat(partners(pipeline)).hasSize(10);
            for (ConsumerRecord<byte[], byte[]> record : pipeline.committed(pipeline.config.imputedTopic())) {
                int station = record.key()[1] - '0';
                assertThat(pipeline.decode(record).get("altitude")).isEqualTo(12.0 + station);
            }
            AuditReport report = audit(pipeline, pipeline.config);
            assertThat(report.findings()).isEmpty();
            assertThat(report.recomputed()).isEqualTo(80);
        }
    }

    private void put(Pipeline pipeline, KafkaProducer<byte[], byte[]> producer, double altitude) {
        for (int station = 0; station < 10; station++) {
            producer.send(new ProducerRecord<>(
                    stations,
                    ("s" + station).getBytes(StandardCharsets.UTF_8),
                    pipeline.serializer.serialize(stations, Stations.station(altitude + station))));
        }
        producer.flush();
    }

    private static void send(Pipeline pipeline, int records) {
        for (int i = 0; i < records; i++) {
            long number = pipeline.sent();
            var reading = StreamFixture.sensor(15.0, number % 3 == 0 ? 60f : null, 1, true, "on");
            reading.put("id", "s" + number % 10);
            pipeline.send("k" + number, System.currentTimeMillis(), reading);
        }
        pipeline.flush();
    }

    private static void awaitAllImputed(Pipeline pipeline) {
        await().atMost(Duration.ofSeconds(120))
                .until(() -> pipeline.committed(pipeline.config.imputedTopic()).size() >= pipeline.sent());
    }

    /** The partners that the imputed records name. */
    private static Set<String> partners(Pipeline pipeline) {
        Set<String> partners = new HashSet<>();
        for (ConsumerRecord<byte[], byte[]> record : pipeline.committed(pipeline.config.imputedTopic())) {
            record.headers()
                    .headers("lacuna.partner")
                    .forEach(header -> partners.add(new String(header.value(), StandardCharsets.UTF_8)));
        }
        return partners;
    }

    private static AuditReport audit(Pipeline pipeline, LacunaConfig config) {
        return new PipelineAudit(config, pipeline.registry, ALL).run();
    }
}
