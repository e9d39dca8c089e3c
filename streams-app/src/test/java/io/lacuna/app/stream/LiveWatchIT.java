package io.lacuna.app.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lacuna.app.SharedBroker;
import io.lacuna.app.cluster.Cluster;
import io.lacuna.app.trainer.Trainer;
import io.lacuna.app.trainer.TrainerLoop;
import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.ClosedFormMethod;
import io.lacuna.internal.generation.GenerationPublisher;
import io.lacuna.internal.generation.ModelsHistory;
import io.lacuna.internal.generation.ModelsTopicReader;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.internal.training.Trainers;
import io.lacuna.sandbox.process.BrokerCluster;
import io.lacuna.schemas.EventKind;
import io.lacuna.schemas.Generation;
import io.lacuna.schemas.Outcome;
import io.lacuna.schemas.Reason;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The trainer's reactions to the live stream, without any manual step, on a real broker. */
@ExtendWith(SharedBroker.class)
class LiveWatchIT {
    private static final Schema READING = SchemaBuilder.record("Reading")
            .fields()
            .optionalDouble("x")
            .optionalDouble("y")
            .optionalDouble("z")
            .endRecord();
    private static final Map<String, String> KEYS = Map.of(
            "scores.share", "0.5",
            "scores.mask.rate", "0.4",
            "commit.interval.ms", "100",
            "trainer.interval.ms", "3600000",
            "trainer.min.records", "300",
            "trainer.window.records", "2000",
            "trainer.budget.ms", "500",
            "trainer.drift.records", "100",
            "trainer.trial.records", "60");

    @TempDir
    private Path folder;

    private final SplittableRandom random = new SplittableRandom(11);
    private final List<Double> truths = new ArrayList<>();
    /** The fill of someone who knows how the records are generated. */
    private final List<Double> ideals = new ArrayList<>();

    private final List<Trainer.Run> heard = new CopyOnWriteArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();

    /** Sends records with y = slope x + noise; the sent y is missing in a fifth of them. */
    private void send(Pipeline pipeline, int count, double slope) {
        for (int i = 0; i < count; i++) {
            double x = 10 + random.nextGaussian();
            double y = slope * x + 0.3 * random.nextGaussian();
            double z = x - y + 0.3 * random.nextGaussian();
            GenericRecord reading = new GenericData.Record(READING);
            boolean withoutZ = random.nextInt(4) == 0;
            reading.put("x", x);
            reading.put("y", random.nextInt(5) == 0 ? null : y);
            reading.put("z", withoutZ ? null : z);
            truths.add(y);
            ideals.add(withoutZ ? slope * x : (slope * x + x - z) / 2);
            pipeline.sendBytes(pipeline.serializer.serialize(pipeline.input, reading));
        }
        pipeline.flush();
    }

    @Test
    void aDriftIsNoticedByTheLiveScoresRefittedAndTakenOverAndTheErrorComesBack(BrokerCluster broker) throws Exception {
        try (Pipeline pipeline = new Pipeline(broker, folder, KEYS)) {
            send(pipeline, 1_500, 2);
            try (StreamApp app = pipeline.start();
                    Trainer trainer = new Trainer(pipeline.config, pipeline.registry);
                    TrainerLoop loop = loop(pipeline, trainer)) {
                awaitThat(() -> app.status().generation() != null);
                send(pipeline, 1_000, 2);
                awaitImputed(app);
                int drifted = truths.size();
                sendUntil(pipeline, -1, () -> published(pipeline, "drift") >= 1);
                // Refitted again as the window fills with records after the drift.
                sendUntil(pipeline, -1, () -> fullWindowSince(pipeline, drifted));
                awaitImputed(app);
                awaitThat(() -> Objects.equals(app.status().generation(), newest(pipeline)));
                int last = truths.size();
                send(pipeline, 4_000, -1);
                awaitThat(
                        () -> pipeline.committed(pipeline.config.imputedTopic()).size() >= truths.size());
                assertThat(failures).isEmpty();
                double before = error(pipeline, 0, drifted);
                double after = error(pipeline, last, truths.size());
                assertThat(error(pipeline, drifted, drifted + 200)).isGreaterThan(3 * before);
                assertThat(after).as(() -> String.join("\n", story())).isLessThan(1.1 * before);
                assertThat(events(pipeline))
                        .filteredOn(event -> event.get("kind").toString().equals("DRIFT"))
                        .isNotEmpty()
                        .allSatisfy(event -> assertThat((Map<?, ?>) event.get("figures"))
                                .extracting(Object::toString)
                                .asString()
                                .contains("before.error.y", "now.error.y"));
                loop.close();
            }
        }
    }

