package io.lacuna.app.table.column;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberStyleTest {
    private static final Decimals TWO = new Decimals(2, 0);

    private static NumberStyle style(String... cells) {
        return style(',', ReadingChoices.NONE, cells);
    }

    private static NumberStyle style(char delimiter, ReadingChoices choices, String... cells) {
        StyleVotes votes = new StyleVotes();
        for (String cell : cells) {
            votes.see(cell);
        }
        return votes.decide("x", votes, delimiter, choices);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1,5 2 3,25|2,5|2.5",
                "1,234 22.5|1,234.5|1234.5",
                "1,234,567 8|12,345|12345",
                "1.234.567 8|12.345|12345",
                "1.234,5 7|12.345|12345",
                "1'234.5 7|12'345|12345",
                "1_000 7|12_345|12345",
                "12,34,567 1|1,00,000|100000",
                "-1,5 2|-2,5|-2.5",
                "1e3 2.5|-2.5e-1|-0.25",
            })
    void readsSeparatorsThatCanBeNothingElse(String cells, String text, double number) {
        assertThat(style(cells.split(" ")).parse(text)).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 234,5", "1\u00a0234,5", "1\u202f234,5"})
    void readsSpacesBetweenThousands(String text) {
        assertThat(style(text, "2,5").parse(text)).isEqualTo(1234.5);
    }

    @ParameterizedTest
    @CsvSource({
        "23.5 °C,22 °C,°C,23.5",
        "5kg,6kg,kg,5",
        "55%,60 %,%,55",
        "$12.50,$3,$,12.5",
        "EUR 12,EUR 9,EUR,12",
        "-3 °C,4 °C,°C,-3",
        "7 µg/m³,8 µg/m³,µg/m³,7"
    })
    void readsUnitsAndCurrencies(String one, String other, String unit, double number) {
        NumberStyle style = style(one, other, one);
        assertThat(style.unit()).isEqualTo(unit);
        assertThat(style.parse(one)).isEqualTo(number);
        assertThat(style.parse("4")).as("without the unit").isEqualTo(4);
        assertThat(style.parse("4 parsec")).as("another unit").isNaN();
    }

    @Test
    void anUnknownUnitMakesNumbersOnlyOfManyDifferentOnes() {
        assertThat(style("2WD", "4WD", "4WD").unit()).isEmpty();
        String[] cells = new String[20];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = i + " widgets";
        }
        assertThat(style(cells).parse("7 widgets")).isEqualTo(7);
    }

    @Test
    void writesFilledNumbersInTheColumnsOwnStyle() {
        assertThat(style("1.234,50 kg", "2,5 kg").text(12345.678, 1, TWO)).isEqualTo("12.345,68 kg");
        assertThat(style("$1,234.5", "$7").text(-1234567, 1, TWO)).isEqualTo("-$1,234,567");
        assertThat(style("1,5", "2").text(2.25, 1, TWO)).isEqualTo("2,25");
        NumberStyle grouped = style("1.234.567", "8");
        assertThat(grouped.parse(grouped.text(7654321, 1, TWO))).isEqualTo(7654321);
    }

    @Test
    void limitsCountAsTheUserSays() {
        ReadingChoices at = new ReadingChoices(NumberStyle.NONE, Map.of(), Limits.AT);
        ReadingChoices half = new ReadingChoices(NumberStyle.NONE, Map.of(), Limits.HALF);
        for (String text : new String[] {"<5", "< 5", "<=5", "≤5"}) {
            assertThat(style(text, "7").parse(text)).isNaN();
            assertThat(style(',', at, text, "7").parse(text)).isEqualTo(5);
            assertThat(style(',', half, text, "7").parse(text)).isEqualTo(2.5);
        }
        assertThat(style(',', half, ">100", "7").parse(">100")).isEqualTo(100);
        assertThat(style(',', at, "60+", "7").parse("60+")).isEqualTo(60);
    }

    @Test
    void whatMayBeBothIsDecidedByTheFileThenByTheDelimiterOrTheUser() {
        assertThat(style(';', ReadingChoices.NONE, "12.345", "873").parse("12.345"))
                .isEqualTo(12.345);
        assertThat(style(',', ReadingChoices.NONE, "12,345", "873").parse("12,345"))
                .isEqualTo(12345);
        assertThat(style(';', ReadingChoices.NONE, "12,345", "873").parse("12,345"))
                .isEqualTo(12.345);
        ReadingChoices points = new ReadingChoices(NumberStyle.NONE, Map.of("x", '.'), Limits.MISSING);
        assertThat(style(';', points, "12.345", "873").parse("12.345")).isEqualTo(12345);
        StyleVotes column = new StyleVotes();
        column.see("12.345");
        StyleVotes file = new StyleVotes();
        file.see("3,5");
        assertThat(column.decide("x", file, ';', ReadingChoices.NONE).parse("12.345"))
                .isEqualTo(12345);
        assertThat(column.undecided()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.2.3",
                "192.168.0.1",
                "1,23,4",
                "10-20",
                "20-39",
                "A1",
                "G3",
                "9/10",
                "12:30",
                "2024-01-01",
                "1st floor, left",
                "5 6",
                "1 2 3",
                "..",
                "<",
                "e5",
                "0x1F",
                "+",
                "-"
            })
    void otherTextIsNoNumber(String text) {
        assertThat(style(text, text, "7").parse(text)).isNaN();
    }

    @ParameterizedTest
    @CsvSource({"2.7182,1,0,3", "2.7182,1,2,2.72", "2.5,1,1,2.5", "2.999,1,2,3", "0.004,1,2,0", "-0.4,1,0,0"})
    void roundsToTheColumnsResolution(double value, double sd, int most, String text) {
        assertThat(NumberStyle.POINT.text(value, sd, new Decimals(most, 0))).isEqualTo(text);
    }

    @Test
    void writesAllPlacesWhereTheColumnDoes() {
        assertThat(NumberStyle.POINT.text(2.5, 1, new Decimals(2, 2))).isEqualTo("2.50");
        assertThat(NumberStyle.POINT.text(3.2, 1, new Decimals(0, 1))).isEqualTo("3.0");
        assertThat(NumberStyle.POINT.text(2.5, 1, Decimals.UNKNOWN)).isEqualTo("2.5");
    }
}
