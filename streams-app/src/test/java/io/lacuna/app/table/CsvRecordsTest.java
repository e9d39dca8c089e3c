package io.lacuna.app.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.table.csv.MissingMarkers;
import io.lacuna.app.table.csv.TableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvRecordsTest {
    @TempDir
    private Path directory;

    @Test
    void columns_become_nullable_longs_doubles_and_strings_and_missing_cells_null() throws Exception {
        Path csv = write("when,count,temp,none\nmonday,12,1.5,NA\nNA,,2,\n\"tue, late\",-3,NaN,nan\n");
        ColumnChoices choices =
                new ColumnChoices(Set.of(), Set.of("when"), Set.of(), Set.of(), MissingMarkers.STANDARD);
        List<GenericRecord> records = read(csv, choices);

        Schema schema = records.get(0).getSchema();
        assertThat(schema.getFullName()).isEqualTo("lacuna.tables.hourly_readings");
        assertThat(schema.getFields().stream().map(field -> field.schema().toString()))
                .containsExactly(
                        "[\"null\",\"string\"]",
                        "[\"null\",\"long\"]",
                        "[\"null\",\"double\"]",
                        "[\"null\",\"double\"]");
        assertThat(cells(records.get(0))).containsExactly("monday", 12L, 1.5, null);
        assertThat(cells(records.get(1))).containsExactly(null, null, 2.0, null);
        assertThat(cells(records.get(2))).containsExactly("tue, late", -3L, null, null);
    }

    @Test
    void few_labels_become_an_enum_and_true_and_false_a_boolean_as_fit_reads_them() throws Exception {
        Path csv = write("door,mode,note\ntrue,heat pump,a\n,off,b\nFalse,heat-pump,\n");
        List<GenericRecord> records = read(csv, MissingMarkers.STANDARD);

        Schema mode =
                records.get(0).getSchema().getField("mode").schema().getTypes().get(1);
        assertThat(mode.getEnumSymbols()).containsExactly("heat_pump", "heat_pump_2", "off");
        assertThat(records.get(0).get("door")).isEqualTo(true);
        assertThat(records.get(0).get("mode")).hasToString("heat_pump");
        assertThat(records.get(1).get("door")).isNull();
        assertThat(records.get(2).get("door")).isEqualTo(false);
        assertThat(records.get(2).get("mode")).hasToString("heat_pump_2");
        assertThat(records.get(2).get("note")).isNull();
    }

    @Test
    void a_named_sentinel_is_missing_and_tells_nothing_of_the_columns_type() throws Exception {
        Path csv = write("x,y\n1,-999\n-200.0,2.5\n-200,4\n");
        List<GenericRecord> records = read(csv, MissingMarkers.with(Set.of("-200", "-999")));

        assertThat(cells(records.get(0))).containsExactly(1L, null);
        assertThat(cells(records.get(1))).containsExactly(null, 2.5);
        assertThat(cells(records.get(2))).containsExactly(null, 4.0);
    }

    @Test
    void columns_names_become_valid_fields_each_once_and_stay_as_their_docs() throws Exception {
        Path csv = write(",PT08.S1(CO),a b,a_b,2nd,größe,PT08_S1_CO\nr1,1,2,3,4,5,6\n");
        Schema schema = read(csv, MissingMarkers.STANDARD).get(0).getSchema();

        assertThat(schema.getFields().stream().map(Schema.Field::name))
                .containsExactly("column_1", "PT08_S1_CO", "a_b", "a_b_2", "_2nd", "gr_e", "PT08_S1_CO_2");
        assertThat(schema.getFields().stream().map(Schema.Field::doc))
                .containsExactly("", "PT08.S1(CO)", "a b", "a_b", "2nd", "größe", "PT08_S1_CO");
        assertThat(new Schema.Parser().parse(schema.toString())).isEqualTo(schema);
    }

    @Test
    void numbers_beyond_a_long_are_doubles_and_decimal_commas_are_read() throws Exception {
        assertThat(cells(read(write("big\n12345678901234567890\n"), MissingMarkers.STANDARD)
                        .get(0)))
                .containsExactly(1.2345678901234567e19);
        assertThat(cells(read(write("a;b\n2,6;1\n"), MissingMarkers.STANDARD).get(0)))
                .containsExactly(2.6, 1L);
    }

    @Test
    void a_malformed_line_is_told_before_the_first_record() throws IOException {
        Path ragged = write("a,b\n1,2\n3,4\n5\n");
        assertThatThrownBy(() -> CsvRecords.open(ragged, "t", ColumnChoices.NONE))
                .isInstanceOf(TableException.class)
                .hasMessageContaining(ragged + ":4");
        Path empty = write("");
        assertThatThrownBy(() -> CsvRecords.open(empty, "t", ColumnChoices.NONE))
                .hasMessageContaining("empty");
        Path headerOnly = write("a,b\n");
        assertThatThrownBy(() -> CsvRecords.open(headerOnly, "t", ColumnChoices.NONE))
                .hasMessageContaining("no rows");
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("table.csv"), text);
    }

    private static List<GenericRecord> read(Path csv, MissingMarkers missing) throws TableException {
        return read(csv, new ColumnChoices(Set.of(), Set.of(), Set.of(), Set.of(), missing));
    }

    private static List<GenericRecord> read(Path csv, ColumnChoices choices) throws TableException {
        List<GenericRecord> records = new ArrayList<>();
        try (CsvRecords rows = CsvRecords.open(csv, "hourly-readings", choices)) {
            while (rows.next()) {
                records.add(rows.record());
            }
            assertThat(records).hasSize((int) rows.rows());
        }
        return records;
    }

    private static List<Object> cells(GenericRecord record) {
        List<Object> cells = new ArrayList<>();
        record.getSchema().getFields().forEach(field -> cells.add(record.get(field.pos())));
        return cells;
    }
}