    @Test
    void aProposalIsPromotedOrRejectedByItsLivePairs(BrokerCluster broker) throws Exception {
        Map<String, String> keys = new HashMap<>(KEYS);
        keys.put("trainer.promotion", "trial");
        keys.put("trainer.drift.records", "0");
        try (Pipeline pipeline = new Pipeline(broker, folder, keys)) {
            try (Cluster cluster = Cluster.connect(pipeline.config)) {
                cluster.ensureModelsTopic();
            }
            pipeline.publish(marginal());
            send(pipeline, 1_000, 2);
            try (StreamApp app = pipeline.start();
                    Trainer trainer = new Trainer(pipeline.config, pipeline.registry)) {
                try (TrainerLoop loop = loop(pipeline, trainer)) {
                    sendUntil(pipeline, 2, () -> Objects.equals(app.status().generation(), 3L));
                    loop.close();
                }
            }
            assertThat(heard).hasAtLeastOneElementOfType(Trainer.Run.Proposed.class);
            Generation promoted = history(pipeline).generation(3);
            assertThat(promoted.getReason()).isEqualTo(Reason.PROMOTION);
            assertThat(promoted.getMessage()).startsWith("won its trial: on 60 live records");

            // A proposal from before the trainer's start is found and tried too.
            new GenerationPublisher(pipeline.config.modelsTopicSettings())
                    .propose(
                            ModelArtifact.write(marginal()),
                            new GenerationPublisher.Draft(Reason.REFIT, 0, "worse", Map.of(), Map.of()));
            try (StreamApp app = pipeline.start();
                    Trainer trainer = new Trainer(pipeline.config, pipeline.registry);
                    TrainerLoop loop = loop(pipeline, trainer)) {
                sendUntil(
                        pipeline,
                        2,
                        () -> history(pipeline).generation(4).getOutcome() == Outcome.REFUSED && app.isAlive());
                loop.close();
            }
            assertThat(history(pipeline).generation(4).getMessage()).startsWith("lost its trial: ");
            assertThat(failures).isEmpty();
        }
    }

    @Test
    void nullsReplacedUpstreamBecomeOneEventWithTheValue(BrokerCluster broker) throws Exception {
        Map<String, String> keys = new HashMap<>(KEYS);
        keys.put("trainer.watch.records", "300");
        try (Pipeline pipeline = new Pipeline(broker, folder, keys)) {
            send(pipeline, 600, 2);
            try (Cluster cluster = Cluster.connect(pipeline.config)) {
                cluster.ensureModelsTopic();
            }
            try (Trainer trainer = new Trainer(pipeline.config, pipeline.registry);
                    TrainerLoop loop = loop(pipeline, trainer)) {
                awaitThat(() -> published(pipeline, "schedule") == 1);
                for (int round = 0; round < 3; round++) {
                    for (int i = 0; i < 400; i++) {
                        GenericRecord reading = new GenericData.Record(READING);
                        double x = 10 + random.nextGaussian();
                        reading.put("x", x);
                        reading.put("y", random.nextInt(5) == 0 ? -999 : 2 * x);
                        reading.put("z", random.nextInt(4) == 0 ? null : -x);
                        pipeline.sendBytes(pipeline.serializer.serialize(pipeline.input, reading));
                    }
                    pipeline.flush();
                    awaitThat(() -> noticed(EventKind.NULLS_REPLACED) == 1);
                    // The watch looks once a second; it does not report a known event again.
                    await().during(Duration.ofMillis(1_200)).until(() -> noticed(EventKind.NULLS_REPLACED) == 1);
                }
                loop.close();
            }
            assertThat(noticed(EventKind.NULLS_REPLACED)).isEqualTo(1);
            assertThat(failures).isEmpty();
            assertThat(events(pipeline)).singleElement().satisfies(event -> {
                assertThat(event.get("feature")).hasToString("y");
                assertThat(event.get("generation")).isEqualTo(1L);
                assertThat(event.get("message").toString()).contains("add y:-999.0 to impute.sentinels");
            });
        }
    }

