package io.lacuna.benchmarks.accuracy;

import io.lacuna.benchmarks.accuracy.Trial.Mechanism;
import io.lacuna.internal.evaluation.CellErrors;
import io.lacuna.training.FitSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Prints the tables of {@code docs/accuracy.md} for rows with a past: error by age and coverage with and without
 * context, of simple fills, and with only some parts of the context.
 */
final class ContextBench {
    static final String ALONE = "alone";
    static final String CONTEXT = "context";
    static final String STREAM = "stream";
    static final String LAST = "last value";
    static final String OWN = "own past";
    static final String MEAN = "mean";
    static final String COLUMNS_OF_LAST = "instead of context: last values as further columns";

    private static final List<String> COLUMNS = List.of(ALONE, CONTEXT, LAST, OWN, MEAN);
    private static final List<String> RANGES = List.of("all", "1", "2-6", "7-24", "over 24");

    private static final List<String> BUOY = List.of("Year", "Latitude", "Longitude");

    static final List<ContextTrial> TRIALS = List.of(
            new ContextTrial("airquality", Mechanism.BLOCKTIME, 0.3, ContextTrial.Order.ROWS, List.of()),
            new ContextTrial("airquality", Mechanism.MCAR, 0.5, ContextTrial.Order.ROWS, List.of()),
            new ContextTrial("airquality", Mechanism.BLOCKTIME, 0.3, ContextTrial.Order.TIME, List.of()),
            new ContextTrial("airquality", Mechanism.MCAR, 0.5, ContextTrial.Order.TIME, List.of()),
            new ContextTrial("tao", Mechanism.BLOCKTIME, 0.3, ContextTrial.Order.ROWS, BUOY),
            new ContextTrial("tao", Mechanism.MCAR, 0.5, ContextTrial.Order.ROWS, BUOY),
            new ContextTrial("airquality", Mechanism.MCAR, 0.5, ContextTrial.Order.SHUFFLED, List.of()),
            new ContextTrial("red", Mechanism.MCAR, 0.5, ContextTrial.Order.ROWS, List.of()));

    private final List<String> ablation = new ArrayList<>();

    /** Runs the trials whose names match. */
    static void run(Path folder, String only, String[] seeds, FitSettings settings) throws IOException {
        List<ContextTrial> trials =
                TRIALS.stream().filter(trial -> trial.name().matches(only)).toList();
        if (!trials.isEmpty()) {
            new ContextBench().print(folder, trials, seeds, settings);
        }
    }

    private void print(Path folder, List<ContextTrial> trials, String[] seeds, FitSettings settings)
            throws IOException {
        System.out.println("\n| trial | age in rows | cells | model alone | with context | last value | own past | mean"
                + " | coverage alone | with context | in the stream | with context, by seed |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|---|---|");
        for (ContextTrial trial : trials) {
            Path csv = folder.resolve(trial.table() + ".csv");
            if (!Files.exists(csv)) {
                System.out.println("| " + trial.name() + " | left out: no " + csv + " |");
                continue;
            }
            CsvTable table = CsvTable.read(csv);
            List<Map<String, CellErrors[]>> bySeed = new ArrayList<>();
            for (String seed : seeds) {
                long number = Long.parseLong(seed);
                bySeed.add(new ContextTrialRun(table, trial, number).with(settings.withSeed(number)));
            }
            for (int range = 0; range < RANGES.size(); range++) {
                if (cells(bySeed, range) > 0) {
                    System.out.println(line(trial, range, bySeed));
                }
            }
            ablation(trial, bySeed);
        }
        System.out.println("\n| trial | parts of the context, each added to those above | RMSE |\n|---|---|---|");
        ablation.forEach(System.out::println);
    }

    private static String line(ContextTrial trial, int range, List<Map<String, CellErrors[]>> bySeed) {
        StringBuilder line = new StringBuilder(
                String.format(Locale.ROOT, "| %s | %s | %d", trial.name(), RANGES.get(range), cells(bySeed, range)));
        for (String column : COLUMNS) {
            double rmse = rmse(bySeed, column, range);
            line.append(String.format(Locale.ROOT, column.equals(CONTEXT) ? " | **%.3f**" : " | %.3f", rmse));
        }
        for (String column : List.of(ALONE, CONTEXT, STREAM)) {
            line.append(String.format(Locale.ROOT, " | %.3f", coverage(bySeed, column, range)));
        }
        line.append(" |");
        for (Map<String, CellErrors[]> seed : bySeed) {
            CellErrors errors = of(seed, CONTEXT, range);
            line.append(errors.cells() == 0 ? " -" : String.format(Locale.ROOT, " %.3f", errors.rmse()));
        }
        return line.append(" |").toString();
    }

    private void ablation(ContextTrial trial, List<Map<String, CellErrors[]>> bySeed) {
        List<String> names = new ArrayList<>(bySeed.get(0).keySet());
        names.removeAll(List.of(CONTEXT, STREAM, LAST, OWN, MEAN));
        for (String name : names) {
            ablation.add(String.format(
                    Locale.ROOT,
                    "| %s | %s | %.3f |",
                    trial.name(),
                    name.equals(ALONE) ? "none" : name,
                    rmse(bySeed, name, 0)));
        }
    }

    private static CellErrors of(Map<String, CellErrors[]> seed, String column, int range) {
        CellErrors[] errors = seed.get(column);
        return errors == null ? new CellErrors() : errors[range];
    }

    private static long cells(List<Map<String, CellErrors[]>> bySeed, int range) {
        return bySeed.stream()
                .mapToLong(seed -> of(seed, CONTEXT, range).cells())
                .sum();
    }

    /** Mean over the seeds that have such cells. */
    private static double rmse(List<Map<String, CellErrors[]>> bySeed, String column, int range) {
        return bySeed.stream()
                .map(seed -> of(seed, column, range))
                .filter(errors -> errors.cells() > 0)
                .mapToDouble(CellErrors::rmse)
                .average()
                .orElse(Double.NaN);
    }

    /** Of the cells of all seeds together. */
    private static double coverage(List<Map<String, CellErrors[]>> bySeed, String column, int range) {
        CellErrors all = new CellErrors();
        bySeed.forEach(seed -> all.add(of(seed, column, range)));
        return all.coverage();
    }
}
