package io.lacuna.benchmarks.accuracy;

import io.lacuna.training.FitSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Means over the trials of the four small tables and over seeds, of one setting. Immutable by convention: nobody writes
 * to its array.
 *
 * @param rmseByTable in the order of {@link #TABLES}, in standard deviations
 * @param rmse mean over all trials
 * @param coverage share of hidden numbers inside the 90% interval
 * @param microseconds mean time to fill a record, without intervals
 */
record TrialMeans(double[] rmseByTable, double rmse, double coverage, double microseconds) {
    static final List<String> TABLES = List.of("banknote", "concrete", "red", "energy");

    /**
     * Runs the trials.
     *
     * @param folder of the CSVs
     * @param settings of each fit; its seed is replaced
     */
    static TrialMeans of(Path folder, String[] seeds, FitSettings settings) throws IOException {
        double[] byTable = new double[TABLES.size()];
        double rmse = 0;
        double coverage = 0;
        double microseconds = 0;
        int runs = 0;
        for (int t = 0; t < byTable.length; t++) {
            String name = TABLES.get(t);
            CsvTable table = CsvTable.read(folder.resolve(name + ".csv"));
            List<Trial> trials = AccuracyBench.TRIALS.stream()
                    .filter(trial -> trial.table().equals(name))
                    .toList();
            for (Trial trial : trials) {
                for (long seed : Arrays.stream(seeds).mapToLong(Long::parseLong).toArray()) {
                    TrialResult result = new TrialRun(table, trial, seed).with(settings.withSeed(seed));
                    byTable[t] += result.rmse() / trials.size() / seeds.length;
                    rmse += result.rmse();
                    coverage += result.coverage();
                    microseconds += result.microseconds();
                    runs++;
                }
            }
        }
        return new TrialMeans(byTable, rmse / runs, coverage / runs, microseconds / runs);
    }
}
