package io.lacuna.app.stream;

import static io.lacuna.app.stream.StreamFixture.sensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.internal.generation.Models;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.schemas.ImputedCell;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImputationTopologyTest {
    @TempDir
    private Path folder;

    @Test
    void theTopologyIsTheOnePinned() throws IOException {
        try (StreamFixture stream = new StreamFixture(folder, Map.of());
                InputStream pinned = getClass().getResourceAsStream("/topology.txt")) {
            String expected =
                    new String(java.util.Objects.requireNonNull(pinned).readAllBytes(), StandardCharsets.UTF_8);
            assertThat(stream.topology.describe().toString().strip()).isEqualTo(expected.strip());
        }
    }

    @Test
    void gapsAreFilledObservedCellsStayAndTypesDoNotChange() {
        try (StreamFixture stream = new StreamFixture(folder, Map.of("scores.share", "0"))) {
            stream.publish(1, Models.sensors(20));
            stream.send(sensor(null, 33.25f, null, null, null), 5_000);
            GenericRecord out = stream.next();
            assertThat(out.get("id").toString()).isEqualTo("s1");
            assertThat(out.get("at")).isEqualTo(1_700_000_000_000L);
            assertThat((Double) out.get("temp")).isCloseTo(20, within(1e-9));
            assertThat(out.get("humidity")).isEqualTo(33.25f);
            assertThat(out.get("count")).isEqualTo(7);
            assertThat(out.get("alarm")).isEqualTo(false);
            assertThat(out.get("state").toString()).isEqualTo("on");
            GenericRecord note = (GenericRecord) out.get("imputation");
            assertThat(note.get("generation")).isEqualTo(1L);
            assertThat(note.get("sourceTopic").toString()).isEqualTo("sensors");
            assertThat(note.get("sourceOffset")).isEqualTo(0L);
            assertThat(note.get("observed")).isEqualTo(1);
            List<ImputedCell> cells = StreamFixture.cells(out);
            assertThat(cells).extracting("field").containsExactly("temp", "count", "alarm", "state");
            // Two-sided 90% of a normal with sd 1.
            assertThat(cells.get(0).getLower()).isCloseTo(20 - 1.6449, within(1e-3));
            assertThat(cells.get(0).getUpper()).isCloseTo(20 + 1.6449, within(1e-3));
            // A whole-number field cannot hold the mean.
            assertThat(cells.get(1).getMean()).isCloseTo(7.4, within(1e-6));
            assertThat(stream.latents.getQueueSize()).isEqualTo(1);
        }
    }

    @Test
    void keyHeadersAndTimestampPassThrough() {
        try (StreamFixture stream = new StreamFixture(folder, Map.of())) {
            stream.publish(1, Models.sensors(20));
            byte[] value = stream.serializer.serialize("sensors", sensor(1.0, 1f, 1, true, "on"));
            TestRecord<byte[], byte[]> in = new TestRecord<>(new byte[] {7, 0, 9}, value, null, 42L);
            in.headers().add("trace", new byte[] {1, 2});
            stream.input.pipeInput(in);
            TestRecord<byte[], byte[]> out = stream.imputed.readRecord();
            assertThat(out.key()).containsExactly(7, 0, 9);
            assertThat(out.timestamp()).isEqualTo(42);
            assertThat(out.headers().lastHeader("trace").value()).containsExactly(1, 2);
        }
    }

    @Test
    void aConsumerWithTheInputsSchemaReadsTheImputedTopic() {
        try (StreamFixture stream = new StreamFixture(folder, Map.of())) {
            stream.publish(1, Models.sensors(20));
            stream.send(sensor(null, 33.25f, 4, true, "off"), 5_000);
            Schema written = stream.next().getSchema();
            assertThat(org.apache.avro.SchemaCompatibility.checkReaderWriterCompatibility(StreamFixture.SENSOR, written)
                            .getType())
                    .isEqualTo(org.apache.avro.SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE);
            assertThat(written.getFullName()).isEqualTo("plant.Sensor");
            assertThat(written.getFields())
                    .hasSize(StreamFixture.SENSOR.getFields().size() + 1);
        }
    }

    @Test
    void theSameInputTwiceGivesTheSameBytes() {
        List<List<byte[]>> runs = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            try (StreamFixture stream = new StreamFixture(folder.resolve("r" + run), Map.of("scores.share", "0.5"))) {
                stream.publish(1, Models.sensors(20));
                for (int i = 0; i < 50; i++) {
                    stream.send(sensor(i % 3 == 0 ? null : 20.0 + i, i % 2 == 0 ? null : 40f, i, null, "off"), i);
                }
                List<byte[]> all = new ArrayList<>(stream.imputed.readValuesToList());
                all.addAll(stream.latents.readValuesToList());
                List<byte[]> scores = stream.scores.readValuesToList();
                assertThat(scores).isNotEmpty();
                all.addAll(scores);
                runs.add(all);
            }
        }
        assertThat(runs.get(0)).hasSameSizeAs(runs.get(1)).hasSizeGreaterThan(100);
        for (int i = 0; i < runs.get(0).size(); i++) {
            assertThat(runs.get(0).get(i)).isEqualTo(runs.get(1).get(i));
        }
    }

    @Test
    void sentinelsNaNAndInfinitiesAreGapsAndAreFilledEvenWhereNullIsNotAllowed() {
        Schema plain = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"Plain\",\"fields\":["
                        + "{\"name\":\"temp\",\"type\":\"double\"},{\"name\":\"humidity\",\"type\":\"float\"},"
                        + "{\"name\":\"count\",\"type\":\"int\"},{\"name\":\"alarm\",\"type\":\"boolean\"}]}");
        try (StreamFixture stream =
                new StreamFixture(folder, Map.of("impute.sentinels", "-200, count:-1, humidity:-99.9"))) {
            stream.publish(1, Models.sensors(20));
            Object[][] rows = {{Double.NaN, -99.9f, -1}, {-200.0, Float.POSITIVE_INFINITY, -200}, {-1.0, -1f, 3}};
            for (Object[] row : rows) {
                GenericData.Record record = new GenericData.Record(plain);
                for (int i = 0; i < 3; i++) {
                    record.put(i, row[i]);
                }
                record.put("alarm", true);
                stream.send(record, 1);
            }
            for (int i = 0; i < 2; i++) {
                GenericRecord out = stream.next();
                assertThat((Double) out.get("temp")).isCloseTo(20, within(1e-9));
                assertThat((Float) out.get("humidity")).isCloseTo(50f, within(1e-4f));
                assertThat(out.get("count")).isEqualTo(7);
            }
            GenericRecord untouched = stream.next();
            assertThat(untouched.get("temp")).isEqualTo(-1.0);
            assertThat(untouched.get("humidity")).isEqualTo(-1f);
            assertThat(untouched.get("count")).isEqualTo(3);
        }
    }

    @Test
    void aRecordWithNothingObservedStaysAsItIs() {
        try (StreamFixture stream = new StreamFixture(folder, Map.of("scores.share", "1"))) {
            stream.publish(1, Models.sensors(20));
            stream.send(sensor(null, null, null, null, null), 1);
            GenericRecord out = stream.next();
            assertThat(out.get("temp")).isNull();
            GenericRecord note = (GenericRecord) out.get("imputation");
            assertThat(note.get("observed")).isEqualTo(0);
            assertThat(StreamFixture.cells(out)).isEmpty();
            assertThat(stream.scores.isEmpty()).isTrue();
        }
    }

    @Test
    void aCategoryTheModelNeverSawStaysAsItCame() {
        try (StreamFixture stream = new StreamFixture(folder, Map.of())) {
            stream.publish(1, Models.sensors(20));
            stream.send(sensor(1.0, 1f, 1, true, "odd"), 1);
            GenericRecord out = stream.next();
            assertThat(out.get("state").toString()).isEqualTo("odd");
            GenericRecord note = (GenericRecord) out.get("imputation");
            assertThat(note.get("observed")).isEqualTo(4);
            assertThat(StreamFixture.cells(out)).isEmpty();
        }
    }

    @Test
    void aSchemaThatChangesMidStreamIsMappedByFieldName() {
        Schema evolved = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"Sensor\",\"namespace\":\"plant\",\"fields\":["
                        + "{\"name\":\"added\",\"type\":[\"null\",\"double\"],\"default\":null},"
                        + "{\"name\":\"humidity\",\"type\":[\"null\",\"double\"],\"default\":null},"
                        + "{\"name\":\"temp\",\"type\":[\"null\",\"double\"],\"default\":null}]}");
        try (StreamFixture stream = new StreamFixture(folder, Map.of())) {
            stream.publish(1, Models.sensors(20));
            stream.send(sensor(null, 1f, 1, true, "on"), 1);
            GenericData.Record record = new GenericData.Record(evolved);
            record.put("humidity", 12.5);
            stream.send(record, 2);
            stream.send(sensor(null, 1f, 1, true, "on"), 3);
            assertThat((Double) stream.next().get("temp")).isCloseTo(20, within(1e-9));
            GenericRecord out = stream.next();
            assertThat((Double) out.get("temp")).isCloseTo(20, within(1e-9));
            assertThat(out.get("humidity")).isEqualTo(12.5);
            assertThat(out.get("added")).isNull(); // The model does not know it: it passes through.
            assertThat((Double) stream.next().get("temp")).isCloseTo(20, within(1e-9));
        }
    }

    @Test
    void aTombstonePassesOnWithItsPlace() {
        try (StreamFixture stream = new StreamFixture(folder, Map.of())) {
            stream.publish(1, Models.sensors(20));
            stream.send(null, 77);
            TestRecord<byte[], byte[]> out = stream.imputed.readRecord();
            assertThat(out.value()).isNull();
            assertThat(out.timestamp()).isEqualTo(77);
            assertThat(new String(out.headers().lastHeader("lacuna.source").value(), StandardCharsets.UTF_8))
                    .isEqualTo("sensors-0@0");
            assertThat(stream.latents.isEmpty()).isTrue();
            assertThat(stream.deadLetters.isEmpty()).isTrue();
        }
    }

    @Test
    void whatCannotBeDecodedOrUsedGoesToTheDeadLettersAsItCameAndTheStreamGoesOn() {
        Schema text = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"Text\",\"fields\":[{\"name\":\"temp\",\"type\":\"string\"}]}");
        GenericData.Record unusable = new GenericData.Record(text);
        unusable.put("temp", "warm");
        // Under exactly-once the test driver loses the dead letter of a failed decoding; the test on a real broker
        // covers it.
        try (StreamFixture stream = new StreamFixture(folder, Map.of("processing.guarantee", "at_least_once"))) {
            stream.publish(1, Models.sensors(20));
            byte[] good = stream.serializer.serialize("sensors", sensor(null, 1f, 1, true, "on"));
            byte[] cut = java.util.Arrays.copyOf(good, good.length - 3);
            byte[] unknownId =
                    ByteBuffer.allocate(9).put((byte) 0).putInt(99_999).array();
            List<byte[]> poison = List.of(
                    "not avro".getBytes(StandardCharsets.UTF_8),
                    new byte[0],
                    cut,
                    unknownId,
                    stream.serializer.serialize("other", unusable));
            for (byte[] value : poison) {
                stream.input.pipeInput("p".getBytes(StandardCharsets.UTF_8), value);
                stream.input.pipeInput("g".getBytes(StandardCharsets.UTF_8), good);
            }
            assertThat(stream.imputed.readValuesToList()).hasSize(poison.size());
            List<TestRecord<byte[], byte[]>> dead = stream.deadLetters.readRecordsToList();
            assertThat(dead).extracting(TestRecord::value).containsExactlyElementsOf(poison);
            for (int i = 0; i < dead.size(); i++) {
                assertThat(header(dead.get(i), "__streams.errors.offset")).isEqualTo(Integer.toString(2 * i));
                assertThat(header(dead.get(i), "__streams.errors.message")).isNotEmpty();
            }
            assertThat(header(dead.get(4), "__streams.errors.message"))
                    .contains("'temp'")
                    .contains("string");
            assertThat(stream.metrics.deadLetterCount()).isZero();
            stream.books.counts().committed(new TopicPartition("sensors", 0), 2L * poison.size());
            assertThat(stream.metrics.deadLetterCount()).isEqualTo(poison.size());
            assertThat(stream.metrics.imputedCount()).isEqualTo(poison.size());
            assertThat(stream.latents.readValuesToList()).hasSize(poison.size());
        }
    }

    @Test
    void scoresHideObservedCellsAndLeaveTheRecordAlone() {
        Map<String, String> keys =
                Map.of("scores.share", "1", "scores.mask.rate", "0.5", "inference.interval.live", "false");
        try (StreamFixture stream = new StreamFixture(folder, keys)) {
            stream.publish(1, Models.sensors(20));
            for (int i = 0; i < 200; i++) {
                stream.send(sensor(23.0, 50f, 7, true, "on"), i);
            }
            for (GenericRecord out : stream.rest(stream.imputed)) {
                assertThat(out.get("temp")).isEqualTo(23.0);
                assertThat(StreamFixture.cells(out)).isEmpty();
            }
            List<GenericRecord> scores = stream.rest(stream.scores);
            List<GenericRecord> temps = scores.stream()
                    .filter(score -> score.get("field").toString().equals("temp"))
                    .toList();
            assertThat(temps.size()).isBetween(60, 140);
            assertThat(temps).allSatisfy(score -> {
                assertThat(score.get("truth")).isEqualTo(23.0);
                assertThat((Double) score.get("mean")).isCloseTo(20, within(1e-9));
                assertThat((Double) score.get("standardizedError")).isCloseTo(-3, within(1e-6));
                assertThat(score.get("covered")).isEqualTo(false); // 3 sd from the mean.
            });
            assertThat(scores)
                    .filteredOn(score -> score.get("field").toString().equals("alarm"))
                    .isNotEmpty()
                    .allSatisfy(score -> assertThat(score.get("correct")).isEqualTo(false));
            Map<Object, Long> byRecord = scores.stream()
                    .collect(java.util.stream.Collectors.groupingBy(
                            score -> score.get("sourceOffset"), java.util.stream.Collectors.counting()));
            assertThat(byRecord.values()).allSatisfy(count -> assertThat(count).isLessThanOrEqualTo(4));
        }
    }

    @Test
    void aScoredShareIsAboutTheShareAskedFor() {
        try (StreamFixture stream = new StreamFixture(folder, Map.of("scores.share", "0.1", "scores.mask.rate", "1"))) {
            stream.publish(1, Models.sensors(20));
            for (int i = 0; i < 2_000; i++) {
                stream.send(sensor(23.0, 50f, null, null, null), i);
            }
            // One of two observed cells stays visible, so each scored record gives one score. 200 expected, sd 13.
            assertThat(stream.scores.readValuesToList().size()).isBetween(140, 260);
        }
    }

    @Test
    void anOutputThatIsTooLargeIsADeadLetterAndLeavesNothingElse() {
        Schema wide = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"Wide\",\"fields\":[{\"name\":\"temp\",\"type\":\"double\"},"
                        + "{\"name\":\"blob\",\"type\":\"string\"}]}");
        GenericData.Record record = new GenericData.Record(wide);
        record.put("temp", Double.NaN);
        record.put("blob", "x".repeat(80_000));
        try (StreamFixture stream = new StreamFixture(folder, Map.of("producer.max.request.size", "100000"))) {
            stream.publish(1, Models.sensors(20));
            stream.send(record, 1);
            assertThat(stream.imputed.isEmpty()).isTrue();
            assertThat(stream.latents.isEmpty()).isTrue();
            assertThat(stream.deadLetters.readRecordsToList()).hasSize(1);
        }
    }

    @Test
    void anArtifactInTinyChunksServes() {
        try (StreamFixture stream = new StreamFixture(folder, Map.of())) {
            byte[] artifact = ModelArtifact.write(Models.sensors(20));
            Map<String, byte[]> chunks = Models.chunks(artifact, 7);
            assertThat(chunks.size()).isGreaterThan(100);
            chunks.forEach(stream::pipeModel);
            stream.announce(1, Models.generation(1, artifact, chunks.size()));
            stream.send(sensor(null, 1f, 1, true, "on"), 1);
            assertThat((Double) stream.next().get("temp")).isCloseTo(20, within(1e-9));
        }
    }

    private static String header(TestRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
