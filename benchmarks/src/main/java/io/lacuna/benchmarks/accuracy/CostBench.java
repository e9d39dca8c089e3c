package io.lacuna.benchmarks.accuracy;

import io.lacuna.benchmarks.Benchmark;
import io.lacuna.training.FitSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What accuracy costs: settings with more or fewer fits and relays, their error on the small trials beside the time of
 * a record, and the best setting for each of several times.
 */
public final class CostBench implements Benchmark {
    private static final int[] FITS = {1, 2, 3, 4, 6, 8, 12};
    private static final int[] BUDGETS = {5, 10, 20, 50};

    private record Setting(String name, Map<String, String> options) {}

    private record Measured(Setting setting, TrialMeans means) {}

    @Override
    public String description() {
        return "FOLDER of CSVs [seed,... [REGEX of settings]]: error on hidden cells beside the time of a record";
    }

    @Override
    public void run(List<String> arguments) throws IOException {
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("give the folder with the CSVs");
        }
        Path folder = Path.of(arguments.get(0));
        String[] seeds = (arguments.size() > 1 ? arguments.get(1) : "0,1,2").split(",");
        String only = arguments.size() > 2 ? arguments.get(2) : ".*";
        System.out.println("| setting | " + String.join(" | ", TrialMeans.TABLES)
                + " | mean RMSE | coverage | microseconds a record |");
        System.out.println("|---|" + "---|".repeat(TrialMeans.TABLES.size() + 3));
        List<Measured> all = new ArrayList<>();
        for (Setting setting : settings()) {
            if (setting.name().matches(only)) {
                Measured measured = new Measured(setting, TrialMeans.of(folder, seeds, fit(setting)));
                System.out.println(line(measured));
                all.add(measured);
            }
        }
        System.out.println();
        for (int budget : BUDGETS) {
            all.stream()
                    .filter(one -> one.means().microseconds() <= budget)
                    .min(Comparator.comparingDouble(one -> one.means().rmse()))
                    .ifPresent(best -> System.out.printf(
                            Locale.ROOT,
                            "at most %d microseconds: %.4f, %s%n",
                            budget,
                            best.means().rmse(),
                            best.setting().name()));
        }
    }

    /** Fits a space, with as many relays as the rule says, with few and with many; and the presets. */
    private static List<Setting> settings() {
        List<Setting> settings = new ArrayList<>();
        settings.add(new Setting("default", Map.of()));
        for (String preset : List.of("fast", "throughput")) {
            settings.add(new Setting("preset=" + preset, Map.of("preset", preset)));
        }
        for (int fits : FITS) {
            settings.add(new Setting("fits=" + fits, Map.of("fits", Integer.toString(fits))));
            for (String relays : List.of("8", "64")) {
                settings.add(new Setting(
                        "fits=" + fits + " relays=" + relays,
                        Map.of("fits", Integer.toString(fits), "relays", relays)));
            }
        }
        return settings;
    }

    private static FitSettings fit(Setting setting) {
        FitSettings defaults = FitSettings.defaults();
        return new FitSettings(defaults.methods(), 0, defaults.budget(), defaults.threads(), setting.options());
    }

    private static String line(Measured measured) {
        TrialMeans means = measured.means();
        StringBuilder line = new StringBuilder("| " + measured.setting().name());
        for (double rmse : means.rmseByTable()) {
            line.append(String.format(Locale.ROOT, " | %.4f", rmse));
        }
        return line
                + String.format(
                        Locale.ROOT,
                        " | **%.4f** | %.3f | %.1f |",
                        means.rmse(),
                        means.coverage(),
                        means.microseconds());
    }
}
