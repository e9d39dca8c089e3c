package io.lacuna.app.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lacuna.app.SharedBroker;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.internal.generation.ChampionChangedException;
import io.lacuna.internal.generation.GenerationPublisher;
import io.lacuna.internal.generation.GenerationState;
import io.lacuna.internal.generation.Models;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.sandbox.process.BrokerCluster;
import io.lacuna.schemas.Generation;
import io.lacuna.schemas.Reason;
import io.lacuna.streams.errors.SetupException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The stream on a real broker, exactly once. */
@ExtendWith(SharedBroker.class)
class StreamAppIT {
    @TempDir
    private Path folder;

    @Test
    void waitsForAModelThenEveryRecordComesOutOnceWithItsLatentCodeAndANewGenerationTakesOver(BrokerCluster broker)
            throws Exception {
        try (Pipeline pipeline = new Pipeline(broker, folder, Map.of())) {
            pipeline.send(300);
            try (StreamApp app = pipeline.start()) {
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> app.notReady()
                                .equals(List.of("no generation is admitted yet; records wait in " + pipeline.input)));
                assertThat(app.isAlive()).isTrue();
                assertThat(pipeline.committed(pipeline.config.imputedTopic())).isEmpty();

                pipeline.publish(Models.sensors(20));
                awaitImputed(app, 300);
                assertThat(app.notReady()).isEmpty();

                long published = System.nanoTime();
                pipeline.publish(Models.sensors(30));
                await().pollInterval(Duration.ofMillis(20))
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> app.status().generation() != null
                                && app.status().generation() == 2);
                long tookMs = (System.nanoTime() - published) / 1_000_000;
                assertThat(tookMs).isLessThan(5_000);
                pipeline.send(300);
                awaitImputed(app, 600);
                assertThat(app.meters().scrape())
                        .contains("lacuna_records_total{outcome=\"imputed\"} 600.0")
                        .contains("lacuna_generation 2.0")
                        .contains("kafka_stream");
            }
            assertEachOnce(pipeline);
            assertPaired(pipeline);
            Map<Long, Integer> served = new HashMap<>();
            for (ConsumerRecord<byte[], byte[]> record : pipeline.committed(pipeline.config.imputedTopic())) {
                served.merge((Long) note(pipeline, record).get("generation"), 1, Integer::sum);
            }
            assertThat(served).isEqualTo(Map.of(1L, 300, 2L, 300));
        }
    }

    @Test
    void poisonBytesAndUnknownSchemaIdsBecomeDeadLettersAndTheStreamGoesOn(BrokerCluster broker) throws Exception {
        try (Pipeline pipeline = new Pipeline(broker, folder, Map.of())) {
            pipeline.send(10);
            pipeline.sendBytes("not avro".getBytes(StandardCharsets.UTF_8));
            pipeline.sendBytes(
                    ByteBuffer.allocate(9).put((byte) 0).putInt(424_242).array());
            pipeline.sendBytes(new byte[0]);
            pipeline.sendBytes(null);
            pipeline.send(10);
            try (StreamApp app = pipeline.start()) {
                pipeline.publish(Models.sensors(20));
                awaitImputed(app, 20);
                await().atMost(Duration.ofSeconds(20)).until(() -> app.metrics().deadLetterCount() == 3);
                // Committed with the next commit, which closing the stream makes.
            }
            assertEachOnce(pipeline);
            List<ConsumerRecord<byte[], byte[]>> dead = pipeline.committed(pipeline.config.deadLetterTopic());
            assertThat(dead).hasSize(3).allSatisfy(letter -> {
                assertThat(letter.headers().lastHeader("__streams.errors.offset"))
                        .isNotNull();
                assertThat(letter.headers().lastHeader("__streams.errors.message"))
                        .isNotNull();
            });
            assertThat(pipeline.committed(pipeline.config.imputedTopic()))
                    .filteredOn(record -> record.value() == null)
                    .hasSize(1);
        }
    }

    @Test
    void restartsMidStreamLoseAndDoubleNothing(BrokerCluster broker) throws Exception {
        try (Pipeline pipeline = new Pipeline(broker, folder, Map.of("num.stream.threads", "2"))) {
            try (StreamApp first = pipeline.start()) {
                pipeline.publish(Models.sensors(20));
                CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> pipeline.send(6_000));
                awaitImputed(first, 500);
                first.close();
                sending.join();
            }
            try (StreamApp second = pipeline.start()) {
                pipeline.send(300);
                awaitCommitted(pipeline, 6_300);
                assertThat(second.isAlive()).isTrue();
            }
            assertEachOnce(pipeline);
            assertPaired(pipeline);
        }
    }

    @Test
    void aRejectedArtifactLeavesTheOldGenerationServingAndARollbackServesAtOnce(BrokerCluster broker) throws Exception {
        try (Pipeline pipeline = new Pipeline(broker, folder, Map.of());
                StreamApp app = pipeline.start()) {
            pipeline.publish(Models.sensors(20));
            pipeline.send(30);
            awaitImputed(app, 30);
            byte[] damaged = ModelArtifact.write(Models.sensors(30));
            damaged[damaged.length / 2] ^= 1;
            pipeline.publish(damaged);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> app.catalog().states().stream()
                            .anyMatch(state -> state instanceof GenerationState.Rejected));
            pipeline.send(30);
            awaitImputed(app, 60);
            pipeline.publish(Models.sensors(30));
            GenerationPublisher publisher = new GenerationPublisher(pipeline.config.modelsTopicSettings());
            Generation rollback = publisher.rollback(1, "the new one is worse");
            await().pollInterval(Duration.ofMillis(10))
                    .atMost(Duration.ofSeconds(2))
                    .until(() -> java.util.Objects.equals(app.status().generation(), rollback.getNumber()));
            pipeline.send(30);
            awaitImputed(app, 90);
            assertThat(app.status().generations())
                    .extracting(StreamStatus.KnownGeneration::state)
                    .containsExactly("retired", "rejected", "retired", "active");
            assertThat(rollback.getArtifact()).isEqualTo(ModelArtifact.sha256(ModelArtifact.write(Models.sensors(20))));
        }
    }

    @Test
    void aProposalIsPromotedOrRejectedByHand(BrokerCluster broker) throws Exception {
        try (Pipeline pipeline = new Pipeline(broker, folder, Map.of("scores.share", "1"));
                StreamApp app = pipeline.start()) {
            pipeline.publish(Models.sensors(20));
            GenerationPublisher publisher = new GenerationPublisher(pipeline.config.modelsTopicSettings());
            GenerationPublisher.Draft draft =
                    new GenerationPublisher.Draft(Reason.REFIT, 0, "a test", Map.of(), Map.of());
            long proposed = publisher
                    .propose(ModelArtifact.write(Models.sensors(30)), draft)
                    .getNumber();
            await().atMost(Duration.ofSeconds(20)).until(() -> app.catalog().shadow() != null);
            pipeline.send(30);
            awaitImputed(app, 30);
            assertThat(app.status().generation()).isEqualTo(1);
            assertThat(app.status().shadow()).isNotNull();
            Generation promoted = publisher.promote(proposed, "better in the shadow");
            assertThat(promoted.getReason()).isEqualTo(Reason.PROMOTION);
            await().atMost(Duration.ofSeconds(2))
                    .until(() -> java.util.Objects.equals(app.status().generation(), promoted.getNumber()));
            long second = publisher
                    .propose(ModelArtifact.write(Models.sensors(40)), draft)
                    .getNumber();
            publisher.reject(second, "worse in the shadow");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> app.status().generations().stream()
                            .anyMatch(known -> known.number() == second
                                    && known.state().equals("rejected")
                                    && java.util.Objects.toString(known.reason())
                                            .contains("worse in the shadow")));
            assertThatThrownBy(() -> publisher.promote(second, "")).hasMessageContaining("is refused, not proposed");
            assertThatThrownBy(() -> publisher.promote(proposed, "")).hasMessageContaining("promoted already");
            assertThatThrownBy(() -> publisher.reject(proposed, "")).hasMessageContaining("promoted already");
            assertThatThrownBy(() -> publisher.rollback(promoted.getNumber(), ""))
                    .hasMessageContaining("serves already");
            // Scored against generation 1, but another one serves by now.
            assertThatThrownBy(() -> publisher.publishAgainst(1, false, ModelArtifact.write(Models.sensors(50)), draft))
                    .isInstanceOf(ChampionChangedException.class);
            assertThatThrownBy(() -> publisher.reject(1, "")).hasMessageContaining("models rollback");
        }
    }

    @Test
    void aRegistryThatIsAwayStopsNothingForGoodAndMakesNoDeadLetters(BrokerCluster broker) throws Exception {
        // Without scores, because the first score would ask this registry, which has no cache.
        try (Pipeline pipeline = new Pipeline(broker, folder, Map.of("scores.share", "0"))) {
            SwitchedRegistry registry = new SwitchedRegistry(pipeline.registry);
            try (StreamApp app = StreamApp.start(pipeline.config, registry)) {
                pipeline.publish(Models.sensors(20));
                pipeline.send(30);
                awaitImputed(app, 30);
                registry.away = true;
                pipeline.send(30); // Their schema is known: they are processed.
                awaitImputed(app, 60);
                Schema evolved = SchemaBuilder.record("Sensor")
                        .namespace("plant")
                        .fields()
                        .optionalDouble("temp")
                        .endRecord();
                byte[] unheardOf = pipeline.serializer.serialize(pipeline.input, new GenericData.Record(evolved));
                for (int i = 0; i < 6; i++) {
                    pipeline.sendBytes(unheardOf);
                }
                pipeline.flush();
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> app.notReady().contains("the schema registry does not answer"));
                // Each stream thread that died of it has a successor, which asks again.
                await().atMost(Duration.ofSeconds(60)).until(() -> registry.refusals.get() >= 4);
                assertThat(app.isAlive()).isTrue();
                registry.away = false;
                // Outputs of an aborted transaction are written again, so only committed ones count.
                awaitCommitted(pipeline, 66);
            }
            assertEachOnce(pipeline);
            assertThat(pipeline.committed(pipeline.config.deadLetterTopic())).isEmpty();
        }
    }

    @Test
    void aReplayUnderAsOfSelectionGivesTheSameBytes(BrokerCluster broker) throws Exception {
        Map<String, String> keys = Map.of("generation.selection", "as-of", "scores.share", "0.5");
        AtomicInteger sent = new AtomicInteger(300);
        try (Pipeline pipeline = new Pipeline(broker, folder.resolve("a"), keys)) {
            try (StreamApp live = pipeline.start()) {
                pipeline.publish(Models.sensors(20));
                pipeline.send(300);
                awaitImputed(live, 300);
                long serves = pipeline.publish(Models.sensors(30))
                        .getEffectiveFromMs()
                        .toEpochMilli();
                await().atMost(Duration.ofSeconds(30))
                        .pollInterval(Duration.ofMillis(100))
                        .until(() -> {
                            pipeline.send(30);
                            sent.addAndGet(30);
                            return System.currentTimeMillis() > serves + 500;
                        });
                awaitImputed(live, sent.get());
            }
            LacunaConfig again = pipeline.config.with(Map.of(
                    "application.id",
                    pipeline.config.applicationId() + "-again",
                    "state.dir",
                    folder.resolve("b").toString(),
                    "topic.names.prefix",
                    pipeline.input + "-again-",
                    "models.topic",
                    pipeline.config.modelsTopic()));
            LacunaConfig twice = pipeline.config.with(Map.of("application.id", pipeline.config.applicationId() + "-2"));
            assertThatThrownBy(() -> StreamApp.start(twice, pipeline.registry))
                    .isInstanceOf(SetupException.class)
                    .hasMessageContaining("would be filled a second time");
            try (StreamApp replay = StreamApp.start(again, pipeline.registry)) {
                awaitImputed(replay, sent.get());
            }
            assertThat(values(pipeline, again.imputedTopic()))
                    .isEqualTo(values(pipeline, pipeline.config.imputedTopic()));
            assertThat(values(pipeline, again.latentsTopic()))
                    .isEqualTo(values(pipeline, pipeline.config.latentsTopic()));
            assertThat(values(pipeline, again.scoresTopic()))
                    .isNotEmpty()
                    .isEqualTo(values(pipeline, pipeline.config.scoresTopic()));
            assertThat(pipeline.committed(again.imputedTopic()))
                    .extracting(record -> note(pipeline, record).get("generation"))
                    .contains(1L, 2L);
        }
    }

    /** The values of a topic, partition by partition in order. */
    private static List<String> values(Pipeline pipeline, String topic) {
        return pipeline.committed(topic).stream()
                .sorted(java.util.Comparator.<ConsumerRecord<byte[], byte[]>>comparingInt(ConsumerRecord::partition)
                        .thenComparingLong(ConsumerRecord::offset))
                .map(record ->
                        record.partition() + " " + java.util.HexFormat.of().formatHex(record.value()))
                .toList();
    }

    @Test
    void publishersThatMeetGiveNoNumberTwice(BrokerCluster broker) throws Exception {
        try (Pipeline pipeline = new Pipeline(broker, folder, Map.of());
                io.lacuna.app.cluster.Cluster cluster = io.lacuna.app.cluster.Cluster.connect(pipeline.config)) {
            cluster.ensureModelsTopic();
            GenerationPublisher publisher = new GenerationPublisher(pipeline.config.modelsTopicSettings());
            byte[] model = ModelArtifact.write(Models.sensors(20));
            GenerationPublisher.Draft draft =
                    new GenerationPublisher.Draft(Reason.REFIT, 0, "it lost", Map.of(), Map.of("rmse", 1.5));
            List<Long> numbers = Stream.generate(() -> CompletableFuture.supplyAsync(
                            () -> publisher.refuse(model, draft).getNumber()))
                    .limit(3)
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
            assertThat(numbers).containsExactlyInAnyOrder(1L, 2L, 3L);
            assertThat(pipeline.publish(model).getNumber()).isEqualTo(4);
        }
    }

    private static void awaitImputed(StreamApp app, long count) {
        await().atMost(Duration.ofSeconds(60)).until(() -> app.metrics().imputedCount() >= count);
    }

    private static void awaitCommitted(Pipeline pipeline, int count) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> pipeline.committed(pipeline.config.imputedTopic()).size() >= count);
    }

    private static void assertEachOnce(Pipeline pipeline) {
        Map<String, Integer> outcomes = pipeline.outcomes();
        assertThat(outcomes).hasSize((int) pipeline.sent());
        assertThat(outcomes.values()).containsOnly(1);
    }

    /** Each imputed record has a latent code with the same source and generation, in the record's own partition. */
    private static void assertPaired(Pipeline pipeline) {
        List<String> imputed = pipeline.committed(pipeline.config.imputedTopic()).stream()
                .map(record -> place(note(pipeline, record), record.partition()))
                .toList();
        List<String> latents = pipeline.committed(pipeline.config.latentsTopic()).stream()
                .map(record -> place(pipeline.decode(record), record.partition()))
                .toList();
        assertThat(latents).containsExactlyInAnyOrderElementsOf(imputed);
        assertThat(imputed).allMatch(place -> place.endsWith("true"));
    }

    private static String place(GenericRecord said, int partition) {
        return said.get("sourcePartition") + "@" + said.get("sourceOffset") + " by " + said.get("generation") + " "
                + said.get("sourcePartition").equals(partition);
    }

    private static GenericRecord note(Pipeline pipeline, ConsumerRecord<byte[], byte[]> record) {
        return (GenericRecord) pipeline.decode(record).get("imputation");
    }
}
