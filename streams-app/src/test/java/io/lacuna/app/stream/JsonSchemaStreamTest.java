package io.lacuna.app.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.internal.format.RecordFormat;
import io.lacuna.internal.generation.Models;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.internal.impute.RecordReplay;
import io.lacuna.internal.note.Source;
import io.lacuna.sandbox.registry.InMemoryRegistry;
import io.lacuna.schemas.LatentCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JSON records in the registry's wire format through the topology. */
class JsonSchemaStreamTest {
    private static final String SCHEMA =
            "{\"$schema\":\"http://json-schema.org/draft-07/schema#\", \"type\":\"object\","
                    + " \"properties\":{\"temp\":{\"type\":[\"number\",\"null\"]},\"alarm\":{\"type\":\"boolean\"}},"
                    + " \"additionalProperties\":false}";

    @TempDir
    private Path folder;

    private InMemoryRegistry server;

    @BeforeEach
    void start() throws IOException {
        server = InMemoryRegistry.start(0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private StreamFixture stream(String... more) {
        Map<String, String> keys = new HashMap<>(Map.of("input.format", "json-schema", "scores.share", "0"));
        for (int i = 0; i < more.length; i += 2) {
            keys.put(more[i], more[i + 1]);
        }
        StreamFixture stream = new StreamFixture(folder, keys, server.url());
        stream.publish(1, Models.sensors(20));
        return stream;
    }

    private static byte[] framed(int id, String text) {
        byte[] document = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(5 + document.length)
                .put((byte) 0)
                .putInt(id)
                .put(document)
                .array();
    }

    private static int id(byte[] frame) {
        assertThat(frame[0]).isZero();
        return ByteBuffer.wrap(frame, 1, 4).getInt();
    }

    private static String text(byte[] frame) {
        return new String(frame, 5, frame.length - 5, StandardCharsets.UTF_8);
    }

    private static void send(StreamFixture stream, byte[] value) {
        stream.input.pipeInput(new TestRecord<>(new byte[] {1}, value, null, 5_000L));
    }

    @Test
    void aFilledRecordHasTheInputsSchemaWithOneMoreProperty() {
        try (StreamFixture stream = stream()) {
            int input = stream.registry.registerJson("sensors-value", SCHEMA);
            send(stream, framed(input, "{\"temp\": null, \"alarm\":true}"));
            byte[] value = stream.imputed.readValue();
            assertThat(text(value))
                    .startsWith("{\"temp\": 20.0, \"alarm\":true,")
                    .contains("\"imputation\":{");
            String schema = stream.registry.jsonSchema(id(value));
            assertThat(schema)
                    .startsWith(SCHEMA.substring(0, SCHEMA.indexOf("}, \"additional")))
                    .contains(",\"imputation\":{\"description\":")
                    .endsWith(SCHEMA.substring(SCHEMA.indexOf("}, \"additional")));
            LatentCode code = RecordFormat.JSON_SCHEMA
                    .own(LatentCode.class, stream.registry)
                    .deserialize("sensors-latents", stream.latents.readValue());
            assertThat(code.getSourceOffset()).isZero();
        }
    }

    @Test
    void anAuditFillsItAgainToTheSameBytes() {
        try (StreamFixture stream = stream()) {
            int input = stream.registry.registerJson("sensors-value", SCHEMA);
            byte[] value = framed(input, "{\"temp\":null,\"alarm\":true}");
            send(stream, value);
            LacunaConfig config = LacunaConfig.of(Map.of("input.topic", "sensors", "input.format", "json-schema"));
            ServingGeneration serving = stream.catalog.newest();
            assertThat(serving).isNotNull();
            GenericRecord record =
                    config.recordFormat().records(stream.registry).deserialize("sensors", value);
            RecordReplay replay = new RecordReplay(
                    config.servingSettings(),
                    config.streamTopics(),
                    config.recordFormat().serializer(stream.registry),
                    serving);
            assertThat(replay.fill(record, new Source("sensors", 0, 0)).imputed())
                    .isEqualTo(stream.imputed.readValue());
        }
    }

    @Test
    void withoutNotesARecordKeepsItsSchema() {
        try (StreamFixture stream = stream("imputed.notes", "none")) {
            int input = stream.registry.registerJson("sensors-value", SCHEMA);
            send(stream, framed(input, "{\"temp\":null,\"alarm\":true}"));
            byte[] value = stream.imputed.readValue();
            assertThat(id(value)).isEqualTo(input);
            assertThat(text(value)).doesNotContain("imputation");
        }
    }

    @Test
    void anIdInAHeaderIsReadAndTheOutputsIsBeforeTheValue() {
        try (StreamFixture stream = stream()) {
            UUID guid = server.guid(stream.registry.registerJson("sensors-value", SCHEMA));
            RecordHeaders headers = new RecordHeaders();
            headers.add(
                    "__value_schema_id",
                    ByteBuffer.allocate(17)
                            .put((byte) 1)
                            .putLong(guid.getMostSignificantBits())
                            .putLong(guid.getLeastSignificantBits())
                            .array());
            byte[] alone = "{\"temp\":null,\"alarm\":true}".getBytes(StandardCharsets.UTF_8);
            stream.input.pipeInput(new TestRecord<>(new byte[] {1}, alone, headers, 0L));
            TestRecord<byte[], byte[]> filled = stream.imputed.readRecord();
            assertThat(stream.registry.jsonSchema(id(filled.value()))).contains("\"imputation\"");
            assertThat(filled.headers().lastHeader("__value_schema_id")).isNull();
        }
    }

    @Test
    void valuesWithoutAFrameAndSchemasThatAreNoneMakeDeadLetters() {
        // Under exactly-once the test driver loses the dead letter of a failed decoding.
        try (StreamFixture stream = stream("processing.guarantee", "at_least_once")) {
            send(stream, "{\"temp\":null,\"alarm\":true}".getBytes(StandardCharsets.UTF_8));
            send(stream, framed(1, "[1]"));
            send(stream, framed(4711, "{\"temp\":null,\"alarm\":true}"));
            assertThat(stream.deadLetters.readRecordsToList())
                    .extracting(letter -> new String(
                            letter.headers()
                                    .lastHeader("__streams.errors.message")
                                    .value(),
                            StandardCharsets.UTF_8))
                    .satisfiesExactly(
                            plain -> assertThat(plain).contains("set input.format=json"),
                            array -> assertThat(array).contains("no JSON object"),
                            unknown -> assertThat(unknown).contains("schema id 4711 is unknown"));
        }
    }
}
