package io.lacuna.app.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lacuna.app.SharedBroker;
import io.lacuna.app.audit.AuditReport;
import io.lacuna.app.audit.AuditSettings;
import io.lacuna.app.audit.PipelineAudit;
import io.lacuna.internal.generation.GenerationPublisher;
import io.lacuna.internal.generation.Models;
import io.lacuna.internal.generation.ModelsTopicReader;
import io.lacuna.internal.generation.NeededModels;
import io.lacuna.sandbox.process.BrokerCluster;
import io.lacuna.schemas.Generation;
import io.lacuna.streams.errors.SetupException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The time until a rollback serves, and the deletion of old generations, on a real broker. */
@ExtendWith(SharedBroker.class)
class GenerationLifeIT {
    @TempDir
    private Path folder;

    @Test
    void aRollbackServesWithinTwoSecondsOfTheCommand(BrokerCluster broker) throws Exception {
        try (Pipeline pipeline = new Pipeline(broker, folder, Map.of())) {
            pipeline.publishFirst(Models.sensors(20));
            pipeline.publish(Models.sensors(30));
            try (StreamApp app = pipeline.start()) {
                awaitServing(app, 2);
                long asked = System.nanoTime();
                new GenerationPublisher(pipeline.config.modelsTopicSettings()).rollback(1, "back");
                awaitServing(app, 3);
                assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(2));
            }
        }
    }

    @Test
    void modelsThatNoKeptGenerationNamesAreDeletedAndTheOthersStay(BrokerCluster broker) throws Exception {
        try (Pipeline pipeline = new Pipeline(broker, folder, Map.of("generation.keep", "2"))) {
            pipeline.publishFirst(Models.sensors(20));
            pipeline.publish(Models.sensors(30));
            pipeline.publish(Models.sensors(20)); // Same bytes as the first one: its chunks are used again.
            pipeline.publish(Models.sensors(40));
            try (ModelsTopicReader reader = ModelsTopicReader.open(pipeline.config.modelsTopicSettings())) {
                // The end of a transaction is written to the topic shortly after the publisher hears of the commit.
                List<Generation> generations = await().atMost(Duration.ofSeconds(20))
                        .until(() -> reader.read().generations(), all -> all.size() == 4);
                for (int i : new int[] {0, 2, 3}) {
                    assertThat(reader.artifact(generations.get(i))).isNotEmpty();
                }
                assertThatThrownBy(() -> reader.artifact(generations.get(1)))
                        .isInstanceOf(SetupException.class)
                        .hasMessageContaining("is missing from");
            }
            pipeline.publish(Models.sensors(30)); // Its bytes were deleted, so they are written again.
            try (StreamApp app = pipeline.start()) {
                awaitServing(app, 5);
            }
        }
    }

    @Test
    void theNewestGenerationsAreFoundWithoutReadingAllOfTheTopic(BrokerCluster broker) throws Exception {
        try (Pipeline pipeline = new Pipeline(broker, folder, Map.of("generation.keep", "0"))) {
            pipeline.publishFirst(Models.sensors(1));
            for (int number = 2; number <= 14; number++) {
                pipeline.publish(Models.sensors(number));
            }
            List<Long> one = newest(1, pipeline);
            assertThat(one).hasSizeLessThan(14).last().isEqualTo(14L);
            assertThat(newest(12, pipeline))
                    .hasSizeGreaterThanOrEqualTo(12)
                    .last()
                    .isEqualTo(14L);
            assertThat(newest(15, pipeline)).hasSize(14);
            NeededModels needed =
                    NeededModels.read(pipeline.config.modelsTopicSettings(), pipeline.config.modelBudget());
            assertThat(needed.upTo()).isEqualTo(14);
            assertThat(needed.artifacts()).hasSize(1);
        }
    }

    private static List<Long> newest(int published, Pipeline pipeline) {
        try (ModelsTopicReader reader = ModelsTopicReader.open(pipeline.config.modelsTopicSettings())) {
            return reader.readNewest(published).generations().stream()
                    .map(Generation::getNumber)
                    .toList();
        }
    }

    @Test
    void recordsWhoseModelWasDeletedInTheOrderOfThingsAreNoFinding(BrokerCluster broker) throws Exception {
        try (Pipeline pipeline = new Pipeline(broker, folder, Map.of("generation.keep", "1"))) {
            pipeline.publishFirst(Models.sensors(20));
            try (StreamApp app = pipeline.start()) {
                pipeline.send(60);
                await().atMost(Duration.ofSeconds(60)).until(() -> app.status().imputed() == 60);
                pipeline.publish(Models.sensors(30));
                awaitServing(app, 2);
                pipeline.send(60);
                await().atMost(Duration.ofSeconds(60)).until(() -> app.status().imputed() == 120);
            }
            AuditReport report =
                    new PipelineAudit(pipeline.config, pipeline.registry, new AuditSettings(1_000, 1, 2, 0, 0)).run();
            assertThat(report.findings()).isEmpty();
            assertThat(report.recomputed()).isEqualTo(60);
            assertThat(report.unknownPast()).isEqualTo(60);
        }
    }

    private static void awaitServing(StreamApp app, long number) {
        await().pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    var newest = app.catalog().newest();
                    return newest != null && Objects.requireNonNull(newest).number() == number;
                });
    }
}
