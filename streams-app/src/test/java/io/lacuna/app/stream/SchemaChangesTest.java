package io.lacuna.app.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.internal.model.ImputationModel;
import io.lacuna.sandbox.registry.InMemoryRegistry;
import io.lacuna.streams.errors.SchemaRefusedException;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Topics whose schemas change, or that hold several record types: each record has one outcome, and none wedges the stream. */
class SchemaChangesTest {
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
    }

    @AfterEach
    void stop() {
        stream.close();
        server.close();
    }

    private static ImputationModel model() {
        return Cases.model();
    }

    private GenericRecord record(String name) {
        return cases.record(name);
    }

    /** Sends a record whose schema is registered under the subject of a topic. */
    private void send(String topic, GenericRecord record) {
        stream.input.pipeInput(new TestRecord<>(
                "k".getBytes(StandardCharsets.UTF_8), stream.serializer.serialize(topic, record), null, 0L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NONE", "BACKWARD", "BACKWARD_TRANSITIVE", "FORWARD", "FORWARD_TRANSITIVE", "FULL"})
    void sixSchemasInOneTopicLeaveEachRecordOneOutcome(String rule) {
        stream.registry.setCompatibility("sensors-value", rule);
        stream.publish(1, model());
        send("sensors", record("s1"));
        for (int i = 1; i < 1000; i++) {
            String name = cases.any();
            send(name, record(name));
        }
        long imputed = stream.imputed.getQueueSize();
        assertThat(imputed + stream.deadLetters.getQueueSize()).isEqualTo(1000);
        assertThat(stream.latents.getQueueSize()).isEqualTo(imputed);
        assertThat(imputed).isGreaterThan(100);
        if (rule.equals("NONE")) {
            assertThat(imputed).isEqualTo(1000);
        }
    }

    /** As where a topic is filled whose schema has changed before the stream was there. */
    @Test
    void aRecordOfAnEarlierSchemaThanTheInputsLatestIsFilled() {
        Schema narrow =
                SchemaBuilder.record("Reading").fields().optionalFloat("temp").endRecord();
        Schema wide =
                SchemaBuilder.record("Reading").fields().optionalDouble("temp").endRecord();
        stream.registry.register("sensors-value", narrow);
        stream.registry.register("sensors-value", wide);
        stream.publish(1, model());
        for (Schema schema : List.of(narrow, wide, narrow)) {
            send("sensors", new GenericData.Record(schema));
        }
        assertThat(stream.imputed.getQueueSize()).isEqualTo(3);
    }

    @Test
    void theImputedSubjectFollowsTheRuleOfTheInputs() {
        stream.registry.setCompatibility("sensors-value", "FORWARD");
        stream.publish(1, model());
        send("sensors", record("s9"));
        send("sensors", record("s10"));
        assertThat(stream.imputed.getQueueSize()).isEqualTo(2);
        assertThat(stream.registry.compatibility("sensors-imputed-value")).contains("FORWARD");
    }

    @Test
    void whereItMayNotFollowWhatIsRefusedIsADeadLetterWithTheReason() {
        start(Map.of("imputed.compatibility", "keep"));
        stream.registry.setCompatibility("sensors-value", "FORWARD");
        stream.publish(1, model());
        send("sensors", record("s9"));
        send("sensors", record("s10"));
        assertThat(stream.imputed.getQueueSize()).isEqualTo(1);
        TestRecord<byte[], byte[]> letter = stream.deadLetters.readRecord();
        List<String> headers = new ArrayList<>();
        letter.headers().forEach(header -> headers.add(new String(header.value(), StandardCharsets.UTF_8)));
        assertThat(headers)
                .anyMatch(header -> header.contains("refuses the schema for subject 'sensors-imputed-value'"));
        assertThat(stream.registry.compatibility("sensors-imputed-value")).contains("BACKWARD");
    }

    @Test
    void whereNoSchemaIsTakenRecordsWait() {
        start(Map.of("imputed.compatibility", "keep"));
        Schema other = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"Other\",\"fields\":[{\"name\":\"x\",\"type\":\"long\"}]}");
        stream.registry.register("sensors-imputed-value", other);
        stream.publish(1, model());
        assertThatThrownBy(() -> send("sensors", record("s9")))
                .hasRootCauseInstanceOf(Exception.class)
                .satisfies(failure -> {
                    Throwable cause = failure;
                    while (cause != null && !(cause instanceof SchemaRefusedException)) {
                        cause = cause.getCause();
                    }
                    assertThat(cause).isInstanceOf(SchemaRefusedException.class);
                });
        assertThat(stream.deadLetters.getQueueSize()).isZero();
    }

    @Test
    void aModelledFieldThatBecameTextPassesThroughAndIsSaidOnce() {
        stream.registry.setCompatibility("sensors-value", "NONE");
        stream.publish(1, model());
        List<String> heard = new ArrayList<>();
        stream.metrics.whenUnreadable(heard::add);
        GenericRecord changed = record("s5");
        changed.put("cnt", "many");
        changed.put("temp", null);
        changed.put("pres", 1_001.0);
        send("sensors", changed);
        GenericRecord again = record("s5");
        again.put("pres", 1_001.0);
        send("sensors", again);
        GenericRecord out = stream.next();
        assertThat(out.get("cnt").toString()).isEqualTo("many");
        assertThat(out.get("temp")).isNotNull();
        assertThat(stream.deadLetters.getQueueSize()).isZero();
        assertThat(stream.metrics.news())
                .singleElement()
                .asString()
                .contains("field 'cnt' is of type string where the model has a number", "it passes through");
        assertThat(stream.metrics.news()).isEmpty();
        assertThat(heard).singleElement().asString().contains("field 'cnt'");
        assertThat(stream.meters.get("lacuna.fields.unreadable").gauge().value())
                .isEqualTo(1);
    }

    /** As at a restart after the change. */
    @Test
    void aModelServesWhereTheInputsLatestSchemaHasMadeTextOfOneOfItsNumbers() {
        stream.registry.setCompatibility("sensors-value", "NONE");
        for (String name : List.of("s1", "s5")) {
            stream.registry.register("sensors-value", record(name).getSchema());
        }
        stream.publish(1, model());
        GenericRecord changed = record("s5");
        changed.put("cnt", "many");
        changed.put("temp", null);
        changed.put("pres", 1_001.0);
        send("sensors", changed);

        assertThat(stream.next().get("temp")).isNotNull();
    }

    @Test
    void aFieldNeverObservedInTrainingStaysNull() {
        stream.publish(1, model());
        GenericRecord gaps = record("s9");
        gaps.put("dead", null);
        gaps.put("temp", null);
        send("sensors", gaps);
        GenericRecord out = stream.next();
        assertThat(out.get("dead")).isNull();
        assertThat(out.get("temp")).isNotNull();
    }
}
