package io.lacuna.app.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.trainer.cells.JsonCells;
import io.lacuna.app.trainer.cells.ServedFields;
import io.lacuna.app.trainer.cells.TrainingRefusedException;
import io.lacuna.app.trainer.cells.WindowColumns;
import io.lacuna.app.watch.InputProfile;
import io.lacuna.app.watch.InputWatch;
import io.lacuna.data.Feature;
import io.lacuna.data.Table;
import io.lacuna.internal.json.JsonValueDeserializer;
import io.lacuna.internal.note.Source;
import io.lacuna.internal.record.MappingRules;
import io.lacuna.internal.record.Sentinel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the fields of JSON records are, by their values. */
class JsonCellsTest {
    private static WindowRows rows(MappingRules rules, String... records) {
        WindowRows rows = WindowRows.newest(new JsonCells(rules), 1_000);
        JsonValueDeserializer json = new JsonValueDeserializer();
        for (int i = 0; i < records.length; i++) {
            rows.add(json.deserialize("t", records[i].getBytes(StandardCharsets.UTF_8)), i, new Source("t", 0, i));
        }
        return rows;
    }

    /** Readings with an id, a time, numbers of several forms, flags and labels. */
    private static String[] readings(int count) {
        Random random = new Random(1);
        String[] records = new String[count];
        for (int i = 0; i < count; i++) {
            double temp = 20 + random.nextGaussian();
            records[i] = String.format(
                    java.util.Locale.ROOT,
                    "{\"id\":%d,\"at\":%d,\"temp\":%s,\"loc\":{\"lat\":%.3f},\"count\":%d,\"flag\":%d,\"on\":%b,"
                            + "\"room\":\"%s\",\"zip\":\"0%d\",\"site\":\"a\",\"name\":\"n%d\",\"list\":[1],\"gone\":null,"
                            + "\"code\":%d}",
                    1000 + i,
                    1_700_000_000_000L + 1_000L * i,
                    i % 5 == 0 ? "null" : String.format(java.util.Locale.ROOT, "%.2f", temp),
                    48 + random.nextDouble(),
                    (int) Math.round(10 + 3 * random.nextGaussian()),
                    random.nextInt(2),
                    random.nextBoolean(),
                    List.of("hall", "attic").get(random.nextInt(2)),
                    2134 + random.nextInt(3),
                    i,
                    List.of(10, 20, 30).get(random.nextInt(3)));
        }
        return records;
    }

    @Test
    void aSmallWindowIsReadAsTheModelReadsItAndShowsNoChange() {
        WindowColumns before = rows(MappingRules.EVERYTHING, readings(400)).columns();
        ServedFields served = ServedFields.of(before.table().features(), before.provenance());
        String[] few = Arrays.copyOfRange(readings(400), 380, 400);
        Table now = read(served, few).table();
        assertThat(now.features()).isEqualTo(before.table().features());
        assertThat(new InputWatch(InputProfile.of(before.table())).findings(InputProfile.of(now)))
                .isEmpty();
        // By itself the small window takes some fields for something else.
        String[] three = Arrays.copyOf(few, 3);
        assertThat(read(null, three).table().features())
                .isNotEqualTo(before.table().features());
        assertThat(read(served, three).table().features())
                .isEqualTo(before.table().features());

        String[] grown = new String[200];
        for (int i = 0; i < grown.length; i++) {
            grown[i] = "{\"wind\":" + i % 7 * 1.25 + "," + readings(grown.length)[i].substring(1);
        }
        assertThat(read(served, grown).table().features().indexOf("wind"))
                .as("a field that is new")
                .isNotNegative();
    }

    private static WindowColumns read(@Nullable ServedFields served, String... records) {
        WindowRows rows = WindowRows.newest(new JsonCells(MappingRules.EVERYTHING, served), 1_000);
        JsonValueDeserializer json = new JsonValueDeserializer();
        for (int i = 0; i < records.length; i++) {
            rows.add(json.deserialize("t", records[i].getBytes(StandardCharsets.UTF_8)), i, new Source("t", 0, i));
        }
        return rows.columns();
    }

    @Test
    void numbersFlagsAndFewLabelsAreFeaturesAndKeysAndTimesPass() {
        WindowColumns columns = rows(new MappingRules(Set.of(), Set.of(), List.of(), Set.of("code")), readings(200))
                .columns();
        assertThat(columns.table().features().list())
                .containsExactly(
                        Feature.continuous("temp"),
                        Feature.continuous("loc.lat"),
                        Feature.continuous("count"),
                        Feature.binary("flag"),
                        Feature.binary("on"),
                        Feature.categorical("room", List.of("attic", "hall")),
                        Feature.categorical("zip", List.of("02134", "02135", "02136")),
                        Feature.categorical("code", List.of("10", "20", "30")));
        assertThat(columns.provenance()).containsEntry("input.json.forms", "2,3,0,-2,,,,-2");
        assertThat(columns.words())
                .startsWith("fills temp, loc.lat, count, flag, on, room, zip, code; passes through id (whole numbers")
                .contains(
                        "at (times since 1970",
                        "site (always 'a', so there is nothing to learn)",
                        "name (text with",
                        "list (an array)",
                        "gone (always null)")
                .doesNotContain("--");
    }

    @Test
    void cellsAreThoseOfTheRecords() {
        WindowRows rows = rows(
                new MappingRules(Set.of("a", "in"), Set.of(), List.of(new Sentinel("", -9))),
                "{\"a\":1.5,\"in\":{\"s\":\"x\"}}",
                "{\"a\":-9,\"in\":{\"s\":\"y\"},\"b\":7}",
                "{\"in\":{\"s\":null},\"a\":2}");
        assertThat(rows.table().features().list()).extracting(Feature::name).containsExactly("a", "in.s");
        assertThat(rows.table().row(0)).containsExactly(1.5, 0);
        assertThat(rows.table().row(1)).containsExactly(Double.NaN, 1);
        assertThat(rows.table().row(2)).containsExactly(2, Double.NaN);
    }

    @Test
    void filledRecordsAreCountedAndAWindowWithoutFeaturesIsRefused() {
        WindowRows rows = rows(MappingRules.EVERYTHING, "{\"a\":1,\"imputation\":{}}", "{\"id\":\"x\"}");
        assertThat(rows.imputed()).isEqualTo(1);
        assertThatThrownBy(rows::table)
                .isInstanceOf(TrainingRefusedException.class)
                .hasMessageContaining("no field of the records can be filled: id (always 'x'");
    }

    @Test
    void aFieldThatIsAskedForAsLabelsMayHaveNoMoreThanAThousand() {
        String[] records = new String[1_500];
        for (int i = 0; i < records.length; i++) {
            records[i] = "{\"name\":\"n" + i + "\"}";
        }
        WindowRows rows = WindowRows.newest(
                new JsonCells(new MappingRules(Set.of(), Set.of(), List.of(), Set.of("name"))), 2_000);
        JsonValueDeserializer json = new JsonValueDeserializer();
        for (int i = 0; i < records.length; i++) {
            rows.add(json.deserialize("t", records[i].getBytes(StandardCharsets.UTF_8)), i, new Source("t", 0, i));
        }
        assertThatThrownBy(rows::table)
                .isInstanceOf(TrainingRefusedException.class)
                .hasMessage("field 'name' has more than 1000 labels; list it in impute.exclude, or group its labels");
    }
}
