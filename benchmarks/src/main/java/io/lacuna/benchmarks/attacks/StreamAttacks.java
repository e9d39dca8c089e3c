package io.lacuna.benchmarks.attacks;

import static io.lacuna.benchmarks.attacks.AttackedPipeline.PATIENCE;
import static io.lacuna.benchmarks.attacks.AttackedPipeline.TRUTH;
import static io.lacuna.benchmarks.attacks.AttackedPipeline.await;
import static io.lacuna.benchmarks.attacks.AttackedPipeline.awaitImputed;
import static io.lacuna.benchmarks.attacks.AttackedPipeline.awaitNotReady;
import static io.lacuna.benchmarks.attacks.AttackedPipeline.awaitReady;
import static io.lacuna.benchmarks.attacks.AttackedPipeline.must;

import io.lacuna.app.audit.AuditFinding.Kind;
import io.lacuna.app.audit.AuditReport;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.stream.StreamApp;
import io.lacuna.sandbox.network.FaultyLink;
import io.lacuna.sandbox.network.StreamLinks;
import io.lacuna.sandbox.process.BrokerCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.TopicPartition;

/** Attacks on the network and on the topics of a stream. */
final class StreamAttacks {
    private static final Map<String, String> NOTHING = Map.of();
    private static final int SOME = 300;

    private StreamAttacks() {}

    static List<Attack> all() {
        return List.of(
                new Attack(
                        "blackhole",
                        "broker blackholed: not ready within 10 s, ready and whole after",
                        rig -> silent(rig, FaultyLink::blackhole)),
                new Attack(
                        "half-open",
                        "answers of the broker do not come back: not ready within 10 s, ready and whole after",
                        rig -> silent(rig, FaultyLink::halfOpen)),
                new Attack(
                        "down",
                        "broker refuses connections: not ready within 10 s, ready and whole after",
                        rig -> silent(rig, FaultyLink::refuse)),
                new Attack(
                        "coordinator",
                        "the group's coordinator of two brokers blackholed: not ready within 10 s, ready and whole after",
                        StreamAttacks::coordinator),
                new Attack(
                        "latency",
                        "200 ms of latency each way: everything is filled once",
                        rig -> slow(rig, link -> link.latency(Duration.ofMillis(200)))),
                new Attack(
                        "throttle",
                        "50 KB/s a connection: everything is filled once",
                        rig -> slow(rig, link -> link.throttle(50_000))),
                new Attack("reset", "15 resets of all connections: everything is filled once", StreamAttacks::resets),
                new Attack(
                        "year-2100",
                        "a record dated 2100 that the outputs do not take: a dead letter, ready",
                        StreamAttacks::yearTwentyOneHundred),
                new Attack(
                        "retention",
                        "records deleted before they are filled: reported, counted, missed by verify",
                        StreamAttacks::retention),
                new Attack(
                        "output-gone",
                        "an output topic deleted under the stream: not ready within 10 s, with its name",
                        StreamAttacks::outputGone),
                new Attack(
                        "partitions",
                        "the input given partitions that the outputs lack: noticed within 5 s",
                        StreamAttacks::partitions),
                new Attack(
                        "aborted",
                        "producers fenced under load, five times: counters equal what verify counts",
                        StreamAttacks::aborted));
    }

    private static void silent(AttackRig rig, Consumer<FaultyLink> fault) throws Exception {
        try (AttackedPipeline pipeline = rig.pipelineByLink(NOTHING);
                StreamApp app = pipeline.start()) {
            pipeline.sendAndAwait(app, SOME);
            fault.accept(rig.brokerLink());
            pipeline.send(SOME);
            awaitNotReady(app, TRUTH);
            Thread.sleep(15_000);
            must(!app.notReady().isEmpty(), "ready while nothing arrives");
            rig.brokerLink().pass();
            awaitImputed(app, 2 * SOME);
            awaitReady(app, TRUTH);
            pipeline.mustVerify(app);
        } finally {
            rig.brokerLink().pass();
        }
    }

    private static void coordinator(AttackRig rig) throws Exception {
        Path folder = rig.folder().resolve("coordinator");
        try (StreamLinks links = StreamLinks.open(1, 2);
                BrokerCluster brokers = BrokerCluster.start(folder, 2, links::listeners);
                AttackedPipeline pipeline = new AttackedPipeline(
                        "attacked-coordinator",
                        brokers.bootstrapServers(),
                        rig.registryUrl(),
                        links.bootstrapServers(0),
                        rig.registryUrl(),
                        folder.resolve("state").toString(),
                        NOTHING);
                StreamApp app = pipeline.start()) {
            pipeline.sendAndAwait(app, SOME);
            String group = pipeline.config.applicationId();
            ConsumerGroupDescription described = pipeline.admin
                    .describeConsumerGroups(List.of(group))
                    .all()
                    .get()
                    .get(group);
            int coordinator =
                    Objects.requireNonNull(described, group).coordinator().id();
            links.toBroker(coordinator, FaultyLink::blackhole);
            pipeline.send(SOME);
            awaitNotReady(app, TRUTH);
            Thread.sleep(15_000);
            must(!app.notReady().isEmpty(), "ready without its coordinator");
            links.all(FaultyLink::pass);
            awaitImputed(app, 2 * SOME);
            awaitReady(app, TRUTH);
            pipeline.mustVerify(app);
        }
    }

