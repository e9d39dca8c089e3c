package io.lacuna.benchmarks.accuracy;

import io.lacuna.benchmarks.Benchmark;
import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.evaluation.CellErrors;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import io.lacuna.internal.training.Trainers;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * The protocol of DiffPuter (Zhang et al., ICLR 2025, its code's {@code generate_mask.py} and {@code get_eval}) for a
 * table of numbers, 30% missing at random: 70% of the rows are for training; 30% of the columns, chosen at random, are
 * never missing; the others are missing with a logistic probability of a random combination of these, so that 30% of
 * all cells are missing. The model is fitted to the training rows with their gaps and fills the same rows (in-sample)
 * and the other ones. Errors are in standard deviations of the observed training cells, over all missing cells.
 *
 * <p>The published masks also have the class of the row as a column; here it is not in the table.
 */
public final class InSampleBench implements Benchmark {
    private static final double TRAINING_SHARE = 0.7;
    private static final double OBSERVED_SHARE = 0.3;
    private static final double MISSING_SHARE = 0.3;
    private static final int BISECTIONS = 60;

    /** The offset that gives the wanted rate lies between its negative and itself. */
    private static final double FARTHEST_OFFSET = 500;

    @Override
    public String description() {
        return "CSV of numbers [seed,...]: error in the rows of the fit, and in others, 30% missing at random as DiffPuter has it";
    }

    @Override
    public void run(List<String> arguments) throws IOException {
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("give a CSV of numbers");
        }
        CsvTable csv = CsvTable.read(Path.of(arguments.get(0)));
        String[] seeds = (arguments.size() > 1 ? arguments.get(1) : "0,1,2").split(",");
        System.out.println("| seed | in-sample RMSE | MAE | coverage | out-of-sample RMSE | MAE | coverage | fit s |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        for (String seed : seeds) {
            run(csv, Long.parseLong(seed));
        }
    }

    private static void run(CsvTable csv, long seed) {
        Random random = new Random(seed);
        List<double[]> rows = new ArrayList<>(csv.rows());
        Collections.shuffle(rows, random);
        int split = (int) (TRAINING_SHARE * rows.size());
        List<double[]> train = rows.subList(0, split);
        List<double[]> test = rows.subList(split, rows.size());
        List<double[]> holed = holed(train, random);
        Table table = new Table(csv.features(), holed);
        long start = System.nanoTime();
        ImputationModel model = Trainers.fit(table, FitSettings.defaults().withSeed(seed), Progress.SILENT);
        double seconds = (System.nanoTime() - start) / 1e9;
        double[] deviations = deviations(holed);
        CellErrors inside = errors(model, train, holed, deviations);
        CellErrors outside = errors(model, test, holed(test, random), deviations);
        System.out.printf(
                Locale.ROOT,
                "| %d | **%.4f** | %.4f | %.3f | **%.4f** | %.4f | %.3f | %.0f |%n",
                seed,
                inside.rmse(),
                inside.mae(),
                inside.coverage(),
                outside.rmse(),
                outside.mae(),
                outside.coverage(),
                seconds);
    }

    /** The rows with cells missing at random. */
    private static List<double[]> holed(List<double[]> rows, Random random) {
        int d = rows.get(0).length;
        List<Integer> columns = new ArrayList<>();
        for (int j = 0; j < d; j++) {
            columns.add(j);
        }
        Collections.shuffle(columns, random);
        int drivers = Math.max(1, (int) (OBSERVED_SHARE * d));
        double rate = MISSING_SHARE / (1 - OBSERVED_SHARE);
        List<double[]> holed = new ArrayList<>();
        for (double[] row : rows) {
            holed.add(row.clone());
        }
        for (int j : columns.subList(drivers, d)) {
            double[] combined = combined(rows, columns.subList(0, drivers), random);
            double offset = offset(combined, rate);
            for (int i = 0; i < combined.length; i++) {
                if (random.nextDouble() < logistic(combined[i] + offset)) {
                    holed.get(i)[j] = Double.NaN;
                }
            }
        }
        return holed;
    }

    /** A random linear combination of some columns, with unit variance; one number a row. */
    private static double[] combined(List<double[]> rows, List<Integer> columns, Random random) {
        double[] sum = new double[rows.size()];
        for (int j : columns) {
            double weight = random.nextGaussian();
            for (int i = 0; i < sum.length; i++) {
                sum[i] += weight * rows.get(i)[j];
            }
        }
        double mean = Arrays.stream(sum).average().orElse(0);
        double square = Arrays.stream(sum).map(x -> (x - mean) * (x - mean)).sum();
        double sd = Math.sqrt(square / (sum.length - 1));
        return Arrays.stream(sum).map(x -> x / sd).toArray();
    }

    /** The offset at which the mean probability equals the rate, by bisection. */
    private static double offset(double[] combined, double rate) {
        double low = -FARTHEST_OFFSET;
        double high = FARTHEST_OFFSET;
        for (int step = 0; step < BISECTIONS; step++) {
            double middle = (low + high) / 2;
            double mean = Arrays.stream(combined)
                    .map(x -> logistic(x + middle))
                    .average()
                    .orElse(0);
            if (mean < rate) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    private static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** Of the observed cells of each column. */
    private static double[] deviations(List<double[]> holed) {
        double[] deviations = new double[holed.get(0).length];
        for (int c = 0; c < deviations.length; c++) {
            int j = c;
            double[] cells = holed.stream()
                    .mapToDouble(row -> row[j])
                    .filter(cell -> !Double.isNaN(cell))
                    .toArray();
            double mean = Arrays.stream(cells).average().orElse(0);
            deviations[j] = Math.sqrt(Arrays.stream(cells)
                    .map(x -> (x - mean) * (x - mean))
                    .average()
                    .orElse(1));
        }
        return deviations;
    }

    private static CellErrors errors(
            ImputationModel model, List<double[]> truth, List<double[]> holed, double[] deviations) {
        Imputer imputer = model.newImputer(InferenceSettings.DEFAULT);
        CellErrors errors = new CellErrors();
        for (int i = 0; i < holed.size(); i++) {
            double[] row = holed.get(i);
            imputer.impute(row);
            for (int j = 0; j < row.length; j++) {
                if (Double.isNaN(row[j])) {
                    boolean held = imputer.quantile(j, 0.05) <= truth.get(i)[j]
                            && truth.get(i)[j] <= imputer.quantile(j, 0.95);
                    errors.number((imputer.mean(j) - truth.get(i)[j]) / deviations[j], held);
                }
            }
        }
        return errors;
    }
}
