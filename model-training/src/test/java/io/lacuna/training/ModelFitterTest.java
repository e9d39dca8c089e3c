package io.lacuna.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Rows;
import io.lacuna.data.Table;
import io.lacuna.data.TimedRow;
import io.lacuna.impute.FilledCell.FilledNumber;
import io.lacuna.impute.FilledRow;
import io.lacuna.impute.LacunaModel;
import io.lacuna.impute.RowImputer;
import io.lacuna.inference.InferenceMethod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Rows with a known distribution: x is standard normal, y = 2 x + 0.1 noise, and the state is "high" if x is positive.
 */
class ModelFitterTest {
    private static final Features FEATURES = new Features(List.of(
            Feature.continuous("x"), Feature.continuous("y"), Feature.categorical("state", List.of("low", "high"))));

    private static final FitSettings SETTINGS =
            FitSettings.defaults().withBudget(Duration.ofSeconds(5)).withOption("fits", "1");

    private static final LacunaModel MODEL = ModelFitter.fit(FEATURES, rows(400, 3), SETTINGS);

    private static List<Map<String, Object>> rows(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double x = random.nextGaussian();
            Map<String, Object> row = new HashMap<>();
            row.put("x", i % 7 == 0 ? null : x);
            row.put("y", 2 * x + 0.1 * random.nextGaussian());
            if (i % 5 != 0) {
                row.put("state", x > 0 ? "high" : "low");
            }
            rows.add(row);
        }
        return rows;
    }

    @Test
    void aGapIsFilledFromWhatTheRowsHaveInCommon() {
        RowImputer imputer = MODEL.imputer();
        for (double x : new double[] {-1.5, -0.4, 0.7, 1.8}) {
            FilledRow row = imputer.fill(Map.of("x", x));
            FilledNumber y = row.number("y").orElseThrow();
            assertThat(y.mean()).isCloseTo(2 * x, within(0.15));
            assertThat(y.sd()).isBetween(0.05, 0.3);
            assertThat(y.interval().contains(2 * x)).isTrue();
        }
        assertThat(imputer.fill(Map.of("y", 3.0)).values()).containsEntry("state", "high");
        assertThat(imputer.fill(Map.of("y", -3.0)).values()).containsEntry("state", "low");
    }

    /** Two stations whose values wander, a minute apart; a gap in y lasts five rows. */
    private static List<TimedRow> wandering() {
        SplittableRandom random = new SplittableRandom(4);
        double[] y = new double[2];
        List<TimedRow> rows = new ArrayList<>();
        for (int i = 0; i < 1200; i++) {
            int station = i % 2;
            y[station] = 0.98 * y[station] + 0.2 * random.nextGaussian();
            Map<String, Object> row = new HashMap<>();
            row.put("x", random.nextGaussian());
            row.put("y", i / 2 % 25 < 5 ? null : y[station]);
            rows.add(new TimedRow("station" + station, Instant.ofEpochSecond(60L * (i / 2)), row));
        }
        return rows;
    }

    @Test
    void earlierRowsOfTheSameKeyFillAGap() {
        LacunaModel model = ModelFitter.fitTimed(FEATURES, wandering(), SETTINGS);
        assertThat(model.provenance().entries()).containsEntry("fit.context.keys", "2");
        RowImputer imputer = model.imputer();
        Instant now = Instant.parse("2026-11-29T12:00:00Z");
        imputer.fill(new TimedRow("a", now, Map.of("x", 0, "y", 2.0)));
        imputer.fill(new TimedRow("b", now, Map.of("x", 0, "y", -2.0)));
        FilledNumber soon = y(imputer, "a", now.plusSeconds(60));
        FilledNumber later = y(imputer, "a", now.plusSeconds(60 * 20));
        assertThat(soon.mean()).isBetween(1.5, 2.2);
        assertThat(later.mean()).isBetween(0.2, soon.mean());
        assertThat(later.sd()).isGreaterThan(soon.sd());
        assertThat(y(imputer, "b", now.plusSeconds(60)).mean()).isBetween(-2.2, -1.5);
        assertThat(y(imputer, "c", now).mean()).isBetween(-0.6, 0.6);
        assertThat(imputer.fill(Map.of("x", 0)).number("y").orElseThrow().mean())
                .isBetween(-0.6, 0.6);
        // A late row is filled by its distance in time, and not remembered.
        assertThat(y(imputer, "a", now.minusSeconds(60)).mean()).isBetween(1.5, 2.2);
        imputer.fill(new TimedRow("a", now.minusSeconds(60), Map.of("y", -2.0)));
        assertThat(y(imputer, "a", now.plusSeconds(60 * 20)).mean()).isEqualTo(later.mean());
        imputer.forget("a");
        assertThat(y(imputer, "a", now.plusSeconds(60 * 21)).mean()).isBetween(-0.6, 0.6);
    }

    private static FilledNumber y(RowImputer imputer, String key, Instant time) {
        return imputer.fill(new TimedRow(key, time, Map.of("x", 0))).number("y").orElseThrow();
    }

    @Test
    void keysAndTimesThatTellNothingLeaveTheModelAsItIs() {
        List<Map<String, Object>> rows = rows(400, 3);
        List<TimedRow> timed = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            timed.add(new TimedRow("one", Instant.ofEpochSecond(60L * i), rows.get(i)));
        }
        FilledRow plain = MODEL.imputer().fill(Map.of("x", 0.5));
        RowImputer imputer = ModelFitter.fitTimed(FEATURES, timed, SETTINGS).imputer();
        imputer.fill(timed.get(1));
        assertThat(imputer.fill(new TimedRow("one", Instant.ofEpochSecond(120), Map.of("x", 0.5))))
                .isEqualTo(plain);
    }

    @Test
    void theLatentCodeTellsRecordsApartAndKnowsLessOfLess() {
        RowImputer imputer = MODEL.imputer();
        FilledRow high = imputer.fill(Map.of("x", 1.5, "y", 3.0));
        FilledRow low = imputer.fill(Map.of("x", -1.5, "y", -3.0));
        FilledRow nothing = imputer.fill(Map.of());
        assertThat(high.latentCode().size()).isPositive();
        assertThat(high.latentCode().mean()).hasSize(high.latentCode().size());
        assertThat(high.latentCode()).isNotEqualTo(low.latentCode());
        high.latentCode().mean()[0] = Float.NaN; // The caller changes its own copy.
        assertThat(high).isEqualTo(imputer.fill(Map.of("x", 1.5, "y", 3.0)));
        assertThat(sum(nothing.latentCode().sd()))
                .isGreaterThan(sum(high.latentCode().sd()));
    }

    private static double sum(float[] numbers) {
        double sum = 0;
        for (float number : numbers) {
            sum += number;
        }
        return sum;
    }

    @Test
    void theLogLikelihoodIsHighWhereTheRowKeepsTheLaw() {
        RowImputer imputer = MODEL.imputer();
        FilledRow lawful = imputer.fill(Map.of("x", 1.0, "y", 2.0));
        FilledRow unlawful = imputer.fill(Map.of("x", 1.0, "y", -2.0));
        assertThat(lawful.logLikelihood()).isFinite().isGreaterThan(unlawful.logLikelihood() + 5);
        assertThat(lawful.converged()).isTrue();
    }

    @Test
    void drawsKeepTheLawBetweenTheirCells() {
        RowImputer imputer = MODEL.imputer();
        SplittableRandom random = new SplittableRandom(5);
        double squares = 0;
        for (int i = 0; i < 500; i++) {
            Map<String, Object> drawn = imputer.draw(Map.of(), random);
            double apart = (Double) drawn.get("y") - 2 * (Double) drawn.get("x");
            squares += apart * apart;
        }
        // Drawn independently, x and y would differ by sd sqrt(8) = 2.8.
        assertThat(Math.sqrt(squares / 500)).isBetween(0.05, 0.5);
    }

    @Test
    void twoThreadsFillAsOneDoes() throws Exception {
        List<Map<String, Object>> rows = rows(300, 9);
        List<FilledRow> alone = fill(rows);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Callable<List<FilledRow>> work = () -> fill(rows);
            for (Future<List<FilledRow>> done : threads.invokeAll(List.of(work, work))) {
                assertThat(done.get()).isEqualTo(alone);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<FilledRow> fill(List<Map<String, Object>> rows) {
        RowImputer imputer = MODEL.imputer();
        return rows.stream().map(imputer::fill).toList();
    }

    @Test
    void theSameSeedAndRowsGiveTheSameBytes() {
        LacunaModel again = ModelFitter.fit(FEATURES, rows(400, 3), SETTINGS);
        assertThat(again.sha256()).isEqualTo(MODEL.sha256());
        assertThat(ModelFitter.fit(FEATURES, rows(400, 3), SETTINGS.withSeed(1)).sha256())
                .isNotEqualTo(MODEL.sha256());
    }

    @Test
    void rowsAndTableGiveTheSameModelAndProgressIsHeard() {
        List<Double> heard = new CopyOnWriteArrayList<>();
        Table table = Rows.table(FEATURES, rows(400, 3));
        LacunaModel model = ModelFitter.fit(table, SETTINGS, (done, what) -> heard.add(done));
        assertThat(model.sha256()).isEqualTo(MODEL.sha256());
        assertThat(heard).isNotEmpty().allSatisfy(done -> assertThat(done).isBetween(0.0, 1.0));
    }

    @Test
    void aRefitBeginsAtTheEarlierModel() {
        LacunaModel later = ModelFitter.refit(MODEL, Rows.table(FEATURES, rows(400, 4)), SETTINGS, Progress.SILENT);
        assertThat(later.provenance().entries()).containsEntry("fit.warm.start", "true");
        assertThat(later.imputer()
                        .fill(Map.of("x", 1.0))
                        .number("y")
                        .orElseThrow()
                        .mean())
                .isCloseTo(2, within(0.15));
    }

    @Test
    void whatCannotBeFittedIsNamed() {
        assertThatThrownBy(() -> ModelFitter.fit(FEATURES, List.of(Map.of("x", 1), Map.of("x", "one")), SETTINGS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("row 1: feature 'x' is 'one'");
        assertThatThrownBy(() -> new FitSettings("magic", 1, Duration.ofSeconds(1), 1, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unknown method 'magic'")
                .hasMessageContaining(InferenceMethod.ids(InferenceMethod.all(), ", "));
        assertThatThrownBy(() -> ModelFitter.fit(FEATURES, rows(9, 1), SETTINGS.withOption("frits", "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("knows no option 'frits'");
        assertThatThrownBy(() -> ModelFitter.fit(FEATURES, List.of(Map.of()), SETTINGS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no cell of the table has a value");
    }
}
