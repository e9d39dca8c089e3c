package io.lacuna.internal.training.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.internal.context.Timeline;
import io.lacuna.internal.context.tables.Calendar;
import io.lacuna.internal.context.tables.Calendar.Cycle;
import io.lacuna.internal.context.tables.DayTime;
import io.lacuna.internal.context.tables.FeatureContext;
import io.lacuna.internal.data.Standardizer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DayUnitsTest {
    private static final long HOUR = 3_600_000;
    private static final int ROWS = 3_000;
    private static final Features FEATURES =
            new Features(List.of(Feature.continuous("traffic"), Feature.continuous("noise")));

    private final double[][] rows = new double[ROWS][];
    private final Timeline timeline;
    private final Standardizer standardizer;

    /** Two peaks a day, and noise. */
    DayUnitsTest() {
        SplittableRandom random = new SplittableRandom(3);
        long[] times = new long[ROWS];
        for (int t = 0; t < ROWS; t++) {
            times[t] = t * HOUR;
            double traffic = random.nextDouble() < 0.2 ? Double.NaN : 50 + course(t) + 3 * random.nextGaussian();
            rows[t] = new double[] {traffic, random.nextGaussian()};
        }
        timeline = new Timeline(times, new int[ROWS], true);
        standardizer = Standardizer.fit(new Table(FEATURES, List.of(rows)));
    }

    private static double course(int hour) {
        return 4 * Math.sin(2 * Math.PI * hour / 24) - 5 * Math.cos(4 * Math.PI * hour / 24);
    }

    private DayUnits units(Calendar calendar) {
        return DayUnits.of(rows, IntStream.range(0, ROWS).toArray(), FEATURES, standardizer, timeline, calendar);
    }

    @Test
    void aFeatureWithADailyCourseIsMeasuredFromIt() {
        DayUnits units = units(new Calendar(List.of(Cycle.DAY)));
        FeatureContext traffic = units.none(0);
        assertThat(traffic.sd()).isCloseTo(3, within(0.1));
        for (int hour = 0; hour < 24; hour++) {
            assertThat(traffic.usualAt(new DayTime().at(hour * HOUR))).isCloseTo(50 + course(hour), within(0.5));
            assertThat(units.standardize(0, 61, hour * HOUR))
                    .isCloseTo(traffic.standardize(61, new DayTime().at(hour * HOUR)), within(1e-6));
        }
        assertThat(units.residual(0, 53, standardizer.standardize(0, 50))).isCloseTo(1, within(0.05));
        assertThat(units.none(1).usual().isNone()).isTrue();
        assertThat(units.standardize(1, 1.5, HOUR)).isEqualTo(standardizer.standardize(1, 1.5));
    }

    @Test
    void withoutTheHourInTheCalendarAllTimesAreAlike() {
        for (Calendar calendar : List.of(Calendar.NONE, new Calendar(List.of(Cycle.WEEK)))) {
            assertThat(units(calendar).none(0).usual().isNone()).isTrue();
        }
    }
}
