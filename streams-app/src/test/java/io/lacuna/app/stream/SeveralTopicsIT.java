package io.lacuna.app.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lacuna.app.SharedBroker;
import io.lacuna.app.audit.AuditFinding.Kind;
import io.lacuna.app.audit.AuditReport;
import io.lacuna.app.audit.AuditSettings;
import io.lacuna.app.audit.PipelineAudit;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.progress.PartitionProgress;
import io.lacuna.internal.generation.Models;
import io.lacuna.sandbox.process.BrokerCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Topics with the same keys and unequal numbers of partitions, exactly once, with the past of keys; a third topic appears while
 * the stream runs. The pattern matches the outputs' names too.
 */
@ExtendWith(SharedBroker.class)
class SeveralTopicsIT {
    private static final AuditSettings ALL = new AuditSettings(1_000_000, 1, 0, 0, 0);
    private static final Map<String, String> KEYS = Map.of(
            "input.topic",
            "",
            "input.topic.pattern",
            "{input}(-.*)?",
            "topic.names.prefix",
            "{input}-",
            "consumer.metadata.max.age.ms",
            "1000");

    @TempDir
    private Path folder;

    @Test
    void everyRecordOfEveryTopicHasOneOutcomeThatTheAuditMakesAgain(BrokerCluster broker) throws Exception {
        try (Pipeline pipeline = new Pipeline(broker, folder.resolve("state"), KEYS)) {
            String second = pipeline.input + "-b";
            String third = pipeline.input + "-c";
            pipeline.create(second, 4);
            pipeline.publishFirst(Models.remembering(20));
            try (StreamApp app = pipeline.start()) {
                send(pipeline, pipeline.input, Pipeline.PARTITIONS, 300, 24);
                send(pipeline, second, 4, 300, 16);
                awaitOutcomes(pipeline);
                pipeline.create(third, 2);
                send(pipeline, third, 2, 100, 18);
                awaitOutcomes(pipeline);
                // No record waits, so nothing stops it, though the topics' offsets differ.
                await().atMost(Duration.ofSeconds(30)).until(() -> app.stops().isEmpty());
                assertThat(app.partitions().stream()
                                .filter(PartitionProgress::here)
                                .collect(Collectors.groupingBy(
                                        partition -> String.valueOf(partition.topic()), Collectors.counting())))
                        .isEqualTo(Map.of(pipeline.input, 3L, second, 4L, third, 2L));
            }
            AuditReport report = audit(pipeline, pipeline.config);
            assertThat(report.findings()).isEmpty();
            assertThat(report.input()).isEqualTo(700);
            assertThat(report.imputed()).isEqualTo(700);
            assertThat(report.recomputed()).isEqualTo(700);
            // The outcomes of the other topics are foreign to an audit of one.
            assertThat(audit(
                                    pipeline,
                                    pipeline.config.with(
                                            Map.of("input.topic", pipeline.input, "input.topic.pattern", "")))
                            .total(Kind.ORPHAN))
                    .isEqualTo(800);
        }
    }

    private static void send(Pipeline pipeline, String topic, int partitions, int records, double temp) {
        long nowMs = System.currentTimeMillis();
        for (int i = 0; i < records; i++) {
            pipeline.send(
                    topic,
                    partitions,
                    "k" + i % 10,
                    nowMs + i,
                    StreamFixture.sensor(i % 3 == 2 ? null : temp + i % 5, 50f, 3, true, "on"));
        }
        pipeline.flush();
    }

    private static void awaitOutcomes(Pipeline pipeline) {
        await().atMost(Duration.ofSeconds(90))
                .until(() -> pipeline.committed(pipeline.config.imputedTopic()).size() >= pipeline.sent());
    }

    private static AuditReport audit(Pipeline pipeline, LacunaConfig config) {
        return new PipelineAudit(config, pipeline.registry, ALL).run();
    }
}
