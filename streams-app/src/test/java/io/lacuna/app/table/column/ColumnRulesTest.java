package io.lacuna.app.table.column;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.table.csv.TableException;
import io.lacuna.data.Feature;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnRulesTest {
    private static Column column(List<String> cells) {
        return column("x", cells, ColumnChoices.NONE);
    }

    private static Column column(String name, List<String> cells, ColumnChoices choices) {
        StyleVotes votes = new StyleVotes();
        cells.forEach(votes::see);
        NumberStyle style = votes.decide(name, votes, ',', choices.reading());
        MissingCells missing =
                new MissingCells(name, choices.missing().in(List.of(name), style.decimal() == ','), style);
        ColumnSketch sketch = new ColumnSketch(name, 0, ColumnSketch.room(1, true), style, votes, missing);
        for (int i = 0; i < cells.size(); i++) {
            sketch.see(cells.get(i), i + 2);
        }
        try {
            return ColumnRules.decide(sketch, choices, "f.csv");
        } catch (TableException refused) {
            throw new IllegalArgumentException(refused);
        }
    }

    private static List<String> cells(int count, IntFunction<String> cell) {
        return IntStream.range(0, count).mapToObj(cell).toList();
    }

    private static ColumnChoices choices(String numeric, String categorical) {
        return new ColumnChoices(
                Set.of(), Set.of(), set(numeric), set(categorical), MissingMarkers.STANDARD, ReadingChoices.NONE);
    }

    private static Set<String> set(String name) {
        return name.isEmpty() ? Set.of() : Set.of(name);
    }

    @Test
    void aFewWordsMakeNoCategoriesOfNumbers() {
        Column column =
                column(cells(100, i -> i == 40 ? "err" : i == 41 ? "bad" : i == 42 ? "err" : "" + i % 37 * 0.5));
        assertThat(column.feature()).contains(Feature.continuous("x"));
        assertThat(column.notes())
                .singleElement()
                .asString()
                .contains(
                        "3 cells are not numbers",
                        "'err' (2, first at f.csv:42), 'bad' (1, first at f.csv:43)",
                        "--sentinel");
    }

    @Test
    void wordsThatStandInForMostNumbersMakeNoCategoriesOfThem() {
        SplittableRandom random = new SplittableRandom(3);
        Column column = column(cells(1000, i -> i % 10 < 7 ? "off" : "" + random.nextInt(90)));
        assertThat(column.kind()).isEqualTo("number");
        assertThat(column.notes()).singleElement().asString().contains("'off' (700, first at f.csv:2)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"?", "-", ".", "n/a", "#N/A", "unavailable", "Unknown", "None", "--", "n.a.", "#DIV/0!"})
    void wordsForMissingAreMissingAmongNumbers(String word) {
        Column column = column(cells(60, i -> i % 4 == 0 ? word : "" + (i % 13) * 1.5));
        assertThat(column.kind()).isEqualTo("number");
        assertThat(column.notes())
                .singleElement()
                .asString()
                .contains("missing and will be filled", "'" + word + "' (15, first at f.csv:2)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"?", "-", ".", "n/a", "#N/A"})
    void signsForMissingAreNoLabels(String sign) {
        List<String> cells = cells(60, i -> i % 4 == 0 ? sign : i % 3 == 0 ? "red" : "blue");
        Column column = column(cells);
        assertThat(column.feature()).contains(Feature.categorical("x", List.of("blue", "red")));
        assertThat(column.notes()).singleElement().asString().contains("'" + sign + "' (15, first at f.csv:2)");
        if (sign.length() == 1) {
            Column kept = column("x", cells, choices("", "x"));
            assertThat(kept.feature()).contains(Feature.categorical("x", List.of(sign, "blue", "red")));
        }
    }

    @Test
    void signsAreLabelsWhereAllLabelsAreSigns() {
        Column column = column(cells(40, i -> i % 2 == 0 ? "+" : "-"));
        assertThat(column.feature()).contains(Feature.categorical("x", List.of("+", "-")));
    }

    @Test
    void aLabelThatMayMeanMissingIsNamed() {
        Column column = column(cells(60, i -> i % 4 == 0 ? "unknown" : i % 3 == 0 ? "red" : "blue"));
        assertThat(column.kind()).isEqualTo("3 categories");
        assertThat(column.notes()).singleElement().asString().contains("may mean missing", "'unknown' (15");
    }

    @ParameterizedTest
    @CsvSource({"Yes,", "1,", "7.25,", "TRUE,true"})
    void oneValueTellsNothing(String value, String other) {
        Column column = column(cells(30, i -> i % 3 == 0 ? "" : i % 3 == 1 || other == null ? value : other));
        assertThat(column.feature()).isEmpty();
        assertThat(column.reason()).contains("always '" + value + "'", "nothing to learn");
    }

    @Test
    void oneValueIsModelledWhereAsked() {
        assertThat(column("x", cells(9, i -> "7"), choices("x", "")).kind()).isEqualTo("number");
        assertThat(column("x", cells(9, i -> "Yes"), choices("", "x")).kind()).isEqualTo("1 categories");
    }

    @Test
    void aColumnNeverObservedPassesThrough() {
        assertThat(column(cells(9, i -> "NA")).reason()).contains("no value");
        assertThat(column(cells(9, i -> "?")).reason()).contains("no value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"02134,94110,10001", "00501,00502", "007,8,9"})
    void leadingZerosAreText(String codes) {
        List<String> all = List.of(codes.split(","));
        Column column = column(cells(60, i -> all.get(i % all.size())));
        assertThat(column.feature())
                .contains(Feature.categorical("x", all.stream().sorted().toList()));
        assertThat(column.notes()).singleElement().asString().contains("leading zeros", "--numeric 'x'");
    }

    @Test
    void moreThanFifteenDigitsAreText() {
        Column column = column(cells(60, i -> "12345678901234567" + (100 + i)));
        assertThat(column.feature()).isEmpty();
        assertThat(column.notes()).singleElement().asString().contains("more than 15 digits");
    }

    @Test
    void decimalsAndZeroPaddedDecimalsAreNumbers() {
        assertThat(column(cells(60, i -> "0." + (10 + i % 40))).kind()).isEqualTo("number");
        assertThat(column(cells(60, i -> "00" + i % 9 + ".5")).kind()).isEqualTo("number");
        assertThat(column(cells(60, i -> "0.30000000000000" + (100 + i % 40))).kind())
                .isEqualTo("number");
    }

    @Test
    void keysAreNoQuantities() {
        SplittableRandom random = new SplittableRandom(1);
        assertThat(column(cells(50, i -> "" + (i + 1))).reason()).contains("rise or fall steadily");
        assertThat(column(cells(50, i -> "" + (900 - 3 * i))).reason()).contains("rise or fall steadily");
        assertThat(column(cells(200, i -> "" + (100_000 + random.nextInt(900_000))))
                        .reason())
                .contains("nearly all distinct", "--numeric 'x'");
        List<Integer> shuffled =
                new java.util.ArrayList<>(IntStream.range(0, 300).boxed().toList());
        java.util.Collections.shuffle(shuffled, new java.util.Random(2));
        assertThat(column(cells(300, i -> "" + shuffled.get(i))).reason()).contains("nearly all distinct");
        assertThat(column("x", cells(50, i -> "" + i), choices("x", "")).kind()).isEqualTo("number");
    }

    @Test
    void wholeNumbersThatSpreadAsMeasuredOnesDoAreQuantitiesUnlessTheirNameSaysKey() {
        SplittableRandom random = new SplittableRandom(5);
        List<String> incomes = cells(400, i -> "" + Math.round(30_000 * Math.exp(0.8 * random.nextGaussian())));
        assertThat(column(incomes).kind()).isEqualTo("number");
        assertThat(column(incomes).notes()).singleElement().asString().contains("nearly all distinct", "--exclude 'x'");
        assertThat(column("customer_id", incomes, ColumnChoices.NONE).reason()).contains("like keys");
    }

    @Test
    void countsAndHoursAndFewRowsAreQuantities() {
        assertThat(column(cells(240, i -> "" + i % 24)).kind()).isEqualTo("number");
        assertThat(column(cells(240, i -> "" + i * i % 31)).kind()).isEqualTo("number");
        assertThat(column(cells(9, i -> "" + i)).kind()).isEqualTo("number");
        assertThat(column(cells(60, i -> "" + (1960 + i % 50))).kind()).isEqualTo("number");
    }

    @Test
    void datesAndTimesPassThrough() {
        assertThat(column(cells(60, i -> i % 9 == 0 ? "" : "2024-03-0" + (1 + i % 5)))
                        .reason())
                .contains("dates or times", "--categorical 'x'");
        assertThat(column(cells(60, i -> "2024030" + (1 + i % 5))).reason()).contains("dates, such as '20240301'");
        assertThat(column(cells(60, i -> "" + (1_700_000_000_000L + i % 7 * 60_000)))
                        .reason())
                .contains("times since 1970");
        assertThat(column(cells(60, i -> "" + (1_700_000_000L + i % 7 * 60))).reason())
                .contains("times since 1970");
    }

    @Test
    void zeroAndOneAreBinary() {
        assertThat(column(cells(30, i -> i % 3 == 0 ? "1" : "0")).feature()).contains(Feature.binary("x"));
        assertThat(column(cells(30, i -> i % 3 == 0 ? "1.0" : "0.0")).feature()).contains(Feature.binary("x"));
        assertThat(column(cells(30, i -> "" + i % 3)).kind()).isEqualTo("number");
    }

    @Test
    void labelsThatDifferInCaseAloneOrMeanTheSameAreOne() {
        List<String> yes = List.of("yes", "Yes", "YES", "no", "yes");
        Column flags = column(cells(50, i -> yes.get(i % 5)));
        assertThat(flags.feature()).contains(Feature.categorical("x", List.of("no", "yes")));
        assertThat(flags.notes())
                .singleElement()
                .asString()
                .contains("'yes', 'Yes', 'YES' are read as one label, 'yes'");
        List<String> words = List.of("TRUE", "true", "1", "FALSE", "0", "1", "1", "0");
        Column mixed = column(cells(80, i -> words.get(i % 8)));
        assertThat(mixed.feature()).contains(Feature.categorical("x", List.of("0", "1")));
        assertThat(mixed.notes()).hasSize(2).anySatisfy(note -> assertThat(note).contains("'1', 'TRUE', 'true'"));
        assertThat(column("x", cells(80, i -> words.get(i % 8)), choices("", "x"))
                        .kind())
                .isEqualTo("5 categories");
    }

    @Test
    void unitsPercentSignsAndLimitsAreNumbers() {
        SplittableRandom random = new SplittableRandom(8);
        Column percent = column(cells(60, i -> random.nextInt(100) + "%"));
        assertThat(percent.reason()).contains("the unit %");
        Column limits = column(cells(60, i -> i % 10 == 0 ? "<5" : "" + (5 + random.nextInt(20))));
        assertThat(limits.kind()).isEqualTo("number");
        assertThat(limits.notes())
                .singleElement()
                .satisfies(note ->
                        assertThat(note).contains("such as '<5' at f.csv:", "are not changed", "--limits at or half"));
        Column mixed = column(cells(60, i -> i % 10 == 0 ? "900 g" : 2 + random.nextInt(20) + " kg"));
        assertThat(mixed.kind()).isEqualTo("number");
        assertThat(mixed.notes()).singleElement().asString().contains("'900 g' (6, first at f.csv:2)");
    }

    @Test
    void pointsBeforeThreeDigitsAreNamed() {
        SplittableRandom random = new SplittableRandom(8);
        Column column = column(cells(
                60,
                i -> i % 3 == 0
                        ? "" + random.nextInt(900)
                        : 2 + random.nextInt(90) + "." + (100 + random.nextInt(800))));
        assertThat(column.notes()).singleElement().asString().contains("--thousands 'x=.'");
        Column decimals = column(cells(60, i -> 2 + random.nextInt(90) + "." + random.nextInt(1000)));
        assertThat(decimals.notes()).isEmpty();
    }

    @Test
    void textOfManyLabelsPassesThrough() {
        assertThat(column(cells(30, i -> "id" + i)).reason()).contains("nearly one label per row", "--categorical 'x'");
    }
}
