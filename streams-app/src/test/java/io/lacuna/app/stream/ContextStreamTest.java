package io.lacuna.app.stream;

import static io.lacuna.app.stream.StreamFixture.sensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.internal.generation.Models;
import io.lacuna.internal.model.ImputationModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records filled with the past of their key, with a model whose fills can be computed by hand. */
class ContextStreamTest {
    private static final long MINUTE = 60_000;
    private static final long START = 1_700_000_000_000L;

    @TempDir
    private Path folder;

    private StreamFixture stream(String... keys) {
        Map<String, String> all = new HashMap<>(Map.of("scores.share", "0"));
        for (int i = 0; i < keys.length; i += 2) {
            all.put(keys[i], keys[i + 1]);
        }
        return new StreamFixture(folder, all);
    }

    private static void send(StreamFixture stream, @Nullable String key, long minute, GenericRecord record) {
        stream.input.pipeInput(new TestRecord<>(
                key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                stream.serializer.serialize("sensors", record),
                null,
                START + minute * MINUTE));
    }

    /** What temp is filled with in a record of that key that misses it; null where it stays empty. */
    private static @Nullable Double gap(StreamFixture stream, @Nullable String key, long minute) {
        return temp(stream, key, minute, null);
    }

    private static @Nullable Double temp(
            StreamFixture stream, @Nullable String key, long minute, @Nullable Double observed) {
        send(stream, key, minute, sensor(observed, 50f, 7, false, "on"));
        return (Double) stream.next().get("temp");
    }

    private static double lastValueAlone(double z, int steps) {
        return 20 + Math.pow(0.9, steps) * z;
    }

    /** Both witnesses, by precision: see {@code ContextImputer}. The model says 20 of every temp. */
    private static double withResidual(double z, int steps) {
        double rho = Math.pow(0.6, steps);
        double phi = Math.pow(0.9, steps);
        double carried = 1 / (1 - rho * rho);
        double past = 1 / (1 - phi * phi);
        return 20 + (rho * z * carried + phi * z * past) / (carried + past - 1);
    }

