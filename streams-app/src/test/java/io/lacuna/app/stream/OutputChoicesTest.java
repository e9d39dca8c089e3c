package io.lacuna.app.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.internal.generation.Models;
import io.lacuna.schemas.Imputation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written about a filled record at each level, in each form. */
class OutputChoicesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // Set before each test.
    Path folder;

    private GenericRecord filled(String... keysAndValues) {
        try (StreamFixture stream = stream(keysAndValues)) {
            return stream.next();
        }
    }

    /** A stream that has filled one record, without temp and state. */
    private StreamFixture stream(String... keysAndValues) {
        Map<String, String> keys = new HashMap<>(Map.of("scores.share", "0"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            keys.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        StreamFixture stream = new StreamFixture(folder, keys);
        stream.publish(3, Models.sensors(20));
        stream.send(StreamFixture.sensor(null, 50f, 3, true, null), 1_000);
        return stream;
    }

    private static GenericRecord note(GenericRecord record) {
        return (GenericRecord) record.get("imputation");
    }

    private static List<GenericRecord> cells(GenericRecord record) {
        List<GenericRecord> cells = new ArrayList<>();
        ((List<?>) note(record).get("cells")).forEach(cell -> cells.add((GenericRecord) cell));
        return cells;
    }

    @Test
    void aFullNoteHasTheSchemaThatItAlwaysHad() {
        GenericRecord record = filled();

        assertThat(note(record).getSchema().getFields())
                .extracting(Schema.Field::name)
                .endsWith("intervalMass", "cells")
                .doesNotContain("byField", "latent", "filled");
        assertThat(cells(record).get(0).get("lower")).isNotNull();
    }

    @Test
    void meanAndSdComeWithoutIntervalsAndWithTheMostProbableCategory() {
        GenericRecord record = filled("imputed.notes", "mean-sd");
        GenericRecord full = filled();

        assertThat(cells(record)).hasSize(2);
        GenericRecord temp = cells(record).get(0);
        assertThat(temp.get("mean")).isEqualTo(cells(full).get(0).get("mean"));
        assertThat(temp.get("sd")).isEqualTo(cells(full).get(0).get("sd"));
        assertThat(temp.get("lower")).isNull();
        assertThat(temp.get("upper")).isNull();
        Map<?, ?> all = (Map<?, ?>) cells(full).get(1).get("probabilities");
        Map<?, ?> one = (Map<?, ?>) cells(record).get(1).get("probabilities");
        assertThat(one).hasSize(1);
        assertThat(all.entrySet().containsAll(one.entrySet())).isTrue();
        assertThat(String.valueOf(one.keySet().iterator().next())).isEqualTo(String.valueOf(record.get("state")));
    }

    @ParameterizedTest
    @CsvSource({"imputed.notes,flags", "imputed.notes.flags,true"})
    void flagsAreReadByNameWithoutUnnesting(String key, String value) {
        GenericRecord record = filled(key, value);
        GenericRecord flags = (GenericRecord) note(record).get("filled");

        assertThat(flags.getSchema().getFields())
                .extracting(Schema.Field::name)
                .containsExactly("temp", "humidity", "count", "alarm", "state");
        assertThat(flags.get("temp")).isEqualTo(true);
        assertThat(flags.get("humidity")).isEqualTo(false);
        assertThat(flags.get("state")).isEqualTo(true);
        assertThat(cells(record)).hasSize(key.equals("imputed.notes") ? 0 : 2);
        assertThat(record.get("temp")).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"map,0", "both,2"})
    void cellsAreAMapByFieldName(String form, int inArray) {
        GenericRecord record = filled("imputed.notes.cells", form);
        Map<String, GenericRecord> byField = new HashMap<>();
        ((Map<?, ?>) note(record).get("byField"))
                .forEach((name, cell) -> byField.put(String.valueOf(name), (GenericRecord) cell));

        assertThat(byField).containsOnlyKeys("temp", "state");
        assertThat(byField.get("temp").get("mean"))
                .isEqualTo(cells(filled()).get(0).get("mean"));
        assertThat(cells(record)).hasSize(inArray);
    }

    @Test
    void withoutNotesARecordKeepsItsSchemaAndItsHeadersNameTheSource() {
        try (StreamFixture stream = stream("imputed.notes", "none")) {
            TestRecord<byte[], byte[]> written = stream.imputed.readRecord();
            GenericRecord record = stream.deserializer.deserialize("sensors-imputed", written.value());

            assertThat(record.getSchema()).isEqualTo(StreamFixture.SENSOR);
            assertThat(record.get("temp")).isNotNull();
            assertThat(written.headers().lastHeader("lacuna.source").value())
                    .isEqualTo("sensors-0@0".getBytes(StandardCharsets.UTF_8));
            assertThat(written.headers().lastHeader("lacuna.generation").value())
                    .isEqualTo("3".getBytes(StandardCharsets.UTF_8));
            assertThat(stream.latents.readRecord().headers()).isEmpty();
        }
    }

    @Test
    void aLatentCodeMayStandInTheNote() {
        try (StreamFixture stream = stream("latents.output", "note", "imputed.notes", "flags")) {
            GenericRecord latent = (GenericRecord) note(stream.next()).get("latent");
            assertThat((List<?>) latent.get("mean")).isNotNull();
            assertThat(stream.topology.describe().toString()).doesNotContain("sensors-latents");
        }
    }

    @Test
    void withoutLatentsThereIsNoTopicOfThem() {
        try (StreamFixture stream = stream("latents.output", "off")) {
            assertThat(note(stream.next()).getSchema().getField("latent")).isNull();
            assertThat(stream.topology.describe().toString()).doesNotContain("sensors-latents");
        }
    }

    /** So that a topic may change its level at any time, under every rule of its subject. */
    @Test
    void everyLevelReadsEveryOther() {
        List<Schema> schemas = List.of(
                filled().getSchema(),
                filled("imputed.notes", "mean-sd").getSchema(),
                filled("imputed.notes", "flags").getSchema(),
                filled("imputed.notes", "none").getSchema(),
                filled("imputed.notes.cells", "map").getSchema(),
                filled("imputed.notes.cells", "both", "latents.output", "note").getSchema());
        for (Schema reader : schemas) {
            for (Schema writer : schemas) {
                assertThat(SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                                .getType())
                        .isEqualTo(SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE);
            }
        }
        Schema note = note(filled("imputed.notes", "flags")).getSchema();
        assertThat(SchemaCompatibility.checkReaderWriterCompatibility(Imputation.getClassSchema(), note)
                        .getType())
                .isEqualTo(SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE);
    }

    @Test
    void whatNeedsANoteIsRefusedWithoutOne() {
        LacunaConfig config =
                LacunaConfig.of(Map.of("input.topic", "in", "imputed.notes", "none", "latents.output", "note"));

        assertThatThrownBy(config::notes)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("imputed.notes")
                .hasMessageContaining("no place for the latent code");
    }
}
