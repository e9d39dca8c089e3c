package io.lacuna.app.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.table.column.ColumnChoices;
import io.lacuna.app.table.column.MissingMarkers;
import io.lacuna.app.table.column.ReadingChoices;
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
    void columnsBecomeNullableLongsDoublesAndStringsAndMissingCellsNull() throws Exception {
        Path csv = write("when,count,temp,none\nmonday,12,1.5,NA\nNA,,2,\n\"tue, late\",-3,NaN,nan\n");
        ColumnChoices choices = new ColumnChoices(
                Set.of(), Set.of("when"), Set.of(), Set.of(), MissingMarkers.STANDARD, ReadingChoices.NONE);
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
    void fewLabelsBecomeAnEnumAndTrueAndFalseABooleanAsFitReadsThem() throws Exception {
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
    void aNamedSentinelIsMissingAndTellsNothingOfTheColumnsType() throws Exception {
        Path csv = write("x,y\n1,-999\n-200.0,2.5\n-200,4\n");
        List<GenericRecord> records = read(csv, MissingMarkers.with(Set.of("-200", "-999")));

        assertThat(cells(records.get(0))).containsExactly(1L, null);
        assertThat(cells(records.get(1))).containsExactly(null, 2.5);
        assertThat(cells(records.get(2))).containsExactly(null, 4.0);
    }

    @Test
    void columnsNamesBecomeValidFieldsEachOnceAndStayAsTheirDocs() throws Exception {
        Path csv = write(",PT08.S1(CO),a b,a_b,2nd,größe,PT08_S1_CO\nr1,1,2,3,4,5,6\n");
        Schema schema = read(csv, MissingMarkers.STANDARD).get(0).getSchema();

        assertThat(schema.getFields().stream().map(Schema.Field::name))
                .containsExactly("column_1", "PT08_S1_CO", "a_b", "a_b_2", "_2nd", "gr_e", "PT08_S1_CO_2");
        assertThat(schema.getFields().stream().map(Schema.Field::doc))
                .containsExactly("", "PT08.S1(CO)", "a b", "a_b", "2nd", "größe", "PT08_S1_CO");
        assertThat(new Schema.Parser().parse(schema.toString())).isEqualTo(schema);
    }

    @Test
    void decimalCommasAreRead() throws Exception {
        assertThat(cells(read(write("a;b\n2,6;1\n"), MissingMarkers.STANDARD).get(0)))
                .containsExactly(2.6, 1L);
    }

    @Test
    void noObservedValueIsChanged() throws Exception {
        Path csv = write("zip,key,big,fine,price,mode\n"
                + "02134,12345678901234567890,123456789012345678,0.1234567890123456789,1.50,on\n"
                + "94110,98765432109876543210,123456789012345679,0.5,2.25,off\n");
        List<GenericRecord> records = read(csv, MissingMarkers.STANDARD);

        assertThat(cells(records.get(0)).stream().map(String::valueOf))
                .containsExactly(
                        "02134", "12345678901234567890", "123456789012345678", "0.1234567890123456789", "1.5", "on");
        assertThat(cells(records.get(1)).stream().map(String::valueOf))
                .containsExactly("94110", "98765432109876543210", "123456789012345679", "0.5", "2.25", "off");
        assertThat(records.get(0).get("price")).isEqualTo(1.5);
    }

    @Test
    void straysAmongNumbersAreNullAndNamed() throws Exception {
        StringBuilder text = new StringBuilder("hum,x\n");
        for (int i = 0; i < 40; i++) {
            text.append(i == 7 ? "err" : i == 9 ? "unavailable" : "" + i * i % 31)
                    .append(',')
                    .append(i % 5)
                    .append('\n');
        }
        try (CsvRecords rows = CsvRecords.open(write(text.toString()), "t", ColumnChoices.NONE, Set.of())) {
            assertThat(rows.fields()).startsWith("hum long");
            assertThat(rows.notes())
                    .anySatisfy(note -> assertThat(note).contains("'err' (1, first at", ":9)"))
                    .anySatisfy(note -> assertThat(note).contains("'unavailable' (1, first at", ":11)"));
            for (int i = 0; rows.next(); i++) {
                assertThat(rows.record().get("hum")).isEqualTo(i == 7 || i == 9 ? null : Long.valueOf(i * i % 31));
            }
        }
        try (CsvRecords rows = CsvRecords.open(write(text.toString()), "t", ColumnChoices.NONE, Set.of("hum"))) {
            assertThat(rows.fields()).startsWith("hum string");
        }
    }

    @Test
    void datesOneAnswerAndKeysAreNoEnumsAndSaid() throws Exception {
        StringBuilder text = new StringBuilder("id,day,tick,x\n");
        for (int i = 0; i < 40; i++) {
            text.append(i + 1)
                    .append(",2024-03-0")
                    .append(1 + i % 5)
                    .append(',')
                    .append(i % 3 == 0 ? "Yes" : "");
            text.append(',').append(i * i % 31).append('\n');
        }
        try (CsvRecords rows = CsvRecords.open(write(text.toString()), "t", ColumnChoices.NONE, Set.of())) {
            assertThat(rows.fields()).isEqualTo("id long, day string, tick string, x long");
            assertThat(rows.notes()).singleElement().asString().contains("'id'", "impute.exclude names id");
        }
    }

    @Test
    void labelsThatDifferInCaseStayApart() throws Exception {
        List<GenericRecord> records = read(write("a\nyes\nYes\nno\n?\n"), MissingMarkers.STANDARD);
        assertThat(records.stream().map(record -> String.valueOf(record.get("a"))))
                .containsExactly("yes", "Yes", "no", "null");
    }

    @Test
    void unitsAndThousandsBecomeNumbers() throws Exception {
        List<GenericRecord> records = read(write("a;b\n1.234,5 kg;1.234.567\n2,5 kg;8\n"), MissingMarkers.STANDARD);
        assertThat(cells(records.get(0))).containsExactly(1234.5, 1234567L);
        assertThat(cells(records.get(1))).containsExactly(2.5, 8L);
    }

    @Test
    void aMalformedLineIsToldBeforeTheFirstRecord() throws IOException {
        Path ragged = write("a,b\n1,2\n3,4\n5\n");
        assertThatThrownBy(() -> CsvRecords.open(ragged, "t", ColumnChoices.NONE, Set.of()))
                .isInstanceOf(TableException.class)
                .hasMessageContaining(ragged + ":4");
        Path empty = write("");
        assertThatThrownBy(() -> CsvRecords.open(empty, "t", ColumnChoices.NONE, Set.of()))
                .hasMessageContaining("empty");
        Path headerOnly = write("a,b\n");
        assertThatThrownBy(() -> CsvRecords.open(headerOnly, "t", ColumnChoices.NONE, Set.of()))
                .hasMessageContaining("no rows");
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("table.csv"), text);
    }

    private static List<GenericRecord> read(Path csv, MissingMarkers missing) throws TableException {
        return read(csv, new ColumnChoices(Set.of(), Set.of(), Set.of(), Set.of(), missing, ReadingChoices.NONE));
    }

    private static List<GenericRecord> read(Path csv, ColumnChoices choices) throws TableException {
        List<GenericRecord> records = new ArrayList<>();
        try (CsvRecords rows = CsvRecords.open(csv, "hourly-readings", choices, Set.of())) {
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
