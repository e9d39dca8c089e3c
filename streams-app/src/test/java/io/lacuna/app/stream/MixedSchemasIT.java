package io.lacuna.app.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lacuna.app.SharedBroker;
import io.lacuna.app.audit.AuditReport;
import io.lacuna.app.audit.AuditSettings;
import io.lacuna.app.audit.PipelineAudit;
import io.lacuna.internal.record.RecordFamily;
import io.lacuna.sandbox.process.BrokerCluster;
import io.lacuna.streams.errors.SchemaRefusedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A thousand records of six schemas and two record types in one topic of a real broker, under each compatibility rule: each has
 * one outcome, no thread dies, and the instance is ready.
 */
@ExtendWith(SharedBroker.class)
class MixedSchemasIT {
    private static final int RECORDS = 1_000;

    private static final byte[] UNDECODABLE = {7};

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "NONE, pass",
        "BACKWARD, dead-letter",
        "BACKWARD_TRANSITIVE, pass",
        "FORWARD, dead-letter",
        "FORWARD_TRANSITIVE, pass",
        "FULL, dead-letter",
        "FULL_TRANSITIVE, pass"
    })
    void eachRecordHasOneOutcome(String rule, String other, BrokerCluster broker) throws Exception {
        Cases cases = new Cases();
        try (Pipeline pipeline = new Pipeline(
                broker, folder, Map.of("record.other", other, "topic.names.prefix", "mixed-" + rule + "-"))) {
            registerAsFarAsTaken(pipeline, cases, rule);
            pipeline.publishFirst(Cases.model(), Map.of(RecordFamily.PROVENANCE, Cases.READING));
            int others = 0;
            boolean followsOther = false;
            for (int i = 0; i < RECORDS; i++) {
                // The other record type comes first. A record that cannot be decoded follows some of the others.
                String name = i == 0 ? "s9" : cases.any();
                if (i > 0 && i % 5 == 0 && followsOther) {
                    followsOther = false;
                    pipeline.sendBytes(UNDECODABLE);
                    continue;
                }
                followsOther = !Cases.isReading(name);
                others += followsOther ? 1 : 0;
                pipeline.sendBytes(pipeline.serializer.serialize("case-" + name, cases.record(name)));
            }
            pipeline.flush();
            try (StreamApp app = pipeline.start()) {
                await().pollInterval(Duration.ofMillis(500))
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> pipeline.outcomes().size() == RECORDS);
                await().atMost(Duration.ofSeconds(10))
                        .untilAsserted(() -> assertThat(app.notReady()).isEmpty());
                assertThat(deaths(app)).isZero();
                assertThat(pipeline.outcomes())
                        .allSatisfy((key, outcomes) -> assertThat(outcomes).isEqualTo(1));
                assertThat(app.news()).anyMatch(line -> line.startsWith("records of type R "));
            }
            AuditReport report = new PipelineAudit(pipeline.config, pipeline.registry, AuditSettings.DEFAULT).run();
            assertThat(report.findings()).isEmpty();
            assertThat(report.imputed() + report.deadLetters() + report.passedOn())
                    .isEqualTo(report.input())
                    .isEqualTo(RECORDS);
            assertThat(other.equals("pass") ? report.passedOn() : report.deadLetters())
                    .isGreaterThanOrEqualTo(others);
            assertThat(report.imputed()).isGreaterThan(100);
        }
    }

    /** As a producer would: what the rule refuses is not in the topic's subject, but in another. */
    private static void registerAsFarAsTaken(Pipeline pipeline, Cases cases, String rule) {
        String subject = pipeline.input + "-value";
        assertThat(pipeline.registry.setCompatibility(subject, rule)).isTrue();
        for (Schema schema : cases.schemas.values()) {
            try {
                pipeline.registry.register(subject, schema);
            } catch (SchemaRefusedException refused) {
                assertThat(rule).isNotEqualTo("NONE");
            }
        }
    }

    private static double deaths(StreamApp app) {
        return app.streams().metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("failed-stream-threads"))
                .mapToDouble(metric -> ((Number) metric.metricValue()).doubleValue())
                .sum();
    }
}
