package io.lacuna.app.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lacuna.app.SharedBroker;
import io.lacuna.app.audit.AuditSettings;
import io.lacuna.app.audit.PipelineAudit;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.internal.generation.GenerationPublisher;
import io.lacuna.internal.generation.Models;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.sandbox.process.BrokerCluster;
import io.lacuna.schemas.Reason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Records of any date, and a clock that is off, cost no record and no readiness. */
@ExtendWith(SharedBroker.class)
class TimestampsIT {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final long YEAR_2100 = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();

    @TempDir
    private Path folder;

    @Test
    void aRecordOfTheYear2100IsADeadLetterAsItCame(BrokerCluster broker) throws Exception {
        try (Pipeline pipeline = dated(broker, Map.of())) {
            fill(pipeline, 3, 1);
            ConsumerRecord<byte[], byte[]> letter =
                    pipeline.committed(pipeline.config.deadLetterTopic()).get(0);
            assertThat(letter.value()).isNotEmpty();
            assertThat(new String(
                            letter.headers()
                                    .lastHeader("__streams.errors.message")
                                    .value(),
                            StandardCharsets.UTF_8))
                    .contains("2100-01-01");
        }
    }

    @Test
    void clampedItIsFilledAndPassedItIsADeadLetterByItsPlaceAlone(BrokerCluster broker) throws Exception {
        try (Pipeline pipeline = dated(broker, Map.of("record.timestamp.action", "clamp"))) {
            fill(pipeline, 4, 0);
        }
        Map<String, String> pass = Map.of("record.timestamp.action", "pass", "record.failure.deaths", "2");
        try (Pipeline pipeline = dated(broker, pass)) {
            fill(pipeline, 3, 1);
            assertThat((Object) pipeline.committed(pipeline.config.deadLetterTopic())
                            .get(0)
                            .value())
                    .isNull();
        }
    }

    @Test
    void aClockThatIsAnHourOffEitherWayIsNamedAndCostsNothing(BrokerCluster broker) throws Exception {
        for (Duration off : List.of(Duration.ofHours(1), Duration.ofHours(-1))) {
            try (Pipeline pipeline = new Pipeline(broker, folder.resolve("clock" + off), Map.of())) {
                LacunaConfig config = pipeline.config.withClock(Clock.offset(Clock.systemUTC(), off));
                pipeline.publishFirst(Models.sensors(20));
                pipeline.send(30);
                try (StreamApp app = StreamApp.start(config, pipeline.registry)) {
                    await().atMost(LONGEST).until(() -> app.status().imputed() == 30);
                    new GenerationPublisher(config.modelsTopicSettings())
                            .publish(
                                    ModelArtifact.write(Models.sensors(30)),
                                    new GenerationPublisher.Draft(
                                            Reason.REFIT, config.clock().millis(), "", Map.of(), Map.of()));
                    await().atMost(LONGEST)
                            .until(() -> Long.valueOf(2).equals(app.status().generation()));
                    pipeline.send(30);
                    await().atMost(LONGEST).until(() -> app.status().imputed() == 60);
                    assertThat(app.notReady()).isEmpty();
                    assertThat(app.status().deadLetters()).isZero();
                }
                assertThat(new PipelineAudit(config, pipeline.registry, new AuditSettings(60, 60, 2, 0, 0))
                                .run()
                                .findings())
                        .isEmpty();
            }
        }
    }

    /** Of four records, dated now, 0, without a date as far as a producer may, and 2100. */
    private Pipeline dated(BrokerCluster broker, Map<String, String> keys) throws Exception {
        Pipeline pipeline = new Pipeline(broker, folder.resolve("dated" + keys.hashCode()), keys);
        try (Admin admin = Admin.create(pipeline.config.adminSettings())) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, pipeline.input),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE)),
                                    AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
        pipeline.publishFirst(Models.sensors(20));
        byte[] value = pipeline.serializer.serialize(pipeline.input, StreamFixture.sensor(null, 1f, 1, true, "on"));
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                pipeline.config.producerSettings(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (long timestamp : new long[] {System.currentTimeMillis(), YEAR_2100, 0, 1}) {
                producer.send(new ProducerRecord<>(pipeline.input, 0, timestamp, null, value));
            }
        }
        return pipeline;
    }

    private static void fill(Pipeline pipeline, long imputed, long deadLetters) {
        try (StreamApp app = pipeline.start()) {
            await().atMost(LONGEST)
                    .untilAsserted(() -> assertThat(
                                    List.of(app.status().imputed(), app.status().deadLetters()))
                            .containsExactly(imputed, deadLetters));
            await().atMost(LONGEST).until(() -> app.notReady().isEmpty());
        }
    }
}
