package io.lacuna.app.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.internal.avro.AvroValueDeserializer;
import io.lacuna.internal.generation.Models;
import io.lacuna.internal.note.LatentNote;
import io.lacuna.schemas.Imputation;
import io.lacuna.schemas.ImputedCell;
import io.lacuna.schemas.LatentCode;
import java.io.File;
import java.io.IOException;
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

    private static GenericRecord field(GenericRecord record, String form, String name) {
        return (GenericRecord) ((GenericRecord) note(record).get(form)).get(name);
    }

    @Test
    void aFullNoteHasTheUncertaintyUnderTheFieldsNameAsFloats() {
        GenericRecord record = filled();
        GenericRecord array = filled("imputed.notes.cells", "array");

        assertThat(note(record).getSchema().getFields())
                .extracting(Schema.Field::name)
                .endsWith("intervalMass", "cells", "fields")
                .doesNotContain("byField", "latent", "filled", "moments");
        assertThat(cells(record)).isEmpty();
        GenericRecord temp = field(record, "fields", "temp");
        GenericRecord cell = cells(array).get(0);
        assertThat(record.get("temp")).isEqualTo(cell.get("mean"));
        assertThat(temp.get("detail")).isNull();
        for (String number : List.of("sd", "lower", "upper")) {
            assertThat(temp.get(number)).isEqualTo(((Double) cell.get(number)).floatValue());
        }
        assertThat(field(record, "fields", "humidity")).isNull();
        assertThat((Map<?, ?>) field(record, "fields", "state").get("probabilities"))
                .hasSameSizeAs((Map<?, ?>) cells(array).get(1).get("probabilities"));
        assertThat(note(record).get("artifact")).hasToString("");
    }

    @Test
    void anArrayOfCellsHasTheSchemaThatItAlwaysHad() {
        GenericRecord record = filled("imputed.notes.cells", "array");

        assertThat(note(record).getSchema().getFields())
                .extracting(Schema.Field::name)
                .endsWith("intervalMass", "cells")
                .doesNotContain("byField", "latent", "filled", "fields", "moments");
        assertThat(cells(record).get(0).getSchema().getFields())
                .extracting(Schema.Field::name)
                .containsExactly("field", "mean", "sd", "lower", "upper", "probabilities", "stretch");
        assertThat(cells(record).get(0).get("lower")).isNotNull();
        assertThat(note(record).get("method")).hasToString("marginal");
    }

    @Test
    void theMeanIsNotedWhereTheFieldHoldsAnotherNumber() {
        try (StreamFixture stream = new StreamFixture(folder, Map.of("scores.share", "0"))) {
            stream.publish(3, Models.sensors(20));
            stream.send(StreamFixture.sensor(null, 50f, null, true, "on"), 1_000);
            GenericRecord record = stream.next();

            assertThat(record.get("count")).isEqualTo(7);
            GenericRecord detail =
                    (GenericRecord) field(record, "fields", "count").get("detail");
            assertThat(detail.get("mean")).isEqualTo(7.4f);
            assertThat(StreamFixture.cells(record))
                    .extracting(ImputedCell::getMean)
                    .containsExactly((Double) record.get("temp"), (double) 7.4f);
        }
    }

    @Test
    void meanAndSdComeWithoutIntervalsAndWithTheMostProbableCategory() {
        GenericRecord record = filled("imputed.notes", "mean-sd", "imputed.notes.cells", "array");
        GenericRecord full = filled("imputed.notes.cells", "array");

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

    @Test
    void meanAndSdByFieldAreMoments() {
        GenericRecord record = filled("imputed.notes", "mean-sd");

        GenericRecord temp = field(record, "moments", "temp");
        assertThat(temp.get("sd")).isEqualTo(field(filled(), "fields", "temp").get("sd"));
        assertThat(temp.get("mean")).isNull();
        assertThat((Map<?, ?>) field(record, "moments", "state").get("probabilities"))
                .hasSize(1);
        assertThat(StreamFixture.cells(record).get(0).getMean()).isEqualTo(record.get("temp"));
    }

    @ParameterizedTest
    @CsvSource({"imputed.notes,flags", "imputed.notes.flags,true"})
    void flagsAreReadByNameWithoutUnnesting(String key, String value) {
        GenericRecord record = filled(key, value);
        GenericRecord flags = (GenericRecord) note(record).get("filled");

        assertThat(flags.getSchema().getFields())
                .extracting(Schema.Field::name)
                .containsExactly("id", "temp", "humidity", "count", "alarm", "state");
        assertThat(flags.get("temp")).isEqualTo(true);
        assertThat(flags.get("humidity")).isEqualTo(false);
        assertThat(flags.get("state")).isEqualTo(true);
        assertThat(note(record).hasField("fields")).isEqualTo(!key.equals("imputed.notes"));
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
                .isEqualTo(cells(filled("imputed.notes.cells", "array")).get(0).get("mean"));
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
            assertThat(latent.get("sparse")).isNotNull();
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
                filled("imputed.notes.cells", "array").getSchema(),
                filled("imputed.notes", "mean-sd", "imputed.notes.cells", "array")
                        .getSchema(),
                filled("imputed.notes.cells", "map").getSchema(),
                filled("latents.output", "note").getSchema(),
                filled("imputed.notes.cells", "both", "latents.output", "note", "latents.codes", "dense")
                        .getSchema());
        for (Schema reader : schemas) {
            for (Schema writer : schemas) {
                assertThat(SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                                .getType())
                        .isEqualTo(SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE);
            }
        }
    }

    /** A consumer of the released schema decodes every form; the cells of notes by field are no part of that schema. */
    @ParameterizedTest
    @CsvSource({"imputed.notes,flags", "imputed.notes,full", "imputed.notes,mean-sd", "imputed.notes.cells,array"})
    void todaysReadersAndThoseOfTheFirstReleaseReadEveryNote(String key, String value) throws IOException {
        Schema released =
                new Schema.Parser().parse(new File("../schemas/src/test/resources/released/0.1.0/Imputation.avsc"));
        Schema note = note(filled(key, value)).getSchema();

        for (Schema reader : List.of(Imputation.getClassSchema(), released)) {
            assertThat(SchemaCompatibility.checkReaderWriterCompatibility(reader, note)
                            .getType())
                    .isEqualTo(SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE);
            assertThat(SchemaCompatibility.checkReaderWriterCompatibility(note, reader)
                            .getType())
                    .isEqualTo(SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE);
        }
    }

    @ParameterizedTest
    @CsvSource({"sparse", "dense"})
    void aLatentCodeIsCompleteInEitherForm(String form) {
        try (StreamFixture stream = stream("latents.codes", form)) {
            LatentCode code = AvroValueDeserializer.of(LatentCode.class, stream.registry)
                    .deserialize("sensors-latents", stream.latents.readValue());
            assertThat(code.getSparse() == null).isEqualTo(form.equals("dense"));
            assertThat(LatentNote.complete(code).getMean())
                    .hasSameSizeAs(LatentNote.complete(code).getSd());
        }
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
