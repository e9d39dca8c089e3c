package io.lacuna.app.stream;

import static io.lacuna.app.stream.StreamFixture.sensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.ClosedFormMethod;
import io.lacuna.internal.generation.GenerationState;
import io.lacuna.internal.generation.Models;
import io.lacuna.internal.generation.ModelsTopic;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.internal.training.Trainers;
import io.lacuna.schemas.Generation;
import io.lacuna.schemas.Outcome;
import io.lacuna.streams.errors.NoGenerationException;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which generation fills a record; a bad one never does. */
class GenerationTakeoverTest {
    @TempDir
    private Path folder;

    private static double fill(StreamFixture stream, long timestampMs) {
        stream.send(sensor(null, 1f, 1, true, "on"), timestampMs);
        return (Double) stream.next().get("temp");
    }

    private static void assertRejected(StreamFixture stream, long number, String reason) {
        assertThat(stream.catalog.states())
                .filteredOn(state -> state.number() == number)
                .singleElement()
                .isInstanceOfSatisfying(
                        GenerationState.Rejected.class,
                        rejected -> assertThat(rejected.reason()).contains(reason));
    }

    @Test
    void theLatestGenerationServesFromTheRecordAfterItsArrival() {
        try (StreamFixture stream = new StreamFixture(folder, Map.of())) {
            stream.publish(1, Models.sensors(20));
            assertThat(fill(stream, 9_000)).isCloseTo(20, within(1e-9));
            stream.publish(2, Models.sensors(30));
            assertThat(fill(stream, 1)).isCloseTo(30, within(1e-9));
            assertThat(stream.catalog.states())
                    .extracting(GenerationState::label)
                    .containsExactly("retired", "active");
        }
    }

    @Test
    void asOfSelectionGoesByTheRecordsTimestamp() {
        try (StreamFixture stream = new StreamFixture(folder, Map.of("generation.selection", "as-of"))) {
            stream.publish(1, Models.sensors(20)); // Effective from 1000, 2000, 3000 ms.
            stream.publish(2, Models.sensors(30));
            stream.publish(3, Models.sensors(40));
            assertThat(fill(stream, 2_500)).isCloseTo(30, within(1e-9));
            assertThat(fill(stream, 1_999)).isCloseTo(20, within(1e-9));
            assertThat(fill(stream, 3_000)).isCloseTo(40, within(1e-9));
            assertThat(fill(stream, 5)).isCloseTo(20, within(1e-9)); // None was effective yet: the first one serves.
        }
    }

    @Test
    void asOfSelectionServesTheKeptGenerationsAlone() {
        try (StreamFixture stream =
                new StreamFixture(folder, Map.of("generation.selection", "as-of", "generation.keep", "2"))) {
            stream.publish(1, Models.sensors(20));
            stream.publish(2, Models.sensors(30));
            stream.publish(3, Models.sensors(40));
            assertThat(fill(stream, 5)).isCloseTo(30, within(1e-9)); // The oldest that is kept.
            assertThat(stream.catalog.states())
                    .extracting(GenerationState::label)
                    .containsExactly("retired", "active", "active");
        }
    }

    @Test
    void strayChunksAreLetGoAndAModelThatDoesNotFitIsRejectedWithTheKey() {
        byte[] artifact = ModelArtifact.write(Models.sensors(20));
        String budget = Integer.toString(4 * artifact.length);
        try (StreamFixture stream = new StreamFixture(folder, Map.of("generation.store.max.bytes", budget))) {
            stream.publish(1, Models.sensors(20));
            for (int n = 0; n < 500; n++) {
                stream.pipeModel("artifact/" + "ab".repeat(32) + "/" + n, new byte[1_000]);
            }
            assertThat(fill(stream, 1)).isCloseTo(20, within(1e-9));
            Generation large = Generation.newBuilder(Models.generation(2, artifact, 500))
                    .setArtifact("ab".repeat(32))
                    .setArtifactBytes(500_000)
                    .build();
            stream.announce(2, large);
            assertRejected(stream, 2, "generation.store.max.bytes = " + budget);
            stream.publish(3, Models.sensors(30));
            assertThat(fill(stream, 1)).isCloseTo(30, within(1e-9));
        }
    }

    @Test
    void theSeriesOfRetiredGenerationsLeaveTheMetrics() {
        try (StreamFixture stream = new StreamFixture(folder, Map.of("scores.share", "1", "scores.mask.rate", "0.9"))) {
            int[] series = new int[12];
            for (int n = 1; n < series.length; n++) {
                stream.publish(n, Models.sensors(20 + n));
                for (int record = 0; record < 20; record++) {
                    stream.send(sensor(1.0, 1f, 1, true, "on"), 1);
                }
                series[n] = stream.meters.getMeters().size();
            }
            assertThat(series[11]).isEqualTo(series[3]);
            assertThat(stream.meters.find("lacuna.masked.cells").counters())
                    .extracting(counter -> counter.getId().getTag("generation"))
                    .containsOnly("10", "11");
        }
    }

