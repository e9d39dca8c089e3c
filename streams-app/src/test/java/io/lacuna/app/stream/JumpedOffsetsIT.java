package io.lacuna.app.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lacuna.app.SharedBroker;
import io.lacuna.app.audit.AuditFinding.Kind;
import io.lacuna.app.audit.AuditReport;
import io.lacuna.app.audit.AuditSettings;
import io.lacuna.app.audit.PipelineAudit;
import io.lacuna.internal.avro.AvroValueDeserializer;
import io.lacuna.internal.generation.Models;
import io.lacuna.sandbox.process.BrokerCluster;
import io.lacuna.schemas.Event;
import io.lacuna.schemas.EventKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Records that go before they are filled are reported by the stream and missed by the audit; what never was a record is neither. */
@ExtendWith(SharedBroker.class)
class JumpedOffsetsIT {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void recordsDeletedWhileTheStreamWasDownAreALineAMetricAnEventAndAFinding(BrokerCluster broker) throws Exception {
        try (Pipeline pipeline = new Pipeline(broker, folder, Map.of())) {
            pipeline.publishFirst(Models.sensors(20));
            pipeline.send(300);
            try (StreamApp app = pipeline.start()) {
                await().atMost(LONGEST).until(() -> app.status().imputed() == 300);
            }
            pipeline.send(300);
            delete(pipeline, 170);
            List<String> news = new ArrayList<>();
            try (StreamApp app = pipeline.start()) {
                await().atMost(LONGEST).until(() -> app.status().imputed() == 230);
                await().atMost(LONGEST).until(() -> {
                    news.addAll(app.news());
                    return news.stream().anyMatch(line -> line.contains("were skipped"));
                });
                assertThat(news).anySatisfy(line -> assertThat(line).contains("offsets 100 to 169 of", "(70)"));
                assertThat(app.meters().scrape()).contains("lacuna_offsets_jumped_total 70");
                assertThat(app.notReady()).isEmpty();
                await().atMost(LONGEST)
                        .untilAsserted(() -> assertThat(events(pipeline))
                                .singleElement()
                                .satisfies(event -> {
                                    assertThat(event.getKind()).isEqualTo(EventKind.OFFSETS_JUMPED);
                                    assertThat(event.getFigures())
                                            .containsEntry("from", 100.0)
                                            .containsEntry("to", 170.0);
                                }));
            }
            AuditReport report = audit(pipeline);
            assertThat(report.totals()).isEqualTo(Map.of(Kind.GONE, 1L));
            assertThat(report.findings().get(0).toString()).contains("0@100", "70 offsets up to 169");
        }
    }

    @Test
    void markersAndAbortedRecordsOfTransactionsAreNoLoss(BrokerCluster broker) throws Exception {
        try (Pipeline pipeline = new Pipeline(broker, folder, Map.of())) {
            pipeline.publishFirst(Models.sensors(20));
            inTransactions(pipeline, 4);
            try (StreamApp app = pipeline.start()) {
                await().atMost(LONGEST).until(() -> app.status().imputed() == 40);
                delete(pipeline, 30); // Filled before: that is no loss either.
                assertThat(app.news()).isEmpty();
                assertThat(app.meters().scrape()).contains("lacuna_offsets_jumped_total 0");
            }
            AuditReport report = audit(pipeline);
            assertThat(report.findings()).isEmpty();
            assertThat(report.withoutRecord()).isEqualTo(2);
        }
    }

    /** Of partition 0, transactions of ten records, each with a marker behind it; then one that is aborted. */
    private static void inTransactions(Pipeline pipeline, int transactions) {
        Map<String, Object> settings = new HashMap<>(pipeline.config.producerSettings());
        settings.put("transactional.id", pipeline.input);
        byte[] value = pipeline.serializer.serialize(pipeline.input, StreamFixture.sensor(null, 1f, 1, true, "on"));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            for (int transaction = 0; transaction <= transactions; transaction++) {
                producer.beginTransaction();
                for (int i = 0; i < 10; i++) {
                    producer.send(new ProducerRecord<>(pipeline.input, 0, null, value));
                }
                producer.flush();
                if (transaction < transactions) {
                    producer.commitTransaction();
                } else {
                    producer.abortTransaction();
                }
            }
        }
    }

    private static void delete(Pipeline pipeline, long before) throws Exception {
        try (Admin admin = Admin.create(pipeline.config.adminSettings())) {
            admin.deleteRecords(Map.of(new TopicPartition(pipeline.input, 0), RecordsToDelete.beforeOffset(before)))
                    .all()
                    .get();
        }
    }

    private static List<Event> events(Pipeline pipeline) {
        try (AvroValueDeserializer<Event> values = AvroValueDeserializer.of(Event.class, pipeline.registry)) {
            List<Event> events = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : pipeline.committed(pipeline.config.eventsTopic())) {
                events.add(values.deserialize(record.topic(), record.value()));
            }
            return events;
        }
    }

    private static AuditReport audit(Pipeline pipeline) {
        return new PipelineAudit(pipeline.config, pipeline.registry, new AuditSettings(100, 1, 0, 0, 0)).run();
    }
}
