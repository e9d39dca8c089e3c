package io.lacuna.app.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.internal.generation.Models;
import io.lacuna.sandbox.registry.InMemoryRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Registries with rules of their own: who may register, under which subjects, with references or without. */
class RegistryGovernanceTest {
    private static final byte[] KEY = "k".getBytes(StandardCharsets.UTF_8);

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

    private StreamFixture stream(Map<String, String> more) {
        StreamFixture stream = new StreamFixture(folder, more, server.url());
        stream.publish(1, Models.sensors(20));
        return stream;
    }

    private static GenericRecord gap() {
        return StreamFixture.sensor(null, 50f, 3, true, "on");
    }

    @ParameterizedTest
    @CsvSource({
        "topic, sensors-value, sensors-imputed-value, sensors-latents-value",
        "record, plant.Sensor, plant.Sensor, io.lacuna.schemas.LatentCode",
        "topic-record, sensors-plant.Sensor, sensors-imputed-plant.Sensor, sensors-latents-io.lacuna.schemas.LatentCode",
        "io.confluent.kafka.serializers.subject.TopicRecordNameStrategy, sensors-plant.Sensor,"
                + " sensors-imputed-plant.Sensor, sensors-latents-io.lacuna.schemas.LatentCode"
    })
    void subjectsAreNamedByTheStrategy(String strategy, String input, String imputed, String latents) {
        try (StreamFixture stream = stream(Map.of("schema.registry.value.subject.name.strategy", strategy))) {
            stream.send(gap(), 0);

            assertThat(stream.next().get("temp")).isNotNull();
            assertThat(stream.registry.latest(input)).isPresent();
            assertThat(stream.registry.latest(imputed).orElseThrow().getField("imputation"))
                    .isNotNull();
            assertThat(stream.registry.latest(latents)).isPresent();
        }
    }

    @Test
    void aRegistryThatMayOnlyBeReadSufficesWhereTheSchemasAreThere() {
        try (StreamFixture first = stream(Map.of())) {
            first.send(gap(), 0);
        }
        server.setReadOnly(true);
        try (StreamFixture second = stream(Map.of())) {
            second.send(gap(), 0);
            assertThat(second.next().get("temp")).isNotNull();
            assertThat(second.latents.isEmpty()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"true, and this user may not register it", "false, schema.registry.auto.register.schemas is false"})
    void whereTheyAreNotThereTheReasonNamesTheSubject(String autoRegister, String reason) {
        try (StreamFixture producer = stream(Map.of())) {
            producer.registry.register("sensors-value", StreamFixture.SENSOR);
        }
        server.setReadOnly(true);
        try (StreamFixture stream = stream(Map.of("schema.registry.auto.register.schemas", autoRegister))) {
            assertThatThrownBy(() -> stream.send(gap(), 0))
                    .satisfies(failure -> assertThat(messages(failure))
                            .contains("sensors-imputed-value")
                            .contains(reason));
        }
    }

    private static String messages(@Nullable Throwable failure) {
        StringBuilder all = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            all.append(cause.getMessage()).append('\n');
        }
        return all.toString();
    }

    @Test
    void aSchemaWithReferencesIsReadAndItsRecordsFilled() throws Exception {
        post(
                "place",
                "{\"type\":\"record\",\"name\":\"Place\",\"namespace\":\"plant\",\"fields\":["
                        + "{\"name\":\"lat\",\"type\":\"double\"}]}",
                List.of());
        int id = post(
                "sensors-value",
                "{\"type\":\"record\",\"name\":\"Sensor\",\"namespace\":\"plant\",\"fields\":["
                        + "{\"name\":\"place\",\"type\":\"plant.Place\"},"
                        + "{\"name\":\"temp\",\"type\":[\"null\",\"double\"],\"default\":null},"
                        + "{\"name\":\"alarm\",\"type\":[\"null\",\"boolean\"],\"default\":null}]}",
                List.of(Map.of("name", "plant.Place", "subject", "place", "version", 1)));
        try (StreamFixture stream = stream(Map.of())) {
            byte[] value = ByteBuffer.allocate(16)
                    .put((byte) 0)
                    .putInt(id)
                    .putLong(0) // The place's lat.
                    .put((byte) 0) // No temp.
                    .put((byte) 2) // An alarm:
                    .put((byte) 1) // true.
                    .array();
            stream.input.pipeInput(KEY, value);

            GenericRecord filled = stream.next();
            assertThat(filled.get("temp")).isNotNull();
            assertThat(((GenericRecord) filled.get("place")).get("lat")).isEqualTo(0.0);
        }
    }

