package io.lacuna.app.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lacuna.internal.generation.Models;
import io.lacuna.sandbox.process.BrokerCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stream when a broker or a topic that it needs disappears. Uses its own brokers, because it harms them. */
class BrokerOutageIT {
    @TempDir
    private Path folder;

    @Test
    void aBrokerThatIsKilledAndComesBackCostsNoRecordAndDoublesNone() throws Exception {
        try (BrokerCluster broker = BrokerCluster.start(folder.resolve("broker"), 1);
                Pipeline pipeline = new Pipeline(broker, folder.resolve("state"), Map.of());
                StreamApp app = pipeline.start()) {
            pipeline.publish(Models.sensors(20));
            pipeline.send(3_000);
            await().atMost(Duration.ofSeconds(60)).until(() -> app.metrics().imputedCount() > 300);
            broker.broker(1).kill();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> String.join("; ", app.notReady()).contains("no broker has answered"));
            broker.broker(1).start();
            broker.awaitUsable(Duration.ofSeconds(60));
            pipeline.send(300);
            await().atMost(Duration.ofSeconds(90))
                    .until(() ->
                            pipeline.committed(pipeline.config.imputedTopic()).size() >= 3_300);
            assertThat(app.isAlive()).isTrue();
            assertThat(pipeline.outcomes()).hasSize(3_300);
            assertThat(pipeline.outcomes().values()).containsOnly(1);
        }
    }

    @Test
    void aModelsTopicThatIsDeletedUnderTheStreamLeavesItServing() throws Exception {
        try (BrokerCluster broker = BrokerCluster.start(folder.resolve("broker"), 1);
                Pipeline pipeline = new Pipeline(broker, folder.resolve("state"), Map.of());
                StreamApp app = pipeline.start();
                Admin admin = Admin.create(pipeline.config.adminSettings())) {
            pipeline.publish(Models.sensors(20));
            pipeline.send(30);
            await().atMost(Duration.ofSeconds(60)).until(() -> app.metrics().imputedCount() >= 30);
            admin.deleteTopics(java.util.List.of(pipeline.config.modelsTopic()))
                    .all()
                    .get();
            pipeline.send(30);
            await().atMost(Duration.ofSeconds(60)).until(() -> app.metrics().imputedCount() >= 60);
            // Its thread that reads models has nothing to read any more, and that ends nothing.
            await().during(Duration.ofSeconds(5))
                    .until(() -> app.isAlive() && app.notReady().isEmpty());
            pipeline.send(30);
            await().atMost(Duration.ofSeconds(60)).until(() -> app.metrics().imputedCount() >= 90);
        }
    }
}
