package io.lacuna.internal.training.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.context.Timeline;
import io.lacuna.internal.context.tables.Calendar;
import io.lacuna.internal.context.tables.Calendar.Cycle;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.internal.training.Trainers;
import io.lacuna.model.ArtifactException;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CalendarChoiceTest {
    private static final long HOUR = 3_600_000;
    private static final int ROWS = 1_500;
    private static final Features FEATURES =
            new Features(List.of(Feature.continuous("warmth"), Feature.continuous("noise")));

    private static Table table(double day) {
        SplittableRandom random = new SplittableRandom(2);
        List<double[]> rows = new ArrayList<>();
        for (int t = 0; t < ROWS; t++) {
            double warmth = day * Math.sin(2 * Math.PI * (t % 24) / 24) + 0.3 * random.nextGaussian();
            rows.add(new double[] {
                random.nextDouble() < 0.1 ? Double.NaN : 15 + 5 * warmth,
                random.nextDouble() < 0.1 ? Double.NaN : random.nextGaussian()
            });
        }
        return new Table(FEATURES, rows);
    }

    private static Timeline timeline(boolean ofCalendar) {
        long[] times = new long[ROWS];
        for (int t = 0; t < ROWS; t++) {
            times[t] = t * HOUR;
        }
        return new Timeline(times, new int[ROWS], ofCalendar);
    }

    private static ImputationModel fit(Table table, Timeline timeline) {
        FitSettings settings =
                new FitSettings("relay-mixture", 1, Duration.ofSeconds(8), 1, Map.of("relays", "2", "fits", "2"));
        return Trainers.fit(table, timeline, settings, Progress.SILENT, null);
    }

    @Test
    void theHourIsTakenWhereItTells() throws ArtifactException {
        ImputationModel model = ModelArtifact.read(ModelArtifact.write(fit(table(1), timeline(true))));
        assertThat(model.calendar().cycles()).containsExactly(Cycle.DAY);
        assertThat(model.features()).isEqualTo(FEATURES);
        assertThat(model.provenance().entries()).containsEntry("fit.context.calendar", "[DAY]");
        Imputer imputer = model.newImputer(InferenceSettings.DEFAULT);
        imputer.impute(new double[] {Double.NaN, Double.NaN}, 24 * 1000 * HOUR + 6 * HOUR);
        assertThat(imputer.mean(0)).isCloseTo(20, within(1.0));
        imputer.impute(new double[] {Double.NaN, Double.NaN}, 24 * 1000 * HOUR + 18 * HOUR);
        assertThat(imputer.mean(0)).isCloseTo(10, within(1.0));
    }

    @Test
    void noCycleIsTakenWhereItTellsNothing() {
        assertThat(fit(table(0), timeline(true)).calendar()).isEqualTo(Calendar.NONE);
    }

    @Test
    void timesThatAreOfNoCalendarHaveNoHours() {
        assertThat(CalendarChoice.isWorthATry(timeline(false))).isFalse();
        long[] daily = new long[100];
        for (int t = 0; t < daily.length; t++) {
            daily[t] = 24 * HOUR * t;
        }
        // A step of a day sees weekdays and no hours.
        assertThat(CalendarChoice.isWorthATry(new Timeline(daily, new int[100], true)))
                .isTrue();
        assertThat(CalendarChoice.isWorthATry(new Timeline(new long[] {0, HOUR}, new int[2], true)))
                .isFalse();
    }
}