    private TrainerLoop loop(Pipeline pipeline, Trainer trainer) {
        TrainerLoop loop = new TrainerLoop(pipeline.config, trainer, heard::add, failures::add);
        Thread thread = new Thread(loop, "test-trainer");
        thread.setDaemon(true);
        thread.start();
        return loop;
    }

    /** Sends until the condition holds. */
    private void sendUntil(Pipeline pipeline, double slope, BooleanSupplier done) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> {
                    boolean now = done.getAsBoolean();
                    if (!now) {
                        send(pipeline, 50, slope);
                    }
                    assertThat(now).as("%s, %s", story(), failures).isTrue();
                });
    }

    /** The trainer's actions, one line each. */
    private List<String> story() {
        return heard.stream()
                .map(run -> {
                    if (run instanceof Trainer.Run.Noticed noticed) {
                        return noticed.message();
                    }
                    String all = run.toString();
                    int from = Math.max(0, all.indexOf("\"number\""));
                    return all.substring(0, all.indexOf('[')) + " "
                            + all.substring(from, Math.min(all.length(), from + 11)) + " "
                            + all.replaceAll(".*\"message\": \"([^\"]*)\".*", "$1");
                })
                .toList();
    }

    private void awaitImputed(StreamApp app) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(app.metrics().imputedCount())
                        .as(() -> app.status() + "\n" + failures)
                        .isGreaterThanOrEqualTo(truths.size()));
    }

    private static void awaitThat(java.util.concurrent.Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(60)).until(condition);
    }

    private static io.lacuna.internal.model.ImputationModel marginal() {
        Features features =
                new Features(List.of(Feature.continuous("x"), Feature.continuous("y"), Feature.continuous("z")));
        Table table = new Table(features, List.of(new double[] {9, 18, -11}, new double[] {11, 22, -9}));
        return Trainers.fit(table, FitSettings.defaults().withMethod(ClosedFormMethod.MARGINAL), Progress.SILENT);
    }

    private long noticed(EventKind kind) {
        return heard.stream()
                .filter(run -> run instanceof Trainer.Run.Noticed noticed && noticed.kind() == kind)
                .count();
    }

    private static ModelsHistory history(Pipeline pipeline) {
        try (ModelsTopicReader reader = ModelsTopicReader.open(pipeline.config.modelsTopicSettings())) {
            return reader.read();
        }
    }

    private static long published(Pipeline pipeline, String trigger) {
        return history(pipeline).generations().stream()
                .filter(generation -> generation.getOutcome() == Outcome.PUBLISHED)
                .filter(generation -> trigger.equals(generation.getProvenance().get("trainer.trigger")))
                .count();
    }

    /** Whether a refit on drift, won or lost, had a whole window of records sent after this record. */
    private static boolean fullWindowSince(Pipeline pipeline, int record) {
        return history(pipeline).generations().stream()
                .map(Generation::getProvenance)
                .anyMatch(made -> "drift".equals(made.get("trainer.trigger"))
                        && "2000".equals(made.get("input.read"))
                        && Integer.parseInt(made.get("input.offsets").split("[:-]")[1])
                                >= record / Pipeline.PARTITIONS);
    }

    private static long newest(Pipeline pipeline) {
        return history(pipeline).newestPublished().orElseThrow().getNumber();
    }

    private static List<GenericRecord> events(Pipeline pipeline) {
        return pipeline.committed(pipeline.config.eventsTopic()).stream()
                .map(pipeline::decode)
                .toList();
    }

    /** Error of the filled y of a range of sent records, as a multiple of the smallest possible error. */
    private double error(Pipeline pipeline, int from, int to) {
        double sum = 0;
        double least = 0;
        int count = 0;
        for (ConsumerRecord<byte[], byte[]> record : pipeline.committed(pipeline.config.imputedTopic())) {
            int place = Integer.parseInt(new String(record.key()).substring(1));
            GenericRecord imputed = pipeline.decode(record);
            if (place >= from && place < to && filled(imputed)) {
                double miss = (Double) imputed.get("y") - truths.get(place);
                double ideal = ideals.get(place) - truths.get(place);
                sum += miss * miss;
                least += ideal * ideal;
                count++;
            }
        }
        assertThat(count).isGreaterThan(20);
        return Math.sqrt(sum / least);
    }

    private static boolean filled(GenericRecord imputed) {
        return StreamFixture.cells(imputed).stream()
                .anyMatch(cell -> cell.getField().equals("y"));
    }
}
