package io.lacuna.app.stream;

import static io.lacuna.app.stream.StreamFixture.sensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.internal.avro.WireFormat;
import io.lacuna.internal.partner.EnrichTopic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.test.TestRecord;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records are filled with what the newest record of their station in another topic says. */
class EnrichmentTest {
    private static final Map<String, String> BY_FIELD = Map.of("enrich.topic", "stations", "enrich.key", "id");

    @TempDir
    private Path folder;

    private static StreamFixture started(Path folder, Map<String, String> keys) {
        StreamFixture stream = new StreamFixture(folder, keys);
        stream.publish(1, Stations.model());
        return stream;
    }

    private static TestInputTopic<byte[], byte[]> stations(StreamFixture stream) {
        return stream.driver.createInputTopic("stations", new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void put(StreamFixture stream, String key, @Nullable Double altitude) {
        byte[] value = altitude == null ? null : stream.serializer.serialize("stations", Stations.station(altitude));
        stations(stream).pipeInput(bytes(key), value);
    }

    private record Filled(GenericRecord record, List<String> partners) {
        double humidity() {
            return ((Number) record.get("humidity")).doubleValue();
        }
    }

    private static Filled fill(StreamFixture stream) {
        stream.send(sensor(15.0, null, 1, true, "on"), 1);
        TestRecord<byte[], byte[]> written = stream.imputed.readRecord();
        List<String> partners = new ArrayList<>();
        for (Header header : written.headers().headers("lacuna.partner")) {
            partners.add(new String(header.value(), StandardCharsets.UTF_8));
        }
        return new Filled(stream.deserializer.deserialize("sensors-imputed", written.value()), partners);
    }

    @Test
    void theNewestPartnerOfTheKeyFieldHelpsToFillAndIsNamed() {
        try (StreamFixture stream = started(folder, BY_FIELD)) {
            put(stream, "s2", 30.0);
            put(stream, "s1", 12.0);
            Filled first = fill(stream);
            assertThat(first.humidity()).isCloseTo(36, within(5.0));
            assertThat(first.partners()).containsExactly("stations-0@1");
            assertThat(first.record().hasField("altitude")).isFalse();
            put(stream, "s1", 28.0);
            Filled second = fill(stream);
            assertThat(second.humidity()).isCloseTo(84, within(5.0));
            assertThat(second.partners()).containsExactly("stations-0@2");
        }
    }

    @Test
    void aPartnerThatIsAbsentDeletedOrUnreadableIsMissing() {
        try (StreamFixture stream = started(folder, BY_FIELD)) {
            Filled alone = fill(stream);
            assertThat(alone.humidity()).isCloseTo(60, within(8.0));
            assertThat(alone.partners()).isEmpty();
            put(stream, "s1", 28.0);
            assertThat(fill(stream).humidity()).isGreaterThan(75);
            put(stream, "s1", null);
            assertThat(fill(stream).record()).isEqualTo(sameBut(alone.record(), 2));
            stations(stream).pipeInput(bytes("s1"), bytes("no Avro"));
            assertThat(fill(stream).partners()).isEmpty();
            assertThat(stream.deadLetters.isEmpty()).isTrue();
        }
    }

    /** Newer serializers write the id there, and the value is Avro alone. */
    @Test
    void aPartnersSchemaIdMayBeInAHeader() {
        for (Map<String, String> keys :
                List.of(BY_FIELD, Map.of("enrich.topic", "stations", "enrich.partitioned", "stations"))) {
            try (StreamFixture stream = started(folder, keys)) {
                byte[] framed = stream.serializer.serialize("stations", Stations.station(28.0));
                RecordHeaders headers = new RecordHeaders();
                headers.add(WireFormat.ID_HEADER, Arrays.copyOf(framed, WireFormat.HEADER_BYTES));
                byte[] key = bytes(keys == BY_FIELD ? "s1" : "k");
                stations(stream).pipeInput(new TestRecord<>(key, WireFormat.unframed(framed), headers));
                Filled filled = fill(stream);
                assertThat(filled.humidity()).isCloseTo(84, within(5.0));
                assertThat(filled.partners()).containsExactly("stations-0@0");
            }
        }
    }

    /** The record as it is filled at another offset. */
    private static GenericRecord sameBut(GenericRecord record, long offset) {
        GenericRecord note = (GenericRecord) record.get("imputation");
        note.put("sourceOffset", offset);
        return record;
    }

    @Test
    void withoutAKeyFieldTheKafkaKeyCounts() {
        try (StreamFixture stream = started(folder, Map.of("enrich.topic", "stations"))) {
            put(stream, "k", 28.0); // The key that the fixture sends.
            put(stream, "s1", 12.0);
            assertThat(fill(stream).humidity()).isGreaterThan(75);
        }
    }

    @Test
    void partnersOfAPartitionAreHeldByItsTask() {
        Map<String, String> keys = Map.of("enrich.topic", "stations", "enrich.partitioned", "stations");
        try (StreamFixture stream = started(folder, keys)) {
            assertThat(stream.topology.describe().globalStores())
                    .extracting(store -> store.source().topicSet())
                    .doesNotContain(Set.of("stations"));
            // One task reads both topics.
            assertThat(stream.topology.describe().subtopologies()).hasSize(1);
            put(stream, "k", 28.0); // The key that the fixture sends.
            put(stream, "s1", 12.0);
            Filled filled = fill(stream);
            assertThat(filled.humidity()).isCloseTo(84, within(5.0));
            assertThat(filled.partners()).containsExactly("stations-0@0");
            put(stream, "k", 12.0);
            assertThat(fill(stream).humidity()).isCloseTo(36, within(5.0));
            put(stream, "k", null);
            assertThat(fill(stream).partners()).isEmpty();
        }
    }

    @Test
    void aPartitionedTopicIsFoundByTheKafkaKeyAlone() {
        Map<String, String> keys = new HashMap<>(Map.of("input.topic", "a", "enrich.topic", "stations"));
        keys.putAll(Map.of("enrich.key", "id", "enrich.partitioned", "stations"));
        Assertions.assertThatThrownBy(() -> LacunaConfig.of(keys).enrichTopics())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("must have no field for stations of enrich.partitioned");
        keys.put("enrich.partitioned", "weather");
        Assertions.assertThatThrownBy(() -> LacunaConfig.of(keys).enrichTopics())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("must be topics of enrich.topic");
    }

    @Test
    void severalTopicsMayHaveTheSameKeyFieldOrNone() {
        Map<String, String> keys = Map.of("input.topic", "a", "enrich.topic", "b,c,d", "enrich.key", "site,site,");
        assertThat(LacunaConfig.of(keys).enrichTopics())
                .containsExactly(new EnrichTopic("b", "site"), new EnrichTopic("c", "site"), new EnrichTopic("d", ""));
    }

    @Test
    void fieldsOfAPartnerAreWrittenOnRequest() {
        Map<String, String> keys = new HashMap<>(BY_FIELD);
        keys.put("enrich.output", "name,altitude,temp,absent");
        try (StreamFixture stream = started(folder, keys)) {
            GenericRecord without = fill(stream).record();
            assertThat(without.hasField("altitude")).isFalse();
            put(stream, "s1", 28.0);
            GenericRecord with = fill(stream).record();
            assertThat(with.getSchema().getFields())
                    .extracting(Schema.Field::name)
                    .endsWith("state", "imputation", "name", "altitude");
            assertThat(with.get("name")).hasToString("station");
            assertThat(with.get("altitude")).isEqualTo(28.0);
            assertThat(with.get("temp")).isEqualTo(15.0); // The record's own.
            assertThat(((GenericRecord) with.get("imputation")).get("generation"))
                    .isEqualTo(1L);
            assertThat(SchemaCompatibility.checkReaderWriterCompatibility(with.getSchema(), without.getSchema())
                            .getType())
                    .isEqualTo(SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE);
            assertThat(SchemaCompatibility.checkReaderWriterCompatibility(without.getSchema(), with.getSchema())
                            .getType())
                    .isEqualTo(SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE);
        }
    }

    @Test
    void partnersAreNeverHiddenOrScored() {
        Map<String, String> keys = new HashMap<>(BY_FIELD);
        keys.putAll(Map.of("scores.share", "1", "scores.mask.rate", "0.9"));
        try (StreamFixture stream = started(folder, keys)) {
            put(stream, "s1", 28.0);
            for (int i = 0; i < 30; i++) {
                stream.send(sensor(15.0, 84f, 1, true, "on"), i);
            }
            List<GenericRecord> scores = stream.rest(stream.scores);
            assertThat(scores).isNotEmpty();
            assertThat(scores)
                    .extracting(score -> score.get("field").toString())
                    .doesNotContain("altitude");
            // Both cells of the record itself may be hidden at once, for the partner's stays.
            assertThat(scores).hasSizeGreaterThan(40);
        }
    }

    @Test
    void keyFieldsAreAsManyAsTopics() {
        Map<String, String> keys =
                Map.of("input.topic", "a", "enrich.topic", "stations,weather", "enrich.key", "region");
        Assertions.assertThatThrownBy(() -> LacunaConfig.of(keys).enrichTopics())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("must name a field for each of the 2 topics of enrich.topic, or none");
    }
}