    private int post(String subject, String schema, List<Map<String, Object>> references) throws Exception {
        ObjectMapper json = new ObjectMapper();
        String body = json.writeValueAsString(Map.of("schema", schema, "references", references));
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + "/subjects/" + subject + "/versions"))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        String answer = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
        return json.readTree(answer).path("id").asInt();
    }

    /** The value alone, and a header with the number or the GUID of its schema, as newer serializers write them. */
    private TestRecord<byte[], byte[]> withHeader(StreamFixture stream, GenericRecord record, boolean guid) {
        byte[] frame = stream.serializer.serialize("sensors", record);
        int id = ByteBuffer.wrap(frame, 1, 4).getInt();
        UUID unique = server.guid(id);
        RecordHeaders headers = new RecordHeaders();
        headers.add(
                "__value_schema_id",
                guid
                        ? ByteBuffer.allocate(17)
                                .put((byte) 1)
                                .putLong(unique.getMostSignificantBits())
                                .putLong(unique.getLeastSignificantBits())
                                .array()
                        : Arrays.copyOf(frame, 5));
        headers.add("trace", new byte[] {7});
        return new TestRecord<>(KEY, Arrays.copyOfRange(frame, 5, frame.length), headers, 0L);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSchemaIdInAHeaderIsReadAndOutputsHaveTheirsBeforeTheValue(boolean guid) {
        try (StreamFixture stream = stream(Map.of("scores.share", "1"))) {
            stream.input.pipeInput(withHeader(stream, gap(), guid));
            TestRecord<byte[], byte[]> filled = stream.imputed.readRecord();
            assertThat(stream.deserializer
                            .deserialize("sensors-imputed", filled.headers(), filled.value())
                            .get("temp"))
                    .isNotNull();
            for (TestRecord<byte[], byte[]> output :
                    List.of(filled, stream.latents.readRecord(), stream.scores.readRecord())) {
                assertThat(output.value()[0]).isZero();
                assertThat(output.headers().lastHeader("__value_schema_id")).isNull();
                assertThat(output.headers().lastHeader("trace")).isNotNull();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRecordOfAnotherTypeThatPassesKeepsHeaderAndBytes(boolean guid) {
        GenericRecord other = new GenericData.Record(
                SchemaBuilder.record("Other").fields().requiredDouble("height").endRecord());
        other.put("height", 1.5);
        try (StreamFixture stream = stream(Map.of("record.other", "pass"))) {
            TestRecord<byte[], byte[]> sent = withHeader(stream, other, guid);
            stream.input.pipeInput(sent);
            TestRecord<byte[], byte[]> passed = stream.imputed.readRecord();
            assertThat(passed.value()).isEqualTo(sent.value());
            assertThat(passed.headers().lastHeader("__value_schema_id").value())
                    .isEqualTo(sent.headers().lastHeader("__value_schema_id").value());
        }
    }

    @Test
    void aHeaderThatTheValueDoesNotFitIsOverruledByTheIdBeforeIt() {
        try (StreamFixture stream = stream(Map.of())) {
            RecordHeaders stale =
                    new RecordHeaders(withHeader(stream, gap(), true).headers().toArray());
            stream.input.pipeInput(new TestRecord<>(KEY, stream.serializer.serialize("sensors", gap()), stale, 0L));
            assertThat(stream.next().get("temp")).isNotNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"17, schema GUID", "5, schema id", "3, 3 bytes"})
    void aHeaderThatNamesNoSchemaMakesADeadLetter(int bytes, String reason) {
        // Under exactly-once the test driver loses the dead letter of a failed decoding.
        try (StreamFixture stream = stream(Map.of("processing.guarantee", "at_least_once"))) {
            RecordHeaders headers = new RecordHeaders();
            byte[] id = new byte[bytes];
            id[0] = (byte) (bytes == 17 ? 1 : 0);
            id[bytes - 1] = 99;
            headers.add("__value_schema_id", id);
            stream.input.pipeInput(new TestRecord<>(KEY, new byte[] {2, 4, 6, 8, 10, 12}, headers, 0L));

            TestRecord<byte[], byte[]> letter = stream.deadLetters.readRecord();
            assertThat(new String(
                            letter.headers()
                                    .lastHeader("__streams.errors.message")
                                    .value(),
                            StandardCharsets.UTF_8))
                    .contains(reason);
        }
    }
}