    private static int remembered(StreamFixture stream) {
        KeyValueStore<Bytes, byte[]> store = stream.driver.getKeyValueStore("context");
        int size = 0;
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            for (; all.hasNext(); all.next()) {
                size++;
            }
        }
        return size;
    }

    private static double count(StreamFixture stream, String reason) {
        return stream.meters
                .get("lacuna.context.without")
                .tag("reason", reason)
                .counter()
                .count();
    }

    @Test
    void aGapIsFilledWithThePastOfItsKeyAndNoOther() {
        try (StreamFixture stream = stream()) {
            stream.publish(1, Models.remembering(20));
            assertThat(gap(stream, "a", 0)).isCloseTo(20, within(1e-6));
            temp(stream, "a", 1, 24.0);
            temp(stream, "b", 1, 17.0);
            assertThat(gap(stream, "a", 2)).isCloseTo(withResidual(4, 1), within(1e-5));
            assertThat(gap(stream, "b", 3)).isCloseTo(withResidual(-3, 2), within(1e-5));
            assertThat(gap(stream, "a", 4)).isCloseTo(withResidual(4, 3), within(1e-5));
            assertThat(gap(stream, "c", 4)).isCloseTo(20, within(1e-6));
        }
    }

    /** As {@link #withResidual}, from a value that has changed by c since. */
    private static double following(double z, double c, int steps) {
        double rho = Math.pow(0.6, steps);
        double phi = Math.pow(0.95, steps);
        double carried = 1 / (1 - rho * rho);
        double past = 1 / (1 - phi * phi);
        return 20 + (rho * z * carried + phi * (z + c) * past) / (carried + past - 1);
    }

    private static @Nullable Double gap(StreamFixture stream, long minute, @Nullable Float humidity) {
        send(stream, "a", minute, sensor(null, humidity, 7, false, "on"));
        return (Double) stream.next().get("temp");
    }

    @Test
    void aGapFollowsTheChangesOfAnotherFeature() {
        try (StreamFixture stream = stream()) {
            stream.publish(1, Models.following(20));
            temp(stream, "a", 1, 24.0);
            assertThat(gap(stream, 2, 60f)).isCloseTo(following(4, 0.8, 1), within(1e-5));
            assertThat(gap(stream, 3, 55f)).isCloseTo(following(4, 0.4, 2), within(1e-5));
            // A late record changes nothing: its humidity is compared with that of the newest.
            assertThat(gap(stream, 2, 45f)).isCloseTo(following(4, -0.4, 1), within(1e-5));
            assertThat(gap(stream, 4, null)).isCloseTo(following(4, 0.4, 3), within(1e-5));
            assertThat(gap(stream, 5, 10f)).as("no humidity before").isCloseTo(following(4, 0.4, 4), within(1e-5));
            temp(stream, "a", 6, 18.0);
            assertThat(gap(stream, 7, 50f)).isCloseTo(following(-2, 0, 1), within(1e-5));
            // Another model does not know what has changed under the first.
            stream.publish(2, Models.following(21));
            assertThat(gap(stream, 8, 60f)).isCloseTo(21 + Math.pow(0.9, 2) * (18 - 21), within(1e-5));
        }
    }

    @Test
    void onDiskItIsTheSame() {
        try (StreamFixture stream = stream("context.store", "rocksdb")) {
            stream.publish(1, Models.remembering(20));
            temp(stream, "a", 1, 24.0);
            assertThat(gap(stream, "a", 2)).isCloseTo(withResidual(4, 1), within(1e-5));
        }
    }

    @Test
    void withoutAKeyThereIsNoPastAndThatIsCounted() {
        try (StreamFixture stream = stream()) {
            stream.publish(1, Models.remembering(20));
            temp(stream, null, 1, 24.0);
            assertThat(gap(stream, null, 2)).isCloseTo(20, within(1e-6));
            assertThat(count(stream, "no_key")).isEqualTo(2);
            assertThat(remembered(stream)).isZero();
        }
    }

    @Test
    void aFieldCanBeTheKey() {
        try (StreamFixture stream = stream("context.key", "id")) {
            stream.publish(1, Models.remembering(20));
            temp(stream, "x", 1, 24.0);
            assertThat(gap(stream, "y", 2)).isCloseTo(withResidual(4, 1), within(1e-5));
            GenericData.Record other = sensor(null, 50f, 7, false, "on");
            other.put("id", "s2");
            send(stream, "x", 3, other);
            assertThat((Double) stream.next().get("temp")).isCloseTo(20, within(1e-6));
            assertThat(remembered(stream)).isEqualTo(2);
        }
    }

    @Test
    void aLateRecordIsFilledByItsDistanceInTimeAndOverwritesNothing() {
        try (StreamFixture stream = stream()) {
            stream.publish(1, Models.remembering(20));
            temp(stream, "a", 10, 24.0);
            temp(stream, "a", 8, 19.0);
            assertThat(gap(stream, "a", 11)).isCloseTo(withResidual(4, 1), within(1e-5));
            assertThat(gap(stream, "a", 9)).isCloseTo(withResidual(4, 1), within(1e-5));
        }
    }

    @Test
    void keysThatAreSilentForLongAreForgotten() {
        try (StreamFixture stream = stream("context.max.age.ms", Long.toString(30 * MINUTE))) {
            stream.publish(1, Models.remembering(20));
            temp(stream, "a", 0, 24.0);
            temp(stream, "b", 0, 24.0);
            assertThat(gap(stream, "a", 30)).isGreaterThan(20.1);
            assertThat(gap(stream, "b", 31)).isCloseTo(20, within(1e-6));
            temp(stream, "c", 95, 21.0);
            temp(stream, "c", 100, 21.0);
            assertThat(remembered(stream)).isEqualTo(1);
            assertThat(stream.meters.get("lacuna.context.forgotten").counter().count())
                    .isEqualTo(2);
            assertThat(gap(stream, "c", 60)).isCloseTo(20, within(1e-6));
            assertThat(count(stream, "too_late")).isEqualTo(1);
        }
    }

    @Test
    void aGapThatIsTooOldIsFilledByTheModelAlone() {
        try (StreamFixture stream = stream("impute.max.age.ms", Long.toString(2 * MINUTE))) {
            stream.publish(1, Models.remembering(20));
            temp(stream, "a", 0, 24.0);
            assertThat(gap(stream, "a", 2)).isCloseTo(withResidual(4, 2), within(1e-5));
            assertThat(gap(stream, "a", 3)).isCloseTo(20, within(1e-6));
        }
    }

    @Test
    void aGapThatIsTooOldStaysEmptyWhereThatIsAskedForWithoutAModelOfThePastToo() {
        for (ImputationModel model : List.of(Models.remembering(20), Models.sensors(20))) {
            try (StreamFixture stream =
                    stream("impute.max.age.ms", Long.toString(2 * MINUTE), "impute.max.age.action", "empty")) {
                stream.publish(1, model);
                assertThat(gap(stream, "a", 0)).isNotNull();
                temp(stream, "a", 1, 24.0);
                assertThat(gap(stream, "a", 3)).isNotNull();
                assertThat(gap(stream, "a", 4)).isNull();
                send(stream, "a", 5, sensor(null, null, 7, false, "on"));
                GenericRecord out = stream.next();
                assertThat(out.get("temp")).isNull();
                assertThat(out.get("humidity")).isNotNull();
                assertThat(StreamFixture.cells(out)).hasSize(1);
            }
        }
    }

    @Test
    void deadLettersAndTombstonesAreNotRemembered() {
        try (StreamFixture stream = stream("producer.max.request.size", "5000")) {
            stream.publish(1, Models.remembering(20));
            temp(stream, "a", 0, 24.0);
            GenericData.Record large = sensor(10.0, 50f, 7, false, "on");
            large.put("id", "x".repeat(5_000));
            send(stream, "a", 1, large); // Filled, and too large to be written.
            stream.input.pipeInput(new TestRecord<>("a".getBytes(StandardCharsets.UTF_8), null, null, START + MINUTE));
            assertThat(stream.imputed.readValue()).isNull();
            assertThat(gap(stream, "a", 2)).isCloseTo(withResidual(4, 2), within(1e-5));
            assertThat(stream.deadLetters.readValuesToList()).hasSize(1);
        }
    }

    @Test
    void valuesOutliveAGenerationAndResidualsDoNot() {
        try (StreamFixture stream = stream()) {
            stream.publish(1, Models.remembering(20));
            temp(stream, "a", 0, 24.0);
            assertThat(gap(stream, "a", 1)).isCloseTo(withResidual(4, 1), within(1e-5));
            ImputationModel other = Models.remembering(20.5);
            stream.publish(2, other);
            assertThat(gap(stream, "a", 2)).isCloseTo(0.5 + lastValueAlone(3.5, 2), within(1e-5));
            stream.publish(3, Models.remembering(20));
            assertThat(gap(stream, "a", 3)).isCloseTo(lastValueAlone(4, 3), within(1e-5));
            temp(stream, "a", 4, 22.0);
            assertThat(gap(stream, "a", 5)).isCloseTo(withResidual(2, 1), within(1e-5));
        }
    }

    @Test
    void aModelWithoutAPastLeavesNoTraceAndGivesTheBytesItGaveWithoutAStore() {
        List<List<byte[]>> outputs = new ArrayList<>();
        for (String store : List.of("none", "memory")) {
            try (StreamFixture stream = stream("context.store", store, "scores.share", "1")) {
                stream.publish(1, Models.sensors(20));
                for (int i = 0; i < 20; i++) {
                    send(stream, "a", i, sensor(i % 3 == 0 ? null : 20.0 + i, 50f, null, false, "on"));
                }
                List<byte[]> all = new ArrayList<>(stream.imputed.readValuesToList());
                all.addAll(stream.latents.readValuesToList());
                all.addAll(stream.scores.readValuesToList());
                outputs.add(all);
                if (store.equals("memory")) {
                    assertThat(remembered(stream)).isZero();
                    assertThat(count(stream, "no_key")).isZero();
                }
            }
        }
        assertThat(outputs.get(1)).hasSameSizeAs(outputs.get(0)).containsExactlyElementsOf(outputs.get(0));
    }

    /** The scores of temp by offset and whether they are of a gap's end. */
    private static Map<String, GenericRecord> scores(StreamFixture stream) {
        Map<String, GenericRecord> scores = new HashMap<>();
        for (GenericRecord score : stream.rest(stream.scores)) {
            if (score.get("field").toString().equals("temp")) {
                boolean end = score.hasField("gapEnd") && (Boolean) score.get("gapEnd");
                scores.put(score.get("sourceOffset") + (end ? " end" : ""), score);
            }
        }
        return scores;
    }

    @Test
    void whereAGapEndsItIsScoredAsItWouldHaveBeenFilled() {
        try (StreamFixture stream = stream("scores.share", "1", "scores.mask.rate", "0.01")) {
            stream.publish(1, Models.remembering(20));
            temp(stream, "a", 0, 24.0);
            gap(stream, "a", 1);
            gap(stream, "a", 2);
            temp(stream, "a", 3, 22.0);
            temp(stream, "a", 4, 22.5);
            GenericRecord score =
                    java.util.Objects.requireNonNull(scores(stream).get("3 end"));
            assertThat((Double) score.get("age")).isEqualTo(3);
            assertThat((Double) score.get("mean")).isCloseTo(withResidual(4, 3), within(1e-5));
            assertThat((Double) score.get("truth")).isEqualTo(22);
            var figures = stream.metrics.live().figures().get(0).ages();
            assertThat(figures).extracting("age").containsExactly("1", "2-6", "7-24", "25+", "none");
            assertThat(figures.get(1).cells()).isEqualTo(1);
            assertThat(figures.get(1).filled()).isEqualTo(0.5);
            assertThat(stream.meters
                            .get("lacuna.age.cells")
                            .tag("age", "2-6")
                            .counter()
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void aRecordAtWhichNoGapEndsAndALateOneHaveNoSuchScore() {
        try (StreamFixture stream = stream("scores.share", "1", "scores.mask.rate", "0.01")) {
            stream.publish(1, Models.remembering(20));
            temp(stream, "a", 1, 24.0);
            temp(stream, "a", 2, 24.0);
            gap(stream, "a", 3);
            temp(stream, "a", 2, 24.0);
            assertThat(scores(stream).keySet()).noneMatch(key -> key.endsWith("end"));
        }
    }

    @Test
    void intervalsOfLongGapsAreLearntApartFromThoseOfShortOnes() {
        try (StreamFixture stream = stream("scores.share", "1", "scores.mask.rate", "0.01")) {
            stream.publish(1, Models.remembering(20));
            // After a gap of three minutes temp is never where it was; after one of ten it is what the model says.
            long minute = 0;
            for (int i = 0; i < 40; i++) {
                temp(stream, "a", minute, 20.0);
                gap(stream, "a", minute + 1);
                gap(stream, "a", minute + 2);
                temp(stream, "a", minute + 3, i % 2 == 0 ? 32.0 : 8.0);
                temp(stream, "a", minute + 4, 20.0);
                gap(stream, "a", minute + 9);
                minute += 14;
            }
            temp(stream, "a", minute, 20.0);
            assertThat(stretch(stream, minute + 3)).isGreaterThan(1.5 * stretch(stream, minute + 10));
        }
    }

    private static double stretch(StreamFixture stream, long minute) {
        send(stream, "a", minute, sensor(null, 50f, 7, false, "on"));
        Double stretch = StreamFixture.cells(stream.next()).get(0).getStretch();
        return stretch == null ? 1 : stretch;
    }
}
