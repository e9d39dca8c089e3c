package io.lacuna.benchmarks.accuracy;

import io.lacuna.benchmarks.Benchmark;
import io.lacuna.benchmarks.accuracy.Trial.Mechanism;
import io.lacuna.data.Features;
import io.lacuna.inference.InferenceMethod;
import io.lacuna.training.FitSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Prints the table of {@code docs/accuracy.md}: each trial's error and the best peer's on the same masks, coverage of
 * the 90% intervals, and time; then the tables of {@link ContextBench}.
 *
 * <pre>accuracy FOLDER [--seeds 0,1,2] [--only REGEX] [--method NAME] [--budget SECONDS] [--threads N] [--columns] [KEY=VALUE ...]</pre>
 *
 * FOLDER has the CSVs; a trial whose table is missing is skipped with a message. KEY=VALUE are options of the method.
 * {@code --columns} also prints the error of each column.
 */
public final class AccuracyBench implements Benchmark {
    static final List<Trial> TRIALS = List.of(
            new Trial("banknote", Mechanism.MCAR, 0.5, false, 0.786, "MIWAE"),
            new Trial("concrete", Mechanism.MCAR, 0.5, false, 0.848, "fitted normal"),
            new Trial("red", Mechanism.MCAR, 0.5, false, 0.777, "MIWAE"),
            new Trial("energy", Mechanism.MCAR, 0.5, false, 0.648, "MIWAE"),
            new Trial("airquality", Mechanism.MCAR, 0.5, false, 0.482, "forests"),
            new Trial("letter", Mechanism.MCAR, 0.5, false, 0.794, "fitted normal"),
            new Trial("airquality", Mechanism.BLOCKTIME, 0.3, true, 0.553, "forests"),
            new Trial("banknote", Mechanism.MAR, 0.4, false, 0.780, "fitted normal"),
            new Trial("concrete", Mechanism.MAR, 0.4, false, 0.859, "fitted normal"),
            new Trial("red", Mechanism.MAR, 0.4, false, 0.863, "fitted normal"),
            new Trial("energy", Mechanism.MAR, 0.4, false, 0.787, "fitted normal"),
            new Trial("banknote", Mechanism.BLOCKCOLS, 0.4, false, 0.792, "fitted normal"),
            new Trial("concrete", Mechanism.BLOCKCOLS, 0.4, false, 0.803, "nearest neighbours"),
            new Trial("red", Mechanism.BLOCKCOLS, 0.4, false, 0.770, "fitted normal"),
            new Trial("energy", Mechanism.BLOCKCOLS, 0.4, false, 0.645, "forests"),
            new Trial("airquality", Mechanism.MCAR, 0.5, true, 0.651, "forests"),
            new Trial("boys", Mechanism.MCAR, 0.3, false, 0.374, "mice"),
            new Trial("gss2010", Mechanism.MCAR, 0.3, false, 1.004, "mean, mode"),
            new Trial("selfreport", Mechanism.MCAR, 0.3, false, 0.561, "mice"),
            new Trial("bfi", Mechanism.MCAR, 0.3, false, 0.937, "mice"));

    private String only = ".*";
    private boolean byColumn;
    private String[] seeds = {"0", "1", "2"};
    private FitSettings settings = FitSettings.defaults();

    @Override
    public String description() {
        return "FOLDER of CSVs: error, coverage and time of the default on hidden cells, and the best peer's";
    }

