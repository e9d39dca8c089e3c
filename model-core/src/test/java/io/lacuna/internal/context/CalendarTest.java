package io.lacuna.internal.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.internal.context.tables.Calendar;
import io.lacuna.internal.context.tables.Calendar.Cycle;
import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalendarTest {
    private final Calendar calendar = new Calendar(List.of(Cycle.DAY, Cycle.WEEK));

    private double[] columns(String dateTime) {
        double[] into = {7, 0, 0, 0, 0};
        calendar.write(LocalDateTime.parse(dateTime).toInstant(ZoneOffset.UTC).toEpochMilli(), into, 1);
        assertThat(into[0]).isEqualTo(7);
        return into;
    }

    @Test
    void midnightNoonAndSixStandAQuarterOfACircleApart() {
        double[] midnight = columns("2004-03-10T00:00");
        double[] six = columns("2004-03-10T06:00");
        double[] noon = columns("1969-03-10T12:00"); // Before 1970 too.
        assertThat(midnight[1]).isCloseTo(0, within(1e-12));
        assertThat(midnight[2]).isCloseTo(1, within(1e-12));
        assertThat(six[1]).isCloseTo(1, within(1e-12));
        assertThat(noon[2]).isCloseTo(-1, within(1e-12));
    }

    @Test
    void theWeekBeginsOnMonday() {
        assertThat(LocalDateTime.parse("2026-11-30T00:00").getDayOfWeek()).isEqualTo(DayOfWeek.MONDAY);
        double[] monday = columns("2026-11-30T00:00");
        double[] thursdayNoon = columns("2026-12-03T12:00");
        assertThat(monday[3]).isCloseTo(0, within(1e-12));
        assertThat(monday[4]).isCloseTo(1, within(1e-12));
        assertThat(thursdayNoon[4]).isCloseTo(-1, within(1e-12));
    }

    @Test
    void columnsStandBehindTheFeaturesUnderNamesThatNoFieldHas() {
        Features features = new Features(List.of(Feature.continuous("a"), Feature.continuous("DAY.sin")));
        assertThat(calendar.behind(features).size()).isEqualTo(6);
        assertThat(calendar.behind(features).list().subList(0, 2)).isEqualTo(features.list());
        assertThat(Calendar.NONE.behind(features)).isSameAs(features);
    }
}