    @Test
    void aRollbackIsANewGenerationOfAnOldArtifact() {
        try (StreamFixture stream = new StreamFixture(folder, Map.of())) {
            Generation first = stream.publish(1, Models.sensors(20));
            stream.publish(2, Models.sensors(30));
            stream.announce(3, Generation.newBuilder(first).setNumber(3).build());
            stream.send(sensor(null, 1f, 1, true, "on"), 1);
            GenericRecord out = stream.next();
            assertThat((Double) out.get("temp")).isCloseTo(20, within(1e-9));
            assertThat(((GenericRecord) out.get("imputation")).get("generation"))
                    .isEqualTo(3L);
        }
    }

    @Test
    void anOlderGenerationThatArrivesLateIsPassedOver() {
        try (StreamFixture stream = new StreamFixture(folder, Map.of())) {
            stream.publish(5, Models.sensors(50));
            stream.publish(4, Models.sensors(40));
            assertThat(fill(stream, 1)).isCloseTo(50, within(1e-9));
            assertThat(stream.catalog.states())
                    .extracting(GenerationState::label)
                    .containsExactly("retired", "active");
        }
    }

    @Test
    void generationsOfOneArtifactShareTheModelObject() {
        try (StreamFixture stream = new StreamFixture(folder, Map.of("generation.selection", "as-of"))) {
            Generation first = stream.publish(1, Models.sensors(20));
            stream.announce(2, Generation.newBuilder(first).setNumber(2).build());
            List<ImputationModel> models = stream.catalog.states().stream()
                    .map(state -> ((GenerationState.Active) state).serving().model())
                    .toList();
            assertThat(models.get(1)).isSameAs(models.get(0));
        }
    }

    @Test
    void damagedTruncatedForeignAndNewerArtifactsAreRejectedAndTheOldOneServesOn() {
        byte[] good = ModelArtifact.write(Models.sensors(30));
        byte[] damaged = good.clone();
        damaged[good.length / 2] ^= 1;
        byte[] newer = good.clone();
        newer[11] = 99; // The format version; the hash is computed again.
        byte[] body = Arrays.copyOf(newer, newer.length - 32);
        System.arraycopy(java.util.HexFormat.of().parseHex(ModelArtifact.sha256(body)), 0, newer, body.length, 32);
        Map<byte[], String> bad = Map.of(
                damaged,
                "does not match",
                Arrays.copyOf(good, good.length - 40),
                "does not match",
                "hello, I am no model".getBytes(),
                "not a Lacuna model",
                newer,
                "format version 99");
        try (StreamFixture stream = new StreamFixture(folder, Map.of())) {
            stream.publish(1, Models.sensors(20));
            long number = 2;
            for (Map.Entry<byte[], String> entry : bad.entrySet()) {
                Map<String, byte[]> chunks = Models.chunks(entry.getKey(), 200);
                chunks.forEach(stream::pipeModel);
                stream.announce(number, Models.generation(number, entry.getKey(), chunks.size()));
                assertRejected(stream, number, entry.getValue());
                assertThat(fill(stream, number)).isCloseTo(20, within(1e-9));
                number++;
            }
            stream.publish(number, Models.sensors(30));
            assertThat(fill(stream, number)).isCloseTo(30, within(1e-9));
            assertThat(stream.meters
                            .get("lacuna.generations.rejected")
                            .counter()
                            .count())
                    .isEqualTo(4);
        }
    }

    @Test
    void aMissingChunkAWrongHashAndAWrongLengthAreRejected() {
        byte[] artifact = ModelArtifact.write(Models.sensors(30));
        Map<String, byte[]> chunks = Models.chunks(artifact, 200);
        Generation named = Models.generation(2, artifact, chunks.size());
        try (StreamFixture stream = new StreamFixture(folder, Map.of())) {
            stream.publish(1, Models.sensors(20));
            String last = new ArrayList<>(chunks.keySet()).get(chunks.size() - 1);
            chunks.forEach((key, chunk) -> {
                if (!key.equals(last)) {
                    stream.pipeModel(key, chunk);
                }
            });
            stream.announce(2, named);
            assertRejected(stream, 2, "chunk " + (chunks.size() - 1) + " of " + chunks.size());
            stream.pipeModel(
                    last,
                    new byte[java.util.Objects.requireNonNull(chunks.get(last)).length]); // The bytes of another chunk.
            assertRejected(stream, 2, "SHA-256");
            stream.announce(
                    3,
                    Generation.newBuilder(named)
                            .setNumber(3)
                            .setArtifactBytes(9)
                            .build());
            assertRejected(stream, 3, "9");
            assertThat(fill(stream, 1)).isCloseTo(20, within(1e-9));
        }
    }