    @Override
    public void run(List<String> arguments) throws IOException {
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("give the folder with the CSVs");
        }
        Path folder = Path.of(arguments.get(0));
        read(arguments.subList(1, arguments.size()));
        List<Trial> trials =
                TRIALS.stream().filter(trial -> trial.name().matches(only)).toList();
        if (!trials.isEmpty()) {
            run(folder, trials);
        }
        ContextBench.run(folder, only, seeds, settings);
    }

    private void run(Path folder, List<Trial> trials) throws IOException {
        System.out.println(
                "| trial | RMSE by seed | RMSE | best peer | gain | MAE | categories wrong | coverage | not repeated | streamed | width"
                        + " | Winkler | fit s | us a record |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        List<Double> means = new ArrayList<>();
        for (Trial trial : trials) {
            Path csv = folder.resolve(trial.table() + ".csv");
            if (!Files.exists(csv)) {
                System.out.println("| " + trial.name() + " | left out: no " + csv + " |");
                continue;
            }
            CsvTable table = CsvTable.read(csv);
            List<TrialResult> results = new ArrayList<>();
            for (String seed : seeds) {
                long number = Long.parseLong(seed);
                results.add(new TrialRun(table, trial, number).with(settings.withSeed(number)));
            }
            System.out.println(line(trial, results));
            if (byColumn) {
                System.out.println(columns(table.features(), results));
            }
            means.add(mean(results, TrialResult::rmse));
        }
        System.out.printf(Locale.ROOT, "%nmean RMSE of the %d trials above: %.4f%n", means.size(), mean(means, x -> x));
    }

    private void read(List<String> arguments) {
        List<InferenceMethod> methods = settings.methods();
        Duration budget = settings.budget();
        int threads = settings.threads();
        Map<String, String> options = new HashMap<>();
        for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
            String argument = rest.next();
            if (argument.startsWith("--") && !argument.equals("--columns") && !rest.hasNext()) {
                throw new IllegalArgumentException(argument + " needs a value");
            }
            switch (argument) {
                case "--columns" -> byColumn = true;
                case "--only" -> only = rest.next();
                case "--seeds" -> seeds = rest.next().split(",");
                case "--method" -> methods = InferenceMethod.listOf(rest.next());
                case "--budget" -> budget = Duration.ofSeconds(Long.parseLong(rest.next()));
                case "--threads" -> threads = Integer.parseInt(rest.next());
                default -> {
                    String[] pair = argument.split("=", 2);
                    if (pair.length < 2) {
                        throw new IllegalArgumentException(
                                "'" + argument
                                        + "' is neither --only, --seeds, --method, --budget, --threads, --columns nor KEY=VALUE");
                    }
                    options.put(pair[0], pair[1]);
                }
            }
        }
        settings = new FitSettings(methods, 0, budget, threads, options);
    }

    private static String line(Trial trial, List<TrialResult> results) {
        double rmse = mean(results, TrialResult::rmse);
        String bySeed = String.join(
                " ",
                results.stream()
                        .map(result -> "%.3f".formatted(result.rmse()).replaceFirst("^0", ""))
                        .toList());
        double empty = mean(results, result -> result.empty());
        return "| %s | %s | **%.4f** | %.3f %s | %.1f%% | %.3f | %s | %.4f | %s | %.3f | %.2f | %.4f | %.1f | %.0f |%s"
                .formatted(
                        trial.name(),
                        bySeed,
                        rmse,
                        trial.bestPeer(),
                        trial.bestPeerName(),
                        100 * (1 - rmse / trial.bestPeer()),
                        mean(results, TrialResult::mae),
                        Double.isNaN(results.get(0).errorRate())
                                ? "-"
                                : "%.3f".formatted(mean(results, TrialResult::errorRate)),
                        mean(results, TrialResult::coverage),
                        Double.isNaN(results.get(0).smoothCoverage())
                                ? "-"
                                : "%.3f".formatted(mean(results, TrialResult::smoothCoverage)),
                        mean(results, TrialResult::streamedCoverage),
                        mean(results, TrialResult::width),
                        mean(results, TrialResult::winkler),
                        mean(results, TrialResult::fitSeconds),
                        mean(results, TrialResult::microseconds),
                        empty > 0 ? " INVALID: " + empty + " cells left empty" : "");
    }

    /** The error of each column with hidden numbers. */
    private static String columns(Features features, List<TrialResult> results) {
        StringBuilder columns = new StringBuilder();
        for (int f = 0; f < features.size(); f++) {
            int j = f;
            double rmse = mean(results, result -> result.rmseByFeature()[j]);
            if (!Double.isNaN(rmse)) {
                columns.append("  %s %.3f".formatted(features.get(j).name(), rmse));
            }
        }
        return columns.toString();
    }

    private static <T> double mean(List<T> list, ToDoubleFunction<T> figure) {
        return list.stream().mapToDouble(figure).average().orElse(Double.NaN);
    }
}
