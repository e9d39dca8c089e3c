package io.lacuna.benchmarks.accuracy;

import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.evaluation.CellErrors;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import io.lacuna.internal.training.Trainers;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs a trial with one seed: split, hide, fit on the training rows with gaps, fill the test rows with gaps, compare.
 */
final class TrialRun {
    /** Weight of the distance of a value outside its 90% interval: 2 / (1 - 0.9). */
    private static final double MISS_COST = 20;

    private static final int TIMED_RECORDS = 4000;
    private static final int REPETITIONS = 5;

    /** A column repeats its values if one of them makes up more than this share of its cells. */
    private static final double REPEATED = 0.05;

    private final Features features;
    private final Standardizer scale;
    private final Table train;
    private final List<double[]> truth = new ArrayList<>();
    private final Table test;
    private final boolean[][] hidden;
    private final long seed;

    /** By feature, whether it is a number that repeats its values. */
    private final boolean[] repeats;

    TrialRun(CsvTable table, Trial trial, long seed) {
        this.seed = seed;
        features = table.features();
        int n = table.rows().size();
        int[] places = Masking.split(n, seed, trial.chronological());
        List<double[]> trainTruth = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            (i < n / 5 ? truth : trainTruth).add(table.rows().get(places[i]));
        }
        scale = Standardizer.fit(new Table(features, trainTruth));
        repeats = repeats(trainTruth);
        List<double[]> z = standardized(trainTruth);
        boolean[][] holes = Masking.hide(z, z, trial, seed * 1000 + 2);
        hidden = Masking.hide(standardized(truth), z, trial, seed * 1000 + 3);
        train = holed(trainTruth, holes);
        test = holed(truth, hidden);
    }

    private List<double[]> standardized(List<double[]> rows) {
        List<double[]> z = new ArrayList<>();
        for (double[] row : rows) {
            double[] cells = new double[row.length];
            for (int j = 0; j < row.length; j++) {
                cells[j] = features.get(j).isContinuous() ? scale.standardize(j, row[j]) : 0;
            }
            z.add(cells);
        }
        return z;
    }

    private boolean[] repeats(List<double[]> rows) {
        boolean[] repeats = new boolean[features.size()];
        for (int f = 0; f < repeats.length; f++) {
            int j = f;
            Map<Double, Long> counts = rows.stream()
                    .map(row -> row[j])
                    .filter(cell -> !cell.isNaN())
                    .collect(Collectors.groupingBy(cell -> cell, Collectors.counting()));
            long cells = counts.values().stream().mapToLong(count -> count).sum();
            repeats[j] = features.get(j).isContinuous()
                    && counts.values().stream().anyMatch(count -> count > REPEATED * cells);
        }
        return repeats;
    }

    private Table holed(List<double[]> rows, boolean[][] holes) {
        List<double[]> holed = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            double[] cells = rows.get(i).clone();
            for (int j = 0; j < cells.length; j++) {
                cells[j] = holes[i][j] ? Double.NaN : cells[j];
            }
            holed.add(cells);
        }
        return new Table(features, holed);
    }

    TrialResult with(FitSettings settings) {
        long start = System.nanoTime();
        ImputationModel model = Trainers.fit(train, settings, Progress.SILENT);
        double fitSeconds = (System.nanoTime() - start) / 1e9;
        return score(model, fitSeconds);
    }

    private TrialResult score(ImputationModel model, double fitSeconds) {
        Imputer imputer = model.newImputer(InferenceSettings.DEFAULT);
        CellErrors errors = new CellErrors();
        CellErrors smooth = new CellErrors();
        CellErrors[] byFeature =
                Stream.generate(CellErrors::new).limit(features.size()).toArray(CellErrors[]::new);
        double widths = 0;
        double outside = 0;
        long empty = 0;
        for (int i = 0; i < truth.size(); i++) {
            double[] row = test.row(i);
            imputer.impute(row);
            for (int j = 0; j < features.size(); j++) {
                if (Double.isNaN(row[j])) {
                    double value = imputer.value(j);
                    double actual = truth.get(i)[j];
                    empty += Double.isFinite(value) ? 0 : 1;
                    if (Double.isNaN(actual)) {
                        continue;
                    }
                    if (features.get(j).isContinuous()) {
                        double error = (value - actual) / scale.sd()[j];
                        double low = imputer.quantile(j, 0.05);
                        double high = imputer.quantile(j, 0.95);
                        boolean inside = low <= actual && actual <= high;
                        errors.number(error, inside);
                        byFeature[j].number(error, inside);
                        if (!repeats[j]) {
                            smooth.number(error, inside);
                        }
                        widths += (high - low) / scale.sd()[j];
                        outside += Math.max(0, Math.max(low - actual, actual - high)) / scale.sd()[j];
                    } else {
                        errors.category(value != actual);
                    }
                }
            }
        }
        boolean numbers = errors.numbers() > 0;
        return new TrialResult(
                numbers ? errors.rmse() : Double.NaN,
                numbers ? errors.mae() : Double.NaN,
                numbers ? errors.coverage() : Double.NaN,
                smooth.numbers() > 0 ? smooth.coverage() : Double.NaN,
                new StreamedIntervals(features, imputer, seed).coverage(test.rows(), truth),
                numbers ? widths / errors.numbers() : Double.NaN,
                numbers ? (widths + MISS_COST * outside) / errors.numbers() : Double.NaN,
                errors.categories() == 0 ? Double.NaN : errors.errorRate(),
                Arrays.stream(byFeature)
                        .mapToDouble(each -> each.hasNumbers() ? each.rmse() : Double.NaN)
                        .toArray(),
                empty,
                fitSeconds,
                microseconds(imputer));
    }

    /** The time of a record with the values of its missing cells: the least of several averages over many records. */
    private double microseconds(Imputer imputer) {
        double least = Double.POSITIVE_INFINITY;
        for (int repetition = 0; repetition < REPETITIONS; repetition++) {
            least = Math.min(least, averageMicroseconds(imputer));
        }
        return least;
    }

    private double averageMicroseconds(Imputer imputer) {
        int passes = Math.max(1, TIMED_RECORDS / test.size());
        double sum = 0;
        long start = System.nanoTime();
        for (int pass = 0; pass < passes; pass++) {
            for (double[] row : test.rows()) {
                imputer.impute(row);
                for (int j = 0; j < row.length; j++) {
                    sum += Double.isNaN(row[j]) ? imputer.value(j) : 0;
                }
            }
        }
        double each = (System.nanoTime() - start) / 1e3 / test.size() / passes;
        return Double.isNaN(sum) ? Double.NaN : each;
    }
}
