package io.lacuna.benchmarks.attacks;

import static io.lacuna.benchmarks.attacks.AttackedPipeline.PATIENCE;
import static io.lacuna.benchmarks.attacks.AttackedPipeline.TRUTH;
import static io.lacuna.benchmarks.attacks.AttackedPipeline.await;
import static io.lacuna.benchmarks.attacks.AttackedPipeline.awaitImputed;
import static io.lacuna.benchmarks.attacks.AttackedPipeline.awaitReady;
import static io.lacuna.benchmarks.attacks.AttackedPipeline.must;

import io.lacuna.app.audit.AuditReport;
import io.lacuna.app.stream.StreamApp;
import io.lacuna.sandbox.process.BrokerCluster;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeProducersResult;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What happens to a stream over its life: nothing to do for long, more instances than partitions, an input that is compacted. */
final class LifeAttacks {
    private static final int SOME = 300;
    private static final int INSTANCES = 8;

    private LifeAttacks() {}

    static List<Attack> all() {
        return List.of(
                new Attack(
                        "expiry",
                        "nothing to do until the brokers forget the producers, then one record: filled once, ready",
                        LifeAttacks::expiry),
                new Attack(
                        "instances",
                        "8 instances on 2 partitions, then 2 of them: all ready, everything is filled once",
                        LifeAttacks::instances),
                new Attack(
                        "compacted",
                        "an input whose older records of each key are gone: the others are filled, and none is missed",
                        LifeAttacks::compacted));
    }

    /** By default brokers forget a transactional id after seven days without a transaction; here after 3 s. */
    private static void expiry(AttackRig rig) throws Exception {
        Path folder = rig.folder().resolve("expiry");
        Map<String, String> soon = Map.of(
                "transactional.id.expiration.ms", "3000",
                "transaction.remove.expired.transaction.cleanup.interval.ms", "500",
                "producer.id.expiration.ms", "3000",
                "producer.id.expiration.check.interval.ms", "500");
        try (BrokerCluster brokers = BrokerCluster.start(folder, 1, soon);
                AttackedPipeline pipeline = new AttackedPipeline(
                        "attacked-expiry",
                        brokers.bootstrapServers(),
                        rig.registryUrl(),
                        brokers.bootstrapServers(),
                        rig.registryUrl(),
                        folder.resolve("state").toString(),
                        Map.of());
                StreamApp app = pipeline.start()) {
            pipeline.sendAndAwait(app, SOME);
            await(
                    PATIENCE,
                    () -> pipeline.admin.listTransactions().all().get().isEmpty() && producers(pipeline) == 0,
                    () -> "the broker still knows "
                            + pipeline.admin.listTransactions().all().get() + " and " + producers(pipeline)
                            + " producers");
            pipeline.send(1);
            awaitImputed(app, SOME + 1);
            awaitReady(app, TRUTH);
            pipeline.mustVerify(app);
        }
    }

    private static long producers(AttackedPipeline pipeline) throws Exception {
        long known = 0;
        for (int partition = 0; partition < AttackedPipeline.PARTITIONS; partition++) {
            TopicPartition imputed = new TopicPartition(pipeline.config.imputedTopic(), partition);
            DescribeProducersResult described = pipeline.admin.describeProducers(List.of(imputed));
            known += described.partitionResult(imputed).get().activeProducers().size();
        }
        return known;
    }

    private static void instances(AttackRig rig) throws Exception {
        List<StreamApp> apps = new ArrayList<>();
        try (AttackedPipeline pipeline = rig.pipeline(Map.of())) {
            for (int i = 0; i < INSTANCES; i++) {
                apps.add(pipeline.start(rig.folder().resolve("instance-" + i)));
            }
            pipeline.send(SOME);
            awaitAll(apps, SOME);
            for (StreamApp app : apps) {
                awaitReady(app, PATIENCE);
            }
            for (StreamApp app : apps.subList(0, INSTANCES - 2)) {
                app.close();
            }
            pipeline.send(SOME);
            awaitAll(apps, 2 * SOME);
            for (StreamApp app : apps.subList(INSTANCES - 2, INSTANCES)) {
                awaitReady(app, PATIENCE);
            }
            AuditReport report = pipeline.audit();
            must(report.clean(), "verify: " + report.findings());
            must(report.imputed() == 2 * SOME, report.imputed() + " records are imputed");
        } finally {
            apps.forEach(StreamApp::close);
        }
    }

    private static void awaitAll(List<StreamApp> apps, long imputed) throws Exception {
        await(
                PATIENCE,
                () -> apps.stream().mapToLong(app -> app.status().imputed()).sum() >= imputed,
                () -> "only "
                        + apps.stream()
                                .map(app -> app.status().imputed() + " " + app.notReady())
                                .toList());
    }

    private static void compacted(AttackRig rig) throws Exception {
        try (AttackedPipeline pipeline = rig.pipeline(Map.of())) {
            List<AlterConfigOp> settings = Map.of(
                            "cleanup.policy", "compact",
                            "segment.ms", "200",
                            "min.cleanable.dirty.ratio", "0.01",
                            "max.compaction.lag.ms", "1000")
                    .entrySet()
                    .stream()
                    .map(setting -> new AlterConfigOp(
                            new ConfigEntry(setting.getKey(), setting.getValue()), AlterConfigOp.OpType.SET))
                    .toList();
            pipeline.admin
                    .incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, pipeline.config.inputTopic()), settings))
                    .all()
                    .get();
            for (int round = 0; round < 4; round++) {
                for (int i = 0; i < SOME; i++) {
                    byte[] key = ("key" + i % 20).getBytes(StandardCharsets.UTF_8);
                    pipeline.send(i % AttackedPipeline.PARTITIONS, null, key, pipeline.value(""));
                }
                pipeline.producer.flush();
                Thread.sleep(300); // Longer than a segment lasts.
            }
            await(PATIENCE, () -> left(pipeline) < pipeline.sent(), () -> "the broker has not compacted the topic");
            try (StreamApp app = pipeline.start()) {
                await(
                        PATIENCE,
                        () -> app.status().imputed() >= left(pipeline),
                        () -> app.status().imputed() + " of " + left(pipeline) + " are imputed: " + app.notReady());
                awaitReady(app, TRUTH);
                must(
                        app.meters().scrape().contains("lacuna_offsets_jumped_total 0"),
                        "offsets without records count as skipped: " + app.news());
            }
            AuditReport report = pipeline.audit();
            must(report.clean(), "verify: " + report.findings());
        }
    }

    /** Number of records that the input still has. */
    private static long left(AttackedPipeline pipeline) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                pipeline.config.consumerSettings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (int partition = 0; partition < AttackedPipeline.PARTITIONS; partition++) {
                partitions.add(new TopicPartition(pipeline.config.inputTopic(), partition));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long left = 0;
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                left += consumer.poll(Duration.ofMillis(100)).count();
            }
            return left;
        }
    }
}
