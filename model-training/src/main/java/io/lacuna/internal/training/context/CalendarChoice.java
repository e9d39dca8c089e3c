package io.lacuna.internal.training.context;

import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.internal.context.Timeline;
import io.lacuna.internal.context.tables.Calendar;
import io.lacuna.internal.context.tables.Calendar.Cycle;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.training.RowPredictor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * Chooses the cycles of the calendar that a model gets as columns: those whose sine and cosine explain residuals of stretches
 * of time that they were not fitted to.
 */
public final class CalendarChoice {
    private static final int MOST_ROWS = 6_000;

    /** A cycle must come back so many times, and have so many steps. */
    private static final int LEAST_CYCLES = 6;

    private static final int LEAST_STEPS = 4;

    /** Share of the residuals' variance that a cycle must explain. */
    private static final double LEAST_GAIN = 0.005;

    private CalendarChoice() {}

    /** Whether some cycle comes back often enough. */
    public static boolean isWorthATry(Timeline timeline) {
        return timeline.ofCalendar() && !candidates(timeline).isEmpty();
    }

    private static List<Cycle> candidates(Timeline timeline) {
        double step = timeline.usualStep();
        long first = Arrays.stream(timeline.times()).min().orElse(0);
        long last = Arrays.stream(timeline.times()).max().orElse(0);
        return Arrays.stream(Cycle.values())
                .filter(cycle -> last - first >= LEAST_CYCLES * cycle.millis() && LEAST_STEPS * step <= cycle.millis())
                .toList();
    }

    /**
     * @param predictors of a model without cycles that was fitted to the table
     */
    public static Calendar of(
            Table table, Timeline timeline, Supplier<RowPredictor> predictors, long seed, int threads) {
        Features features = table.features();
        Standardizer standardizer = Standardizer.fit(table);
        int[] places = Runs.of(timeline, MOST_ROWS, Seeds.random(seed, "context/calendar")).stream()
                .flatMapToInt(Arrays::stream)
                .sorted()
                .toArray();
        double[][] rows = table.rows().toArray(double[][]::new);
        Predictions says = Predictions.of(predictors, rows, places, features, standardizer, threads);
        List<Cycle> chosen = new ArrayList<>();
        for (Cycle cycle : candidates(timeline)) {
            double explained = 0;
            double all = 0;
            for (int j = 0; j < features.size(); j++) {
                if (features.get(j).isContinuous()) {
                    Fold[] folds = {new Fold(), new Fold()};
                    for (int place : places) {
                        if (!Double.isNaN(rows[place][j])) {
                            long time = timeline.times()[place];
                            double r = standardizer.standardize(j, rows[place][j]) - says.mean()[place][j];
                            folds[(int) Math.floorMod(Math.floorDiv(time, cycle.millis()), 2L)].add(cycle, time, r);
                        }
                    }
                    explained += folds[0].explainedBy(folds[1]) + folds[1].explainedBy(folds[0]);
                    all += folds[0].rr + folds[1].rr;
                }
            }
            if (explained > LEAST_GAIN * all) {
                chosen.add(cycle);
            }
        }
        return chosen.isEmpty() ? Calendar.NONE : new Calendar(chosen);
    }

    /** Every other cycle's residuals, as a sum of squares and of products with sine and cosine. */
    private static final class Fold {
        private final double[] cell = new double[2];
        private double rr;
        private double rs;
        private double rc;
        private double ss;
        private double sc;
        private double cc;

        void add(Cycle cycle, long time, double r) {
            new Calendar(List.of(cycle)).write(time, cell, 0);
            rr += r * r;
            rs += r * cell[0];
            rc += r * cell[1];
            ss += cell[0] * cell[0];
            sc += cell[0] * cell[1];
            cc += cell[1] * cell[1];
        }

        /** By how much the other fold's weights lower this one's sum of squares; negative where they raise it. */
        double explainedBy(Fold other) {
            double determinant = other.ss * other.cc - other.sc * other.sc;
            if (!(determinant > 1e-9 * other.ss * other.cc)) {
                return 0;
            }
            double a = (other.rs * other.cc - other.rc * other.sc) / determinant;
            double b = (other.rc * other.ss - other.rs * other.sc) / determinant;
            return 2 * (a * rs + b * rc) - (a * a * ss + 2 * a * b * sc + b * b * cc);
        }
    }
}
