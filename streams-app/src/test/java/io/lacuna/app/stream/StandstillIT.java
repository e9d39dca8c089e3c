package io.lacuna.app.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lacuna.app.SharedBroker;
import io.lacuna.app.audit.AuditReport;
import io.lacuna.app.audit.AuditSettings;
import io.lacuna.app.audit.PipelineAudit;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.config.RuntimeKeys;
import io.lacuna.internal.generation.Models;
import io.lacuna.sandbox.network.FaultyLink;
import io.lacuna.sandbox.network.StreamLinks;
import io.lacuna.sandbox.process.BrokerCluster;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Causes of a standstill and their reports, on a real broker. */
@ExtendWith(SharedBroker.class)
class StandstillIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    /** Dead threads are noticed after 3 s, and two deaths are the limit. */
    private static final Map<String, String> QUICK = Map.of(
            "num.stream.threads",
            "2",
            "session.timeout.ms",
            "3000",
            "heartbeat.interval.ms",
            "750",
            RuntimeKeys.RECORD_FAILURE_DEATHS,
            "2");

    @TempDir
    private Path folder;

    private static void awaitImputed(StreamApp app, long count) {
        await().atMost(SOON).until(() -> app.metrics().imputedCount() >= count);
    }

    private static void awaitReady(StreamApp app) {
        await().atMost(SOON).untilAsserted(() -> assertThat(app.notReady()).isEmpty());
    }

    private static void awaitStop(StreamApp app, Duration within, String... words) {
        await().atMost(within)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(
                        () -> assertThat(String.join("; ", app.notReady())).contains(words));
    }

    private static void limit(Admin admin, String topic, int bytes) throws Exception {
        Collection<AlterConfigOp> limit = List.of(new AlterConfigOp(
                new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(bytes)),
                AlterConfigOp.OpType.SET));
        admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), limit))
                .all()
                .get();
    }

    /** Sends a reading whose id has this number of characters. */
    private static void sendLong(Pipeline pipeline, int characters) {
        GenericRecord reading = StreamFixture.sensor(null, 50f, 3, true, "on");
        reading.put("id", "x".repeat(characters));
        pipeline.sendBytes(pipeline.serializer.serialize(pipeline.input, reading));
        pipeline.flush();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(
                Objects.requireNonNull(record.headers().lastHeader(name)).value(), StandardCharsets.UTF_8);
    }

    /** The counters equal the audit's counts, and the audit finds nothing. */
    private static void assertCountersAreTheAudits(Pipeline pipeline, StreamApp app) {
        AuditReport report = new PipelineAudit(pipeline.config, pipeline.registry, AuditSettings.DEFAULT).run();
        assertThat(report.lines()).isNotEmpty();
        assertThat(report.clean()).as(report.lines().toString()).isTrue();
        assertThat(app.metrics().imputedCount()).isEqualTo(report.imputed());
        assertThat(app.metrics().deadLetterCount()).isEqualTo(report.deadLetters());
    }

    @Test
    void aRecordThatEndsTheThreadEachTimeBecomesADeadLetterByItsPlaceAlone(BrokerCluster broker) throws Exception {
        try (Pipeline pipeline = new Pipeline(broker, folder, QUICK);
                Admin admin = Admin.create(pipeline.config.adminSettings())) {
            pipeline.publishFirst(Models.sensors(20));
            limit(admin, pipeline.config.imputedTopic(), 70_000);
            try (StreamApp app = pipeline.start();
                    ReadinessTruth truth = new ReadinessTruth(pipeline, app)) {
                pipeline.send(300);
                awaitImputed(app, 300);
                awaitReady(app);
                sendLong(pipeline, 100_000); // More than the imputed topic accepts.
                pipeline.send(30);
                awaitStop(app, SOON, "ended a stream thread 1 time", "@100");
                awaitImputed(app, 330);
                await().atMost(SOON).until(() -> app.metrics().deadLetterCount() == 1);
                awaitReady(app);
                List<ConsumerRecord<byte[], byte[]>> letters = pipeline.committed(pipeline.config.deadLetterTopic());
                assertThat(letters).hasSize(1);
                assertThat((Object) letters.get(0).value()).isNull();
                assertThat((Object) letters.get(0).key()).isNull();
                assertThat(header(letters.get(0), "__streams.errors.partition")).isEqualTo("0");
                assertThat(header(letters.get(0), "__streams.errors.offset")).isEqualTo("100");
                assertThat(header(letters.get(0), "__streams.errors.message"))
                        .contains("set aside without key and value: it ended a stream thread 2 times");
                assertCountersAreTheAudits(pipeline, app);
                assertThat(truth.lies()).isEmpty();
                assertThat(truth.readyMoments()).isPositive();
                assertThat(truth.notReadyMoments()).isPositive();
            }
        }
    }

    @Test
    void whereItIsToHoldItHoldsNotReadyAndGoesOnWhenTheCauseIsMended(BrokerCluster broker) throws Exception {
        Map<String, String> keys = Map.of(
                RuntimeKeys.RECORD_FAILURE_ACTION,
                "hold",
                RuntimeKeys.RECORD_FAILURE_DEATHS,
                "1",
                // A thread that dies may not leave the group in time; with the default the new one waits 45 s for its
                // session to end.
                "consumer.session.timeout.ms",
                "6000",
                "consumer.heartbeat.interval.ms",
                "1000");
        try (Pipeline pipeline = new Pipeline(broker, folder, keys);
                Admin admin = Admin.create(pipeline.config.adminSettings())) {
            pipeline.publishFirst(Models.sensors(20));
            limit(admin, pipeline.config.imputedTopic(), 70_000);
            try (StreamApp app = pipeline.start();
                    ReadinessTruth truth = new ReadinessTruth(pipeline, app)) {
                sendLong(pipeline, 100_000);
                pipeline.send(30);
                awaitStop(app, SOON, "the stream stops there");
                await().during(Duration.ofSeconds(3))
                        .until(() -> !app.notReady().isEmpty() && app.isAlive());
                limit(admin, pipeline.config.imputedTopic(), 1_000_000);
                awaitImputed(app, 31);
                awaitReady(app);
                assertCountersAreTheAudits(pipeline, app);
                assertThat(truth.lies()).isEmpty();
            }
        }
    }

    @Test
    void aRecordTooLargeToBeWrittenAgainBecomesADeadLetterWithoutItsValueAndEndsNoThread(BrokerCluster broker)
            throws Exception {
        try (Pipeline pipeline = new Pipeline(broker, folder, Map.of(RuntimeKeys.RECORD_MAX_BYTES, "30000"))) {
            try (StreamApp app = pipeline.start();
                    ReadinessTruth truth = new ReadinessTruth(pipeline, app)) {
                pipeline.publish(Models.sensors(20));
                sendLong(pipeline, 40_000);
                pipeline.send(30);
                awaitImputed(app, 30);
                await().atMost(SOON).until(() -> app.metrics().deadLetterCount() == 1);
                awaitReady(app);
                List<ConsumerRecord<byte[], byte[]>> letters = pipeline.committed(pipeline.config.deadLetterTopic());
                assertThat((Object) letters.get(0).value()).isNull();
                assertThat(header(letters.get(0), "__streams.errors.message")).contains("record.max.bytes");
                assertCountersAreTheAudits(pipeline, app);
                assertThat(truth.lies()).isEmpty();
            }
        }
    }

    @Test
    void anOutputThatIsDeletedUnderTheStreamIsToldWithinSecondsAndUntilItIsThereAgain(BrokerCluster broker)
            throws Exception {
        try (Pipeline pipeline = new Pipeline(broker, folder, Map.of());
                Admin admin = Admin.create(pipeline.config.adminSettings())) {
            try (StreamApp app = pipeline.start()) {
                pipeline.publish(Models.sensors(20));
                pipeline.send(30);
                awaitImputed(app, 30);
                awaitReady(app);
                String topic = pipeline.config.imputedTopic();
                Uuid deleted = idOf(topic, admin);
                admin.deleteTopics(List.of(topic)).all().get();
                awaitStop(app, Duration.ofSeconds(5), "imputed topic " + topic);
                pipeline.send(30);
                // A broker that creates topics automatically creates it with one partition.
                awaitMadeAgain(topic, deleted, admin);
                awaitStop(app, Duration.ofSeconds(5), "has 1 partitions and the input topic 3");
                assertThat(app.metrics().imputedCount()).isEqualTo(30);
                admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(Pipeline.PARTITIONS)))
                        .all()
                        .get();
                awaitImputed(app, 60);
                awaitReady(app);
                assertThat(app.news()).anyMatch(line -> line.contains("was deleted and created again"));
            }
        }
    }

    @Test
    void aThreadThatWaitsForADeletedOutputDoesNotKeepTheInstanceFromItsEnd(BrokerCluster broker) throws Exception {
        Map<String, String> keys = Map.of("shutdown.timeout.ms", "2000");
        try (Pipeline pipeline = new Pipeline(broker, folder, keys);
                Admin admin = Admin.create(pipeline.config.adminSettings());
                StreamApp app = pipeline.start()) {
            pipeline.publish(Models.sensors(20));
            pipeline.send(30);
            awaitImputed(app, 30);
            admin.deleteTopics(List.of(pipeline.config.imputedTopic())).all().get();
            awaitStop(app, Duration.ofSeconds(10), "imputed topic " + pipeline.config.imputedTopic());
            pipeline.send(30);
            awaitStop(app, Duration.ofSeconds(20), "records wait and nothing is committed");
            Uuid deleted = idOf(pipeline.config.modelsTopic(), admin);
            admin.deleteTopics(List.of(pipeline.config.modelsTopic())).all().get();
            awaitMadeAgain(pipeline.config.modelsTopic(), deleted, admin);
            String failure = CompletableFuture.supplyAsync(() -> {
                        try {
                            return app.awaitEnd();
                        } catch (InterruptedException stopped) {
                            throw new IllegalStateException(stopped);
                        }
                    })
                    .get(30, TimeUnit.SECONDS);
            assertThat(failure).contains("must be read again");
        }
    }

    private static void awaitMadeAgain(String topic, Uuid deleted, Admin admin) {
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
            createOrFind(topic, admin);
            return !idOf(topic, admin).equals(deleted);
        });
    }

    /** An attempt whose answer was late has made the topic already. */
    private static void createOrFind(String topic, Admin admin) throws ExecutionException, InterruptedException {
        try {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        } catch (ExecutionException failed) {
            if (!(failed.getCause() instanceof TopicExistsException)) {
                throw failed;
            }
        }
    }

    private static Uuid idOf(String topic, Admin admin) throws ExecutionException, InterruptedException {
        return admin.describeTopics(List.of(topic))
                .allTopicNames()
                .get()
                .get(topic)
                .topicId();
    }

    @Test
    void anInputThatIsGivenPartitionsIsToldWithinFiveSeconds(BrokerCluster broker) throws Exception {
        try (Pipeline pipeline = new Pipeline(broker, folder, Map.of());
                Admin admin = Admin.create(pipeline.config.adminSettings());
                StreamApp app = pipeline.start()) {
            pipeline.publish(Models.sensors(20));
            pipeline.send(30);
            awaitImputed(app, 30);
            awaitReady(app);
            admin.createPartitions(Map.of(pipeline.input, NewPartitions.increaseTo(5)))
                    .all()
                    .get();
            awaitStop(app, Duration.ofSeconds(5), "has 3 partitions and the input topic 5");
            assertThat(app.status().causes()).contains("output");
            for (String output : List.of(
                    pipeline.config.imputedTopic(),
                    pipeline.config.latentsTopic(),
                    pipeline.config.scoresTopic(),
                    pipeline.config.deadLetterTopic())) {
                admin.createPartitions(Map.of(output, NewPartitions.increaseTo(5)))
                        .all()
                        .get();
            }
            awaitReady(app);
        }
    }

    @Test
    void aFrozenBrokerIsNotReadyWithinTenSecondsAndReadyWithinTenSecondsOfProgress() throws Exception {
        try (BrokerCluster broker = BrokerCluster.start(folder.resolve("broker"), 1);
                Pipeline pipeline = new Pipeline(broker, folder.resolve("state"), Map.of())) {
            try (StreamApp app = pipeline.start();
                    ReadinessTruth truth = new ReadinessTruth(pipeline, app)) {
                pipeline.publish(Models.sensors(20));
                pipeline.send(300);
                awaitImputed(app, 300);
                awaitReady(app);
                broker.broker(1).suspend();
                awaitStop(app, Duration.ofSeconds(10), "no broker has answered");
                await().during(Duration.ofSeconds(10))
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> !app.notReady().isEmpty() && app.isAlive());
                broker.broker(1).resume();
                pipeline.send(300);
                awaitImputed(app, 600);
                awaitReady(app);
                assertCountersAreTheAudits(pipeline, app);
                assertThat(truth.lies()).isEmpty();
            }
        }
    }

    /** All topics lie on the other broker, which the stream can reach. */
    @Test
    void aStreamCutOffFromItsCoordinatorAloneIsNotReadyWithinTenSeconds() throws Exception {
        try (StreamLinks links = StreamLinks.open(1, 2);
                BrokerCluster brokers = BrokerCluster.start(folder.resolve("brokers"), 2, links::listeners);
                Pipeline pipeline = new Pipeline(brokers, folder.resolve("state"), Map.of());
                Admin admin = Admin.create(pipeline.config.adminSettings())) {
            pipeline.publishFirst(Models.sensors(20));
            LacunaConfig byLink =
                    pipeline.config.with(Map.of(LacunaConfig.BOOTSTRAP_SERVERS, links.bootstrapServers(0)));
            try (StreamApp app = StreamApp.start(byLink, pipeline.registry);
                    ReadinessTruth truth = new ReadinessTruth(pipeline, app)) {
                pipeline.send(300);
                awaitImputed(app, 300);
                awaitReady(app);
                int coordinator = coordinator(pipeline.config.applicationId(), admin);
                moveTopics(3 - coordinator, pipeline, admin);
                pipeline.send(30);
                awaitImputed(app, 330);
                links.toBroker(coordinator, FaultyLink::blackhole);
                pipeline.send(300);
                awaitStop(app, Duration.ofSeconds(10), "the coordinator of group");
                await().during(Duration.ofSeconds(2))
                        .until(() -> !app.notReady().isEmpty() && app.isAlive());
                assertThat(String.join("; ", app.notReady())).doesNotContain("leader of");
                links.all(FaultyLink::pass);
                awaitImputed(app, 630);
                awaitReady(app);
                assertCountersAreTheAudits(pipeline, app);
                assertThat(truth.lies()).isEmpty();
                assertThat(truth.readyMoments()).isPositive();
            }
        }
    }

    private static int coordinator(String group, Admin admin) throws ExecutionException, InterruptedException {
        return admin.describeConsumerGroups(List.of(group))
                .all()
                .get()
                .get(group)
                .coordinator()
                .id();
    }

    /** Moves every partition of the pipeline's topics to a broker. */
    private static void moveTopics(int broker, Pipeline pipeline, Admin admin)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, Optional<NewPartitionReassignment>> moves = new HashMap<>();
        List<String> topics = admin.listTopics().names().get().stream()
                .filter(topic -> topic.contains(pipeline.input))
                .toList();
        admin.describeTopics(topics)
                .allTopicNames()
                .get()
                .forEach((topic, described) -> described
                        .partitions()
                        .forEach(partition -> moves.put(
                                new TopicPartition(topic, partition.partition()),
                                Optional.of(new NewPartitionReassignment(List.of(broker))))));
        admin.alterPartitionReassignments(moves).all().get();
        await().atMost(SOON)
                .until(() ->
                        admin.listPartitionReassignments().reassignments().get().isEmpty());
    }
}
