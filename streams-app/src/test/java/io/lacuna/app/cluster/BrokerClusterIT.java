package io.lacuna.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lacuna.sandbox.process.*;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

class BrokerClusterIT {
    @TempDir
    private Path directory;

    @Test
    void oneBrokerKeepsWhatItAcknowledgedOverAKillAndARestart() throws Exception {
        try (BrokerCluster cluster = BrokerCluster.start(directory, 1)) {
            BrokerProcess broker = cluster.broker(1);
            try (Producer<String, String> producer = producer(cluster)) {
                assertThat(send(producer, "kept")).isZero();
                broker.kill();
                assertThat(broker.isAlive()).isFalse();
                broker.start();
                cluster.awaitUsable(Duration.ofSeconds(60));
                assertThat(send(producer, "kept")).isEqualTo(1);
                broker.restart();
                cluster.awaitUsable(Duration.ofSeconds(60));
                assertThat(send(producer, "kept")).isEqualTo(2);
            }
        }
    }

    @Test
    void aSuspendedBrokerAnswersOnlyAfterItIsResumed() throws Exception {
        try (BrokerCluster cluster = BrokerCluster.start(directory, 1);
                Producer<String, String> producer = producer(cluster)) {
            send(producer, "frozen");
            cluster.broker(1).suspend();
            var pending = producer.send(new ProducerRecord<>("frozen", "x"));
            await().during(Duration.ofSeconds(1)).until(() -> !pending.isDone());
            cluster.broker(1).resume();
            assertThat(pending.get(20, TimeUnit.SECONDS).offset()).isEqualTo(1);
        }
    }

    @Test
    void aBrokerThatCannotStartIsReportedWithItsLastWords() {
        assertThatThrownBy(() -> BrokerCluster.start(directory, 1, Map.of("num.partitions", "none")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("num.partitions");
    }

    /** A killed program cannot end its brokers itself; they end anyway. */
    @Test
    void aBrokerDiesWithAParentThatWasKilled() throws Exception {
        ChildJvm parent = ChildJvm.start(
                "parent",
                directory.resolve("parent.log"),
                List.of("-Xmx128m"),
                BrokerHolder.class.getName(),
                List.of(directory.toString()));
        Path ready = directory.resolve("broker.pid");
        try {
            await().atMost(Duration.ofSeconds(90)).until(() -> Files.exists(ready) && Files.size(ready) > 0);
            long broker = Long.parseLong(Files.readString(ready));
            assertThat(ProcessHandle.of(broker)).isPresent();
            parent.kill();
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> ProcessHandle.of(broker).filter(ProcessHandle::isAlive), Optional::isEmpty);
        } finally {
            parent.kill();
        }
    }

    /** Takes forty seconds of two cores; runs with {@code -Dlacuna.test.cluster=true}. */
    @Test
    @EnabledIfSystemProperty(named = "lacuna.test.cluster", matches = "true")
    void threeBrokersOutliveAKillOfEachInTurn() throws Exception {
        try (BrokerCluster cluster = BrokerCluster.start(directory, 3);
                Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
            Cluster.createTopics(admin, List.of(new NewTopic("safe", 3, (short) 3)));
            try (Producer<String, String> producer = producer(cluster)) {
                for (int node = 1; node <= 3; node++) {
                    cluster.broker(node).kill();
                    for (int partition = 0; partition < 3; partition++) {
                        var record = new ProducerRecord<String, String>("safe", partition, null, "x");
                        assertThat(producer.send(record)
                                        .get(60, TimeUnit.SECONDS)
                                        .offset())
                                .isEqualTo(node - 1L);
                    }
                    cluster.broker(node).start();
                    cluster.awaitUsable(Duration.ofSeconds(90));
                    awaitInSync(admin);
                }
            }
        }
    }

    private static void awaitInSync(Admin admin) {
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> admin.describeTopics(List.of("safe")).allTopicNames().get().values().stream()
                        .flatMap(topic -> topic.partitions().stream())
                        .allMatch(partition -> partition.isr().size() == 3));
    }

    private static long send(Producer<String, String> producer, String topic)
            throws InterruptedException, ExecutionException {
        return producer.send(new ProducerRecord<>(topic, "x")).get().offset();
    }

    private static Producer<String, String> producer(BrokerCluster cluster) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        cluster.bootstrapServers(),
                        "acks",
                        "all",
                        "delivery.timeout.ms",
                        60_000,
                        "request.timeout.ms",
                        10_000,
                        "linger.ms",
                        0),
                new StringSerializer(),
                new StringSerializer());
    }
}
