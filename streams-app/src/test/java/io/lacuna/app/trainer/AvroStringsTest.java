package io.lacuna.app.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.trainer.cells.AvroCells;
import io.lacuna.app.trainer.cells.ServedFields;
import io.lacuna.app.trainer.cells.TrainingRefusedException;
import io.lacuna.app.trainer.cells.WindowColumns;
import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.internal.note.Source;
import io.lacuna.internal.record.MappingRules;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

/** Strings of Avro records: which are categories, by their values in the window. */
class AvroStringsTest {
    private static final Schema PLACE =
            SchemaBuilder.record("Place").fields().optionalString("room").endRecord();
    private static final Schema READING = SchemaBuilder.record("Reading")
            .fields()
            .requiredString("id")
            .optionalString("room")
            .optionalString("site")
            .optionalString("text")
            .optionalString("date")
            .optionalString("zip")
            .optionalDouble("temp")
            .name("place")
            .type(PLACE)
            .noDefault()
            .endRecord();
    private static final List<String> ROOMS = List.of("hall", "attic", "cellar");

    private static GenericRecord reading(int i) {
        GenericRecord record = new GenericData.Record(READING);
        record.put("id", "r" + i);
        record.put("room", i % 7 == 0 ? null : ROOMS.get(i % 3));
        record.put("site", "north");
        record.put("text", "a long remark number " + i + "x".repeat(i == 5 ? 300 : 1));
        record.put("date", "2026-01-%02d".formatted(1 + i % 28));
        record.put("zip", i % 2 == 0 ? "02134" : "10115");
        record.put("temp", i % 5 == 0 ? null : (double) i);
        GenericRecord place = new GenericData.Record(PLACE);
        place.put("room", ROOMS.get(i % 2));
        record.put("place", place);
        return record;
    }

    private static WindowColumns columns(AvroCells cells, int from, int to) {
        WindowRows rows = WindowRows.newest(cells, 10_000);
        for (int i = from; i < to; i++) {
            rows.add(reading(i), i, new Source("t", 0, i));
        }
        return rows.columns();
    }

    private static MappingRules including(Set<String> include, Set<String> categorical) {
        return new MappingRules(include, Set.of(), List.of(), categorical);
    }

    @Test
    void fewLabelsAreACategoryAndFreeTextIdsDatesAndASingleValuePass() {
        WindowColumns columns = columns(new AvroCells(MappingRules.EVERYTHING), 0, 300);
        List<Feature> features = columns.table().features().list();
        assertThat(features).extracting(Feature::name).containsExactly("temp", "room", "zip");
        assertThat(features.get(1).type())
                .isEqualTo(Feature.categorical("room", List.of("attic", "cellar", "hall"))
                        .type());
        assertThat(columns.table().row(0)).containsExactly(Double.NaN, Double.NaN, 0);
        assertThat(columns.table().row(1)).containsExactly(1, 0, 1);
        assertThat(columns.table().row(2)[1]).isEqualTo(1);
        assertThat(columns.words())
                .startsWith("takes strings as categories: room, zip; strings that pass through: id (")
                .contains("site (", "text (", "date (");
        assertThat(columns.provenance().get("input.passing")).contains("site").doesNotContain("room");
    }

    @Test
    void theConfigurationNamesStringsAndNestedOnes() {
        WindowColumns columns =
                columns(new AvroCells(including(Set.of("temp", "place.room", "id"), Set.of("id"))), 0, 200);
        assertThat(columns.table().features().list())
                .extracting(Feature::name)
                .containsExactly("temp", "id", "place.room");
        assertThat(columns.table().row(3)).containsExactly(3, columns.table().row(3)[1], 0);
    }

    @Test
    void recordsOfAnEarlierSchemaMissTheString() {
        Schema before =
                SchemaBuilder.record("Reading").fields().optionalDouble("temp").endRecord();
        WindowRows rows = WindowRows.newest(new AvroCells(MappingRules.EVERYTHING), 1_000);
        GenericRecord old = new GenericData.Record(before);
        old.put("temp", 7.0);
        rows.add(old, 0, new Source("t", 0, 0));
        for (int i = 1; i < 100; i++) {
            rows.add(reading(i), i, new Source("t", 0, i));
        }
        assertThat(rows.columns().table().row(0)).containsExactly(7, Double.NaN, Double.NaN);
    }

    @Test
    void aTypeOfStringsAloneIsLearntOnlyWhereOneIsNamed() {
        Schema words = SchemaBuilder.record("W").fields().requiredString("s").endRecord();
        for (MappingRules rules : List.of(MappingRules.EVERYTHING, including(Set.of("s"), Set.of()))) {
            WindowRows rows = WindowRows.newest(new AvroCells(rules), 1_000);
            for (int i = 0; i < 90; i++) {
                GenericRecord record = new GenericData.Record(words);
                record.put("s", ROOMS.get(i % 3));
                rows.add(record, i, new Source("t", 0, i));
            }
            assertThat(rows.size()).isEqualTo(rules.include().isEmpty() ? 0 : 90);
        }
        assertThatThrownBy(() -> {
                    WindowRows rows = WindowRows.newest(new AvroCells(including(Set.of(), Set.of("t"))), 10);
                    Schema remark = SchemaBuilder.record("L")
                            .fields()
                            .requiredString("t")
                            .endRecord();
                    GenericRecord record = new GenericData.Record(remark);
                    record.put("t", "x".repeat(300));
                    rows.add(record, 0, new Source("t", 0, 0));
                    rows.columns();
                })
                .isInstanceOf(TrainingRefusedException.class)
                .hasMessageContaining("free text");
    }

    @Test
    void aSmallWindowIsReadAsTheModelReadsIt() {
        WindowColumns before = columns(new AvroCells(MappingRules.EVERYTHING), 0, 300);
        Features features = before.table().features();
        ServedFields served = ServedFields.of(features, before.provenance());
        // By itself it would show one label of room and of zip, and ids and remarks that repeat no label.
        WindowColumns few = columns(new AvroCells(MappingRules.EVERYTHING, List.of(), served), 2, 3);
        assertThat(few.table().features().list()).extracting(Feature::name).containsExactly("temp", "room", "zip");
        assertThat(few.table().row(0)).containsExactly(2, 1, 0);
        ServedFields without = new ServedFields(new Features(List.of(Feature.continuous("temp"))), Set.of());
        assertThat(columns(new AvroCells(MappingRules.EVERYTHING, List.of(), without), 0, 300)
                        .table()
                        .features()
                        .list())
                .as("a field that is new since")
                .extracting(Feature::name)
                .contains("room");
    }
}
