package io.lacuna.app.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lacuna.app.SharedBroker;
import io.lacuna.internal.generation.Models;
import io.lacuna.sandbox.process.BrokerCluster;
import io.lacuna.sandbox.process.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code lacuna stream} as a separate process that is killed. */
@ExtendWith(SharedBroker.class)
class StreamProcessIT {
    @TempDir
    private Path folder;

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
    void killedAgainAndAgainItLosesAndDoublesNothingAndATermEndsItInOrder(BrokerCluster broker) throws Exception {
        Map<String, String> keys = Map.of(
                "num.stream.threads", "2",
                // So long that the test would fail if it had to wait for the timeout of dead instances' transactions.
                "transaction.timeout.ms", "90000",
                "commit.interval.ms", "2000", // So long that a kill at any moment hits an open transaction.
                "consumer.session.timeout.ms", "3000",
                "consumer.heartbeat.interval.ms", "500");
        try (Pipeline pipeline = new Pipeline(broker, folder.resolve("state"), keys)) {
            pipeline.publishFirst(Models.sensors(20));
            int kills = 3;
            for (int i = 0; i < kills; i++) {
                int before = pipeline.imputedSoFar();
                try (ChildJvm child = stream(pipeline, folder.resolve("stream-" + i + ".log"))) {
                    pipeline.send(10_000);
                    await().atMost(Duration.ofSeconds(60)).until(() -> pipeline.imputedSoFar() > before);
                    child.kill();
                }
            }
            Path log = folder.resolve("stream-last.log");
            try (ChildJvm last = stream(pipeline, log)) {
                awaitAllImputed(pipeline);
                // It looks once a second, and its first commit may have been its last.
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> Files.readString(log).contains("ready: generation 1 serves"));
                last.stop(Duration.ofSeconds(20));
                assertThat(last.isAlive()).isFalse();
            }
            assertThat(Files.readString(log)).doesNotContain("Exception");
            Map<String, Integer> outcomes = pipeline.outcomes();
            assertThat(outcomes).hasSize((int) pipeline.sent());
            assertThat(outcomes.values()).containsOnly(1);
            assertThat(pipeline.committed(pipeline.config.latentsTopic())).hasSize((int) pipeline.sent());
            // The kills hit open transactions: some of the written records were never committed.
            assertThat(pipeline.read(pipeline.config.imputedTopic(), "read_uncommitted")
                            .size())
                    .isGreaterThan((int) pipeline.sent());
        }
    }

    @Test
    void aModelsTopicMadeAgainIsReadAnewAndUntilThenItServesOn(BrokerCluster broker) throws Exception {
        Map<String, String> keys = Map.of("commit.interval.ms", "100");
        try (Pipeline pipeline = new Pipeline(broker, folder.resolve("state"), keys);
                Admin admin = Admin.create(pipeline.config.adminSettings())) {
            pipeline.publishFirst(Models.sensors(20));
            Path log = folder.resolve("stream.log");
            try (ChildJvm child = stream(pipeline, log)) {
                pipeline.send(30);
                awaitAllImputed(pipeline);
                admin.deleteTopics(List.of(pipeline.config.modelsTopic())).all().get();
                pipeline.send(30);
                awaitAllImputed(pipeline);
                pipeline.publishFirst(Models.sensors(30));
                pipeline.publish(Models.sensors(40));
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> Files.readString(log).contains("ready: generation 2 serves"));
                pipeline.send(30);
                awaitAllImputed(pipeline);
                child.stop(Duration.ofSeconds(20));
            }
            assertThat(Files.readString(log)).containsOnlyOnce("restarting: models topic");
            assertThat(pipeline.outcomes()).hasSize(90);
            assertThat(pipeline.outcomes().values()).containsOnly(1);
        }
    }

    private static void awaitAllImputed(Pipeline pipeline) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> pipeline.committed(pipeline.config.imputedTopic()).size() >= pipeline.sent());
    }
}