    @Test
    void aChunkThatCompactionMovedBehindItsGenerationCompletesIt() {
        byte[] artifact = ModelArtifact.write(Models.sensors(30));
        Map<String, byte[]> chunks = Models.chunks(artifact, 200);
        try (StreamFixture stream = new StreamFixture(folder, Map.of())) {
            stream.announce(1, Models.generation(1, artifact, chunks.size()));
            assertRejected(stream, 1, "missing");
            chunks.forEach(stream::pipeModel);
            assertThat(fill(stream, 1)).isCloseTo(30, within(1e-9));
        }
    }

    @Test
    void whatIsNoGenerationHurtsNothing() {
        try (StreamFixture stream = new StreamFixture(folder, Map.of("generation.max.bytes", "5000"))) {
            stream.publish(1, Models.sensors(20));
            SplittableRandom random = new SplittableRandom(1);
            for (int i = 2; i < 200; i++) {
                byte[] noise = new byte[random.nextInt(300)];
                random.nextBytes(noise);
                stream.pipeModel("generation/" + i, noise);
            }
            stream.pipeModel("generation/1000000000000000000000", new byte[3]);
            stream.pipeModel("something else", new byte[3]);
            stream.pipeModel("generation/200", ModelsTopic.encode(Models.generation(201, new byte[8], 1)));
            Generation huge = Generation.newBuilder(Models.generation(202, new byte[8], 1))
                    .setArtifactBytes(Long.MAX_VALUE)
                    .setChunks(Integer.MAX_VALUE)
                    .build();
            stream.announce(202, huge);
            stream.announce(
                    203,
                    Generation.newBuilder(huge)
                            .setNumber(203)
                            .setArtifactBytes(4_000)
                            .build());
            stream.models.pipeInput(null, new byte[] {1});
            stream.pipeModel("generation/202", null);
            assertRejected(stream, 200, "generation 201");
            assertRejected(stream, 203, "chunks");
            assertThat(fill(stream, 1)).isCloseTo(20, within(1e-9));
        }
    }

    @Test
    void aRefusedGenerationNeverServes() {
        try (StreamFixture stream = new StreamFixture(folder, Map.of())) {
            Generation first = stream.publish(1, Models.sensors(20));
            stream.announce(
                    2,
                    Generation.newBuilder(first)
                            .setNumber(2)
                            .setOutcome(Outcome.REFUSED)
                            .setMessage("it lost")
                            .build());
            assertRejected(stream, 2, "it lost");
            stream.send(sensor(null, 1f, 1, true, "on"), 1);
            assertThat(((GenericRecord) stream.next().get("imputation")).get("generation"))
                    .isEqualTo(1L);
        }
    }

    @Test
    void aModelOfOtherFeaturesIsRejectedWhereTheInputsSchemaIsKnown() {
        try (StreamFixture stream = new StreamFixture(folder, Map.of())) {
            stream.registry.register("sensors-value", StreamFixture.SENSOR);
            stream.publish(1, Models.sensors(20));
            Table other = new Table(
                    new Features(List.of(Feature.continuous("pressure"))), List.of(new double[] {1}, new double[] {2}));
            stream.publish(
                    2,
                    Trainers.fit(other, FitSettings.defaults().withMethod(ClosedFormMethod.MARGINAL), Progress.SILENT));
            assertRejected(stream, 2, "none of its features");
            Table text = new Table(
                    new Features(List.of(Feature.continuous("alarm"))), List.of(new double[] {1}, new double[] {2}));
            stream.publish(
                    3,
                    Trainers.fit(text, FitSettings.defaults().withMethod(ClosedFormMethod.MARGINAL), Progress.SILENT));
            assertRejected(stream, 3, "'alarm'");
            assertThat(fill(stream, 1)).isCloseTo(20, within(1e-9));
        }
    }

    @Test
    void aModelThatCannotBeServedAsConfiguredIsRejectedWithWhatItKnows() {
        try (StreamFixture stream = new StreamFixture(folder, Map.of("inference.method", "svi"))) {
            stream.publish(1, Models.sensors(20));
            assertRejected(stream, 1, "inference.method = svi; it knows marginal");
        }
    }

    @Test
    void aRecordBeforeAnyModelStopsTheThreadAndIsNoDeadLetter() {
        try (StreamFixture stream = new StreamFixture(folder, Map.of())) {
            assertThatThrownBy(() -> stream.send(sensor(null, 1f, 1, true, "on"), 1))
                    .hasRootCauseInstanceOf(NoGenerationException.class);
            assertThat(stream.deadLetters.isEmpty()).isTrue();
        }
    }
}
