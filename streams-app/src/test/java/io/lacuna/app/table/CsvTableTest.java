package io.lacuna.app.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.table.column.Column;
import io.lacuna.app.table.column.ColumnChoices;
import io.lacuna.app.table.column.MissingMarkers;
import io.lacuna.app.table.column.ReadingChoices;
import io.lacuna.app.table.csv.TableException;
import io.lacuna.data.Feature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTableTest {
    private static final double MISSING = Double.NaN;

    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("table.csv"), text);
    }

    private static ColumnChoices choices(Set<String> numeric, Set<String> categorical, String... sentinels) {
        return new ColumnChoices(
                Set.of(), Set.of(), numeric, categorical, MissingMarkers.with(List.of(sentinels)), ReadingChoices.NONE);
    }

    @Test
    void tellsNumbersFromCategories() throws Exception {
        CsvTable csv = CsvTable.read(file("n,c\n1.5,red\nNA,\n-2,blue\nnull,NaN\n"), ColumnChoices.NONE);
        assertThat(csv.table().features().list())
                .containsExactly(Feature.continuous("n"), Feature.categorical("c", List.of("blue", "red")));
        assertThat(csv.table().rows())
                .containsExactly(
                        new double[] {1.5, 1}, new double[] {MISSING, MISSING}, new double[] {-2, 0}, new double[] {
                            MISSING, MISSING
                        });
    }

    @Test
    void passesThroughTextWithALabelARowAndSaysHowToModelIt() throws Exception {
        String rows =
                IntStream.range(0, 30).mapToObj(i -> "id" + i + "," + i % 7).collect(Collectors.joining("\n"));
        CsvTable csv = CsvTable.read(file("id,n\n" + rows + "\n"), ColumnChoices.NONE);
        Column id = csv.columns().get(0);
        assertThat(id.feature()).isEmpty();
        assertThat(id.reason())
                .contains("nearly one label per row")
                .contains("'id0' at")
                .contains("--categorical 'id'");
        CsvTable forced = CsvTable.read(file("id,n\n" + rows + "\n"), choices(Set.of(), Set.of("id")));
        assertThat(forced.table().features().get(0).categories()).isEqualTo(30);
    }

    @Test
    void passesThroughTextWithManyLabels() throws Exception {
        String rows = IntStream.range(0, 690)
                .mapToObj(i -> "word" + i % 70 + "," + i % 7)
                .collect(Collectors.joining("\n"));
        Column word = CsvTable.read(file("w,n\n" + rows + "\n"), ColumnChoices.NONE)
                .columns()
                .get(0);
        assertThat(word.feature()).isEmpty();
        assertThat(word.reason()).contains("more than 64 labels");
    }

    @Test
    void takesManyLabelsForCategoriesWhereEachComesBackOften() throws Exception {
        String rows = IntStream.range(0, 1000)
                .mapToObj(i -> "land" + i % 70 + "," + i % 7)
                .collect(Collectors.joining("\n"));
        CsvTable csv = CsvTable.read(file("w,n\n" + rows + "\n"), ColumnChoices.NONE);
        assertThat(csv.table().features().get(0).categories()).isEqualTo(70);
    }

    @Test
    void takesSentinelsAsMissingHoweverTheyAreWritten() throws Exception {
        CsvTable csv =
                CsvTable.read(file("n,m\n-200,1\n-200.0,#\n3,2\n4,3\n"), choices(Set.of(), Set.of(), "-200", "#"));
        assertThat(csv.table().rows())
                .containsExactly(
                        new double[] {MISSING, 1}, new double[] {MISSING, MISSING}, new double[] {3, 2}, new double[] {
                            4, 3
                        });
    }

    @Test
    void takesNumbersAsCategoriesWhereAsked() throws Exception {
        CsvTable csv = CsvTable.read(file("code,n\n10,1\n2,2\n10,3\n"), choices(Set.of(), Set.of("code")));
        assertThat(csv.table().features().get(0)).isEqualTo(Feature.categorical("code", List.of("10", "2")));
    }

    @Test
    void modelsOnlyWhatIsIncludedAndNotExcluded() throws Exception {
        Path file = file("a,b,c\n1,2,3\n4,5,6\n");
        ColumnChoices include = new ColumnChoices(
                Set.of("a,c"), Set.of("c"), Set.of(), Set.of(), MissingMarkers.STANDARD, ReadingChoices.NONE);
        assertThat(CsvTable.read(file, include).table().features().list()).containsExactly(Feature.continuous("a"));
    }

    @Test
    void refusesColumnsThatAreNotThere() throws Exception {
        Path file = file("a,b\n1,2\n");
        assertThatThrownBy(() -> CsvTable.read(file, choices(Set.of("c"), Set.of())))
                .isInstanceOf(TableException.class)
                .hasMessageContaining("no column is named 'c'")
                .hasMessageContaining("a, b");
    }

    @Test
    void keepsAColumnWithoutANameOutOfTheModel() throws Exception {
        CsvTable csv = CsvTable.read(file("\"\",a\n\"1\",2\n\"2\",3\n"), ColumnChoices.NONE);
        assertThat(csv.table().features().list()).containsExactly(Feature.continuous("a"));
    }

    @Test
    void readsDecimalCommas() throws Exception {
        CsvTable csv = CsvTable.read(file("a;b\n1,5;2\n;3,25\n2;4\n"), ColumnChoices.NONE);
        assertThat(csv.table().rows())
                .containsExactly(new double[] {1.5, 2}, new double[] {MISSING, 3.25}, new double[] {2, 4});
    }
}
