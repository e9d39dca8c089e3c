package io.lacuna.app.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.internal.generation.Models;
import io.lacuna.internal.json.JsonRecord;
import io.lacuna.internal.json.JsonValueDeserializer;
import io.lacuna.internal.json.NoteDeserializer;
import io.lacuna.schemas.Imputation;
import io.lacuna.schemas.LatentCode;
import io.lacuna.schemas.MaskedScore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JSON records through the topology, without a registry. */
class JsonStreamTest {
    @TempDir
    private Path folder;

    private StreamFixture stream(String name, String scores) {
        return stream(name, scores, "exactly_once_v2");
    }

    private StreamFixture stream(String name, String scores, String guarantee) {
        StreamFixture stream = new StreamFixture(
                folder.resolve(name),
                Map.of("input.format", "json", "scores.share", scores, "processing.guarantee", guarantee));
        stream.publish(1, Models.sensors(20));
        return stream;
    }

    private static void send(StreamFixture stream, String text) {
        byte[] value = text.getBytes(StandardCharsets.UTF_8);
        stream.input.pipeInput(new TestRecord<>(new byte[] {1}, value, null, 5_000L));
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }

    @Test
    void gapsAreFilledAndAllElseKeepsItsBytes() {
        try (StreamFixture stream = stream("one", "0")) {
            send(
                    stream,
                    "{\"id\": \"s1\", \"at\": 1700000000000,\"temp\":null ,\"humidity\":33.250,\"price\":1.0E+2,"
                            + "\"tags\":[1, 2],\"alarm\":true}");
            byte[] value = stream.imputed.readValue();
            assertThat(text(value))
                    .startsWith("{\"id\": \"s1\", \"at\": 1700000000000,\"temp\":20.0 ,\"humidity\":33.250,"
                            + "\"price\":1.0E+2,\"tags\":[1, 2],\"alarm\":true,\"count\":7.4,\"state\":\"on\","
                            + "\"imputation\":{\"generation\":1,")
                    .endsWith("}]}}");
            JsonRecord out = (JsonRecord) new JsonValueDeserializer().deserialize("t", value);
            GenericRecord note = NoteDeserializer.note(out, "imputation", Imputation.getClassSchema());
            assertThat(note).isNotNull();
            assertThat(note.get("sourceTopic")).isEqualTo("sensors");
            assertThat(note.get("observed")).isEqualTo(2);
            assertThat((List<?>) note.get("cells"))
                    .extracting(cell -> ((GenericRecord) cell).get("field"))
                    .containsExactly("temp", "count", "state");
            LatentCode code = new NoteDeserializer<>(LatentCode.class).deserialize("t", stream.latents.readValue());
            assertThat(code.getSourceOffset()).isZero();
            assertThat(stream.deadLetters.isEmpty()).isTrue();
        }
    }

    @Test
    void scoresAreJsonToo() {
        try (StreamFixture stream = stream("scores", "1")) {
            send(stream, "{\"temp\":19,\"humidity\":33,\"alarm\":true,\"state\":\"on\"}");
            List<MaskedScore> scores = stream.scores.readValuesToList().stream()
                    .map(bytes -> new NoteDeserializer<>(MaskedScore.class).deserialize("t", bytes))
                    .toList();
            assertThat(scores).isNotEmpty().allMatch(score -> score.getGeneration() == 1);
        }
    }

    @Test
    void theSameInputGivesTheSameBytes() {
        List<List<String>> runs = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            try (StreamFixture stream = stream("again" + run, "0.5")) {
                for (int i = 0; i < 40; i++) {
                    send(stream, "{\"temp\":" + (i % 2 == 0 ? "null" : "" + (i + 0.1)) + ",\"count\":" + i + "}");
                }
                runs.add(stream.imputed.readValuesToList().stream()
                        .map(JsonStreamTest::text)
                        .toList());
            }
        }
        assertThat(runs.get(0)).hasSize(40).isEqualTo(runs.get(1));
    }

    @Test
    void whatIsNoJsonObjectOrIsFilledAlreadyIsADeadLetterWithItsBytes() {
        try (StreamFixture stream =
                stream("bad", "0", "at_least_once")) { // Under exactly-once the test driver loses such dead letters.
            List<String> bad =
                    List.of("{\"temp\":", "[]", "\u0000\u0000\u0000\u0000\u0001x", "{\"imputation\":{}}", "{\"a\":1}");
            for (String value : bad) {
                send(stream, value);
                send(stream, "{\"temp\":1}");
            }
            List<TestRecord<byte[], byte[]>> letters = stream.deadLetters.readRecordsToList();
            assertThat(letters).extracting(letter -> text(letter.value())).isEqualTo(bad);
            assertThat(text(letters.get(2)
                            .headers()
                            .lastHeader("__streams.errors.message")
                            .value()))
                    .contains("input.format=avro");
            assertThat(text(letters.get(3)
                            .headers()
                            .lastHeader("__streams.errors.message")
                            .value()))
                    .contains("seems to be an imputed one");
            assertThat(stream.imputed.getQueueSize()).isEqualTo(bad.size());
        }
    }

    @Test
    void aRecordWithoutAnyFieldOfTheModelPassesAsItCameByTheKey() {
        Map<String, String> keys = Map.of("input.format", "json", "record.other", "pass");
        try (StreamFixture stream = new StreamFixture(folder, keys)) {
            stream.publish(1, Models.sensors(20));
            send(stream, "{\"type\": \"heartbeat\"}");
            assertThat(text(stream.imputed.readValue())).isEqualTo("{\"type\": \"heartbeat\"}");
            assertThat(stream.latents.isEmpty()).isTrue();
        }
    }

    @Test
    void changedTypesAreSaidOnceAndPass() {
        try (StreamFixture stream = stream("types", "0")) {
            send(stream, "{\"temp\":\"warm\",\"humidity\":33}");
            send(stream, "{\"temp\":\"cold\",\"humidity\":34}");
            assertThat(text(stream.imputed.readValue())).startsWith("{\"temp\":\"warm\",\"humidity\":33,");
            assertThat(stream.imputed.getQueueSize()).isEqualTo(1);
            assertThat(stream.metrics.news())
                    .filteredOn(line -> line.contains("'temp'"))
                    .hasSize(1);
        }
    }

    @Test
    void aTombstonePasses() {
        try (StreamFixture stream = stream("tombstone", "0")) {
            stream.input.pipeInput(new TestRecord<>(new byte[] {1}, null, null, 5_000L));
            assertThat(stream.imputed.readValue()).isNull();
        }
    }
}
