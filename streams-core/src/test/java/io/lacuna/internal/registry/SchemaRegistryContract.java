package io.lacuna.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lacuna.internal.avro.AvroSerdes;
import io.lacuna.internal.avro.AvroValueDeserializer;
import io.lacuna.internal.avro.AvroValueSerializer;
import io.lacuna.internal.registry.SchemaRegistry.UnknownSchemaException;
import io.lacuna.schemas.LatentCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every registry must do for Lacuna. Each kind runs it: in the JVM, Lacuna's own server, Apicurio, a given URL.
 */
abstract class SchemaRegistryContract {
    private static final Schema READING = SchemaBuilder.record("Reading")
            .namespace("outside")
            .doc("one hour of one station")
            .fields()
            .requiredString("station")
            .optionalDouble("temp")
            .optionalLong("count")
            .endRecord();

    /** Unique for each test, because a real registry remembers earlier runs. */
    private final String topic = "readings-" + UUID.randomUUID();

    private SchemaRegistry registry;
    private AvroValueSerializer serializer;
    private AvroValueDeserializer<GenericRecord> deserializer;

    /** The settings that reach the registry under test. */
    abstract Map<String, ?> settings();

    @BeforeEach
    void open() {
        registry = SchemaRegistries.open(settings());
        serializer = new AvroValueSerializer(registry);
        deserializer = AvroValueDeserializer.generic(registry);
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void aRegisteredSchemaIsFoundByItsIdAndAsTheLatestOfItsSubject() {
        int id = registry.register(topic + "-value", READING);

        assertThat(registry.byId(id)).isEqualTo(READING);
        assertThat(registry.byId(id).getDoc()).isEqualTo("one hour of one station");
        assertThat(registry.latest(topic + "-value")).contains(READING);
    }

    /** Whether the registry has JSON Schemas. */
    boolean hasJsonSchemas() {
        return true;
    }

    @Test
    void aJsonSchemaIsRegisteredOnceAndFoundByItsId() {
        assumeTrue(hasJsonSchemas());
        String schema = "{\"type\":\"object\",\"properties\":{\"temp\":{\"type\":[\"number\",\"null\"]}}}";
        int id = registry.registerJson(topic + "-value", schema);

        try (SchemaRegistry other = SchemaRegistries.open(settings())) {
            assertThat(other.registerJson(topic + "-value", schema)).isEqualTo(id);
            assertThat(other.jsonSchema(id).replaceAll("\\s", "")).isEqualTo(schema);
        }
        assertThatThrownBy(() -> registry.jsonSchema(Integer.MAX_VALUE)).isInstanceOf(UnknownSchemaException.class);
        int avro = registry.register(topic + "-other-value", READING);
        assertThatThrownBy(() -> registry.jsonSchema(avro))
                .isInstanceOf(UnknownSchemaException.class)
                .hasMessageContaining("no JSON Schema");
    }

    @Test
    void anotherClientFindsWhatOneRegisteredUnderTheSameId() {
        int id = registry.register(topic + "-value", READING);

        try (SchemaRegistry other = SchemaRegistries.open(settings())) {
            assertThat(other.byId(id)).isEqualTo(READING);
            assertThat(other.register(topic + "-value", READING)).isEqualTo(id);
        }
    }

    @Test
    void theLatestSchemaFollowsEvolutionAndTheEarlierStaysReadable() {
        Schema evolved = SchemaBuilder.record("Reading")
                .namespace("outside")
                .fields()
                .requiredString("station")
                .optionalDouble("temp")
                .optionalLong("count")
                .optionalDouble("wind")
                .endRecord();
        int first = registry.register(topic + "-value", READING);
        int second = registry.register(topic + "-value", evolved);

        assertThat(second).isNotEqualTo(first);
        assertThat(registry.latest(topic + "-value")).contains(evolved);
        assertThat(registry.byId(first)).isEqualTo(READING);
    }

    @Test
    void anUnknownIdIsToldFromASilentRegistry() {
        assertThatThrownBy(() -> registry.byId(987_654_321))
                .isInstanceOf(UnknownSchemaException.class)
                .hasMessageContaining("987654321");
    }

    @Test
    void anUnknownSubjectHasNoLatestSchema() {
        assertThat(registry.latest(topic + "-value")).isEmpty();
    }

    @Test
    void aRecordComesBackEqualWithItsWritersSchema() {
        byte[] bytes = serializer.serialize(topic, reading("north", 21.5, null));
        GenericRecord back = deserializer.deserialize(topic, bytes);

        assertThat(back.getSchema()).isEqualTo(READING);
        assertThat(back.get("station")).hasToString("north");
        assertThat(back.get("temp")).isEqualTo(21.5);
        assertThat(back.get("count")).isNull();
    }

    @Test
    void theBytesAreAZeroTheIdAndPlainAvroBinary() throws IOException {
        GenericRecord reading = reading("north", 21.5, 7L);
        byte[] bytes = serializer.serialize(topic, reading);

        ByteBuffer frame = ByteBuffer.wrap(bytes);
        assertThat(frame.get()).isZero();
        assertThat(frame.getInt()).isEqualTo(registry.register(topic + "-value", READING));
        assertThat(Arrays.copyOfRange(bytes, 5, bytes.length)).isEqualTo(binary(reading));
    }

    @Test
    void aGeneratedClassGoesThroughItsOwnSerde() {
        LatentCode code = LatentCode.newBuilder()
                .setSourceTopic("readings")
                .setSourcePartition(3)
                .setSourceOffset(1234L)
                .setGeneration(7)
                .setMean(List.of(0.5f, -1f))
                .setSd(List.of(1f, 0.25f))
                .build();
        var serde = AvroSerdes.of(LatentCode.class, registry);

        byte[] bytes = serde.serializer().serialize(topic, code);
        assertThat(serde.deserializer().deserialize(topic, bytes)).isEqualTo(code);
        assertThat(deserializer.deserialize(topic, bytes).get("sourceOffset")).isEqualTo(1234L);
    }

    @Test
    void aTombstoneStaysOne() {
        assertThat(serializer.serialize(topic, null)).isNull();
        assertThat(deserializer.deserialize(topic, null)).isNull();
    }

    @Test
    void bytesLeftOverAfterTheRecordAreRefused() {
        byte[] good = serializer.serialize(topic, reading("north", 21.5, 7L));
        assertRefused(Arrays.copyOf(good, good.length + 1), "left over");
    }

    @Test
    void aRecordCutShortIsRefused() {
        byte[] good = serializer.serialize(topic, reading("north", 21.5, 7L));
        for (int length = 5; length < good.length; length++) {
            assertRefused(Arrays.copyOf(good, length), "does not fit its schema");
        }
    }

    @Test
    void fewerBytesThanAHeaderAreRefused() {
        for (int length = 0; length < 5; length++) {
            assertRefused(new byte[length], "too short");
        }
    }

    @Test
    void anotherFirstByteIsRefused() {
        assertRefused("<temp>1</temp>".getBytes(StandardCharsets.UTF_8), "0x3c");
    }

    @Test
    void jsonIsRefusedByName() {
        assertRefused("{\"temp\": 1}".getBytes(StandardCharsets.UTF_8), "as JSON does");
    }

    @Test
    void anUnknownSchemaIdIsRefused() {
        byte[] bytes = serializer.serialize(topic, reading("north", 21.5, 7L));
        ByteBuffer.wrap(bytes).putInt(1, 987_654_321);
        assertRefused(bytes, "987654321");
    }

    @Test
    void aLengthBeyondTheValueIsRefusedWithoutTakingThatMemory() throws IOException {
        byte[] good = serializer.serialize(topic, reading("north", 21.5, 7L));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(good, 0, 5);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        encoder.writeLong(Integer.MAX_VALUE - 100L);
        out.write('x');
        assertRefused(out.toByteArray(), "does not fit its schema");
    }

    @Test
    void aRecordThatDoesNotFitItsOwnSchemaIsRefusedAndTheNextIsWrittenClean() {
        GenericRecord wrong = new GenericData.Record(READING);
        wrong.put("station", "north");
        wrong.put("temp", "warm");
        assertThatThrownBy(() -> serializer.serialize(topic, wrong))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining(topic);

        byte[] next = serializer.serialize(topic, reading("south", 1.0, 2L));
        assertThat(deserializer.deserialize(topic, next)).isEqualTo(reading("south", 1.0, 2L));
    }

    private void assertRefused(byte[] bytes, String reason) {
        assertThatThrownBy(() -> deserializer.deserialize(topic, bytes))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("topic '" + topic + "'")
                .hasMessageContaining(reason);
    }

    private static GenericRecord reading(String station, Double temp, @Nullable Long count) {
        return new GenericRecordBuilder(READING)
                .set("station", new org.apache.avro.util.Utf8(station))
                .set("temp", temp)
                .set("count", count)
                .build();
    }

    private static byte[] binary(GenericRecord written) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(written.getSchema()).write(written, encoder);
        return out.toByteArray();
    }
}
