package io.lacuna.app.table.past;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeTextTest {
    private static long read(String text, String... others) {
        return TimeText.of(List.of(others)).parse(text).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "2004-03-10 18:00:00, 2004-03-10T18:00:00Z",
        "2004-03-10T18:00, 2004-03-10T18:00:00Z",
        "2004/3/10, 2004-03-10T00:00:00Z",
        "2004-03-10T18:00:00.25+02:00, 2004-03-10T16:00:00.250Z",
        "2004-03-10T18:00:00-0130, 2004-03-10T19:30:00Z",
        "10/03/2004 18:00:00, 2004-03-10T18:00:00Z",
        "10.03.2004 18:00, 2004-03-10T18:00:00Z",
        "10/03/2004 6:30 PM, 2004-03-10T18:30:00Z",
        "10/03/2004 12:30 am, 2004-03-10T00:30:00Z",
        "20040310, 2004-03-10T00:00:00Z",
        "20040310180000, 2004-03-10T18:00:00Z",
        "1078941600, 2004-03-10T18:00:00Z",
        "1078941600500, 2004-03-10T18:00:00.500Z"
    })
    void datesAreReadAsTheyAreWritten(String text, String instant) {
        assertThat(read(text)).isEqualTo(Instant.parse(instant).toEpochMilli());
    }

    @Test
    void numbersAndTimesOfDayCountInThousandths() {
        assertThat(read("17.5")).isEqualTo(17_500);
        assertThat(read("-3")).isEqualTo(-3_000);
        assertThat(read("08:10")).isEqualTo(1000 * (8 * 3600 + 600));
    }

    @Test
    void theMonthStandsFirstWhereTheColumnSaysSo() {
        long march = Instant.parse("2004-03-10T00:00:00Z").toEpochMilli();
        assertThat(read("03/10/2004", "03/10/2004", "03/13/2004")).isEqualTo(march);
        // No day past the twelfth: the reading with more rows in order.
        assertThat(read("03/10/2004", "03/10/2004", "03/11/2004", "03/12/2004", "04/01/2004"))
                .isEqualTo(march);
        assertThat(read("10/03/2004", "10/03/2004", "11/03/2004", "12/03/2004", "01/04/2004"))
                .isEqualTo(march);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "2004-13-10", "10/40/2004", "2004-03-10 25:00", "NA"})
    void whatIsNoTimeTellsNone(String text) {
        assertThat(TimeText.of(List.of()).parse(text)).isEmpty();
    }
}