    private static void slow(AttackRig rig, Consumer<FaultyLink> fault) throws Exception {
        try (AttackedPipeline pipeline = rig.pipelineByLink(NOTHING);
                StreamApp app = pipeline.start()) {
            pipeline.send(SOME);
            awaitImputed(app, SOME);
            fault.accept(rig.brokerLink());
            pipeline.sendAndAwait(app, SOME);
            rig.brokerLink().pass();
            pipeline.mustVerify(app);
        } finally {
            rig.brokerLink().pass();
        }
    }

    private static void resets(AttackRig rig) throws Exception {
        try (AttackedPipeline pipeline = rig.pipelineByLink(NOTHING);
                StreamApp app = pipeline.start()) {
            for (int reset = 0; reset < 15; reset++) {
                pipeline.send(100);
                Thread.sleep(200);
                rig.brokerLink().reset();
            }
            awaitImputed(app, pipeline.sent());
            awaitReady(app, TRUTH);
            pipeline.mustVerify(app);
        }
    }

    private static void yearTwentyOneHundred(AttackRig rig) throws Exception {
        try (AttackedPipeline pipeline = rig.pipeline(NOTHING);
                StreamApp app = pipeline.start()) {
            pipeline.send(0, Instant.parse("2100-01-01T00:00:00Z").toEpochMilli(), pipeline.value(""));
            pipeline.mustBecomeDeadLetter(app);
        }
    }

    private static void retention(AttackRig rig) throws Exception {
        try (AttackedPipeline pipeline = rig.pipeline(NOTHING)) {
            pipeline.send(SOME);
            try (StreamApp app = pipeline.start()) {
                awaitImputed(app, SOME);
            }
            pipeline.send(SOME);
            long done = SOME / AttackedPipeline.PARTITIONS;
            pipeline.admin
                    .deleteRecords(Map.of(
                            new TopicPartition(pipeline.config.inputTopic(), 0),
                            RecordsToDelete.beforeOffset(done + 100)))
                    .all()
                    .get();
            try (StreamApp app = pipeline.start()) {
                awaitImputed(app, SOME - 100);
                await(
                        TRUTH,
                        () -> app.meters().scrape().contains("lacuna_offsets_jumped_total 100"),
                        () -> "the metric does not say that 100 offsets were skipped");
                await(
                        TRUTH,
                        () -> app.news().stream().anyMatch(line -> line.contains("were skipped: retention")),
                        () -> "no line says that offsets were skipped");
            }
            AuditReport report = pipeline.audit();
            must(report.totals().equals(Map.of(Kind.GONE, 1L)), "verify finds " + report.totals());
        }
    }

    private static void outputGone(AttackRig rig) throws Exception {
        try (AttackedPipeline pipeline = rig.pipeline(NOTHING);
                StreamApp app = pipeline.start()) {
            pipeline.sendAndAwait(app, SOME);
            String gone = pipeline.config.imputedTopic();
            pipeline.admin.deleteTopics(List.of(gone)).all().get();
            pipeline.send(SOME);
            await(
                    TRUTH,
                    () -> String.join(" ", app.notReady()).contains(gone),
                    () -> "its loss is not named: " + app.notReady());
            must(app.status().imputed() == SOME, "records count as imputed that no topic has");
        }
    }

    private static void partitions(AttackRig rig) throws Exception {
        try (AttackedPipeline pipeline = rig.pipeline(NOTHING);
                StreamApp app = pipeline.start()) {
            pipeline.sendAndAwait(app, SOME);
            pipeline.admin
                    .createPartitions(Map.of(
                            pipeline.config.inputTopic(), NewPartitions.increaseTo(AttackedPipeline.PARTITIONS + 2)))
                    .all()
                    .get();
            awaitNotReady(app, Duration.ofSeconds(5));
        }
    }

    private static void aborted(AttackRig rig) throws Exception {
        try (AttackedPipeline pipeline = rig.pipeline(Map.of(LacunaConfig.NUM_STREAM_THREADS, "2"));
                StreamApp app = pipeline.start()) {
            for (int fenced = 0; fenced < 5; fenced++) {
                pipeline.send(2_000);
                List<String> ids = pipeline.admin.listTransactions().all().get().stream()
                        .map(TransactionListing::transactionalId)
                        .filter(id -> id.startsWith(pipeline.config.applicationId()))
                        .toList();
                pipeline.admin.fenceProducers(ids).all().get();
            }
            awaitImputed(app, pipeline.sent());
            awaitReady(app, PATIENCE);
            pipeline.mustVerify(app);
        }
    }
}
