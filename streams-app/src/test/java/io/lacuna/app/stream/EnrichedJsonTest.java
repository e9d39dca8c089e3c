package io.lacuna.app.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.internal.format.PartnerFields;
import io.lacuna.internal.json.JsonRecord;
import io.lacuna.internal.json.JsonValueDeserializer;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.model.Provenance;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records and partners of JSON: the model says which of its features partners have. */
class EnrichedJsonTest {
    @TempDir
    private Path folder;

    private StreamFixture started(Map<String, String> more) {
        Map<String, String> keys =
                new HashMap<>(Map.of("input.format", "json", "enrich.topic", "stations", "enrich.key", "id"));
        keys.putAll(more);
        StreamFixture stream = new StreamFixture(folder, keys);
        ImputationModel model = Stations.model();
        Map<String, String> entries = new TreeMap<>(model.provenance().entries());
        entries.putAll(PartnerFields.entries(List.of(2)));
        stream.publish(1, model.with(new Provenance(new TreeMap<>(entries))));
        return stream;
    }

    private static void put(StreamFixture stream, String text) {
        stream.driver
                .createInputTopic("stations", new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(bytes("s1"), bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static JsonRecord fill(StreamFixture stream, String text) {
        stream.input.pipeInput(new TestRecord<>(new byte[] {1}, bytes(text), null, 5_000L));
        return (JsonRecord) new JsonValueDeserializer().deserialize("t", stream.imputed.readValue());
    }

    private static double humidity(JsonRecord record) {
        return record.number(record.own("humidity"));
    }

    @Test
    void aPartnerHelpsToFillAndItsFieldsAreNeverFilled() {
        try (StreamFixture stream = started(Map.of())) {
            String record = "{\"id\":\"s1\",\"temp\":15,\"humidity\":null}";
            JsonRecord alone = fill(stream, record);
            assertThat(humidity(alone)).isCloseTo(60, within(8.0));
            assertThat(alone.own("altitude")).isEqualTo(JsonRecord.NONE);
            put(stream, "{\"altitude\":28,\"temp\":-1000}");
            JsonRecord joined = fill(stream, record);
            assertThat(humidity(joined)).isCloseTo(84, within(5.0));
            assertThat(joined.own("altitude")).isEqualTo(JsonRecord.NONE);
            assertThat(joined.number(joined.own("temp"))).isEqualTo(15);
        }
    }

    @Test
    void aPartnerWithoutTheFieldOrThatLacunaFilledTellsNothing() {
        try (StreamFixture stream = started(Map.of())) {
            String record = "{\"id\":\"s1\",\"temp\":15,\"humidity\":null}";
            double alone = humidity(fill(stream, record));
            for (String partner : List.of(
                    "{\"altitude\":null}",
                    "{\"other\":28}",
                    "{\"altitude\":\"high\"}",
                    "{\"imputation\":{},\"altitude\":28}")) {
                put(stream, partner);
                assertThat(humidity(fill(stream, record))).as(partner).isEqualTo(alone);
            }
            assertThat(stream.deadLetters.isEmpty()).isTrue();
        }
    }

    @Test
    void fieldsOfAPartnerAreWrittenAsTheyStandThere() {
        try (StreamFixture stream = started(Map.of("enrich.output", "altitude,name,temp"))) {
            put(stream, "{\"altitude\":2.80E1,\"name\":\"A\\u00e9\",\"temp\":-1000}");
            assertThat(fill(stream, "{\"id\":\"s1\", \"temp\":15,\"humidity\":3}")
                            .toString())
                    .startsWith("{\"id\":\"s1\", \"temp\":15,\"humidity\":3,\"altitude\":2.80E1,\"name\":\"A\\u00e9\","
                            + "\"imputation\":{");
        }
    }

    @Test
    void partnersAreNeverHiddenOrScored() {
        try (StreamFixture stream = started(Map.of("scores.share", "1", "scores.mask.rate", "0.9"))) {
            put(stream, "{\"altitude\":28}");
            for (int i = 0; i < 20; i++) {
                fill(stream, "{\"id\":\"s1\",\"temp\":15,\"humidity\":84}");
            }
            List<String> scores = stream.scores.readValuesToList().stream()
                    .map(score -> new String(score, StandardCharsets.UTF_8))
                    .toList();
            assertThat(scores).hasSizeGreaterThan(20).noneMatch(score -> score.contains("altitude"));
        }
    }
}
