package io.lacuna.app.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.internal.record.RecordFamily;
import io.lacuna.sandbox.registry.InMemoryRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A topic with two record types: those of the model's family are filled, the others pass or become dead letters. */
class RecordTypesTest {
    @TempDir
    private Path folder;

    private final Cases cases = new Cases();
    private InMemoryRegistry server;
    private StreamFixture stream;

    @BeforeEach
    void start() throws IOException {
        server = InMemoryRegistry.start(0);
        start(Map.of());
    }

    private void start(Map<String, String> more) {
        if (stream != null) {
            stream.close();
        }
        stream = new StreamFixture(folder, more, server.url());
        stream.publish(1, Cases.model(), Map.of(RecordFamily.PROVENANCE, Cases.READING));
    }

    @AfterEach
    void stop() {
        stream.close();
        server.close();
    }

    /** Sends a record whose schema is registered under a subject of its own; returns the bytes. */
    private byte[] send(String subject, GenericRecord record) {
        byte[] bytes = stream.serializer.serialize(subject, record);
        stream.input.pipeInput(new TestRecord<>("k".getBytes(StandardCharsets.UTF_8), bytes, null, 0L));
        return bytes;
    }

    @Test
    void anotherTypeThatComesFirstDoesNotBlockTheModels() {
        send("s9", cases.record("s9"));
        send("s1", cases.record("s1"));

        assertThat(stream.imputed.getQueueSize()).isEqualTo(1);
        TestRecord<byte[], byte[]> letter = stream.deadLetters.readRecord();
        List<String> headers = new ArrayList<>();
        letter.headers().forEach(header -> headers.add(new String(header.value(), StandardCharsets.UTF_8)));
        assertThat(headers)
                .anyMatch(header ->
                        header.contains("it is of record type R, and the model is for org.example.iot.Reading"));
        assertThat(stream.metrics.news())
                .singleElement()
                .asString()
                .startsWith("records of type R become dead letters; record.other=pass passes them on");
    }

    @Test
    void aTypeThatPassesKeepsItsBytesAndRegistersNothing() {
        start(Map.of("record.other", "pass"));
        byte[] sent = send("s9", cases.record("s9"));
        send("s1", cases.record("s1"));
        send("s9", cases.record("s9"));

        TestRecord<byte[], byte[]> passed = stream.imputed.readRecord();
        assertThat(passed.value()).isEqualTo(sent);
        assertThat(passed.headers().lastHeader("lacuna.source").value())
                .isEqualTo("sensors-0@0".getBytes(StandardCharsets.UTF_8));
        assertThat(stream.next().get("imputation")).isNotNull();
        assertThat(stream.imputed.getQueueSize()).isEqualTo(1);
        assertThat(stream.latents.getQueueSize()).isEqualTo(1);
        assertThat(stream.deadLetters.isEmpty()).isTrue();
        assertThat(stream.registry.latest("sensors-imputed-value").orElseThrow().getFullName())
                .isEqualTo(Cases.READING);
        assertThat(stream.metrics.news()).singleElement().asString().contains("records of type R pass");
    }

    @Test
    void aTypeOfAnotherNameWithAllFeaturesIsFilled() {
        Schema renamed = SchemaBuilder.record("ReadingV2")
                .fields()
                .optionalDouble("temp")
                .optionalDouble("pres")
                .optionalDouble("cnt")
                .optionalDouble("dead")
                .optionalBoolean("on")
                .endRecord();
        GenericRecord record = new GenericData.Record(renamed);
        record.put("pres", 1_001.0);
        send("renamed", record);

        assertThat(stream.next().get("temp")).isNotNull();
    }

    @Test
    void aTypeThatNamesTheModelsAsItsAliasIsFilled() {
        Schema renamed = SchemaBuilder.record("Measurement")
                .aliases(Cases.READING)
                .fields()
                .optionalDouble("temp")
                .optionalDouble("pres")
                .endRecord();
        GenericRecord record = new GenericData.Record(renamed);
        record.put("pres", 1_001.0);
        send("renamed", record);

        assertThat(stream.next().get("temp")).isNotNull();
    }

    @Test
    void whereTheModelNamesNoTypeEveryOneWithAFeatureIsFilled() {
        stream.publish(2, Cases.model());
        Schema without =
                SchemaBuilder.record("Status").fields().optionalString("text").endRecord();
        send("s9", cases.record("s9"));
        send("status", new GenericData.Record(without));

        assertThat(stream.imputed.getQueueSize()).isEqualTo(1);
        assertThat(stream.deadLetters.getQueueSize()).isEqualTo(1);
    }
}
