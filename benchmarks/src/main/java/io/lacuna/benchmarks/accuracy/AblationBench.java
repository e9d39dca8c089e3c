package io.lacuna.benchmarks.accuracy;

import io.lacuna.benchmarks.Benchmark;
import io.lacuna.inference.InferenceMethod;
import io.lacuna.training.FitSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The contribution of each part of the default method: the same trials without it. Prints mean RMSE by table. */
public final class AblationBench implements Benchmark {
    /**
     * The training time of a decoder: the longest that a fit of these tables should take in addition to the mixture.
     */
    private static final Duration DECODERS_BUDGET = Duration.ofSeconds(8);

    private record Variant(String name, String method, Duration budget, Map<String, String> options) {
        Variant(String name, Map<String, String> options) {
            this(name, InferenceMethod.DEFAULT_ID, FitSettings.defaults().budget(), options);
        }
    }

    private static final List<Variant> VARIANTS = List.of(
            new Variant("default", Map.of()),
            new Variant(
                    "one normal (no relays), standardized",
                    Map.of("space", "standardized", "fits", "1", "relays", "1")),
            new Variant("one normal, 6 bootstraps a space", Map.of("relays", "1", "fits", "6")),
            new Variant("one fit, standardized", Map.of("space", "standardized", "fits", "1")),
            new Variant("standardized only, 6 fits", Map.of("space", "standardized")),
            new Variant("rank-normal only, 6 fits", Map.of("space", "rank-normal")),
            new Variant("12 fits a space", Map.of("fits", "12")),
            new Variant("preset=fast", Map.of("preset", "fast")),
            new Variant("preset=throughput", Map.of("preset", "throughput")),
            new Variant("preset=accurate", Map.of("preset", "accurate")),
            new Variant(
                    "boosted trees alone",
                    "boosted-trees",
                    FitSettings.defaults().budget(),
                    Map.of()),
            new Variant("a decoder instead (gauss-newton)", "gauss-newton", DECODERS_BUDGET, Map.of()),
            new Variant(
                    "default and a decoder, averaged",
                    "relay-mixture+gauss-newton",
                    DECODERS_BUDGET.multipliedBy(2),
                    Map.of()));

    @Override
    public String description() {
        return "FOLDER of CSVs [seed,... [REGEX of variants]]: contribution of each part of the default method on hidden cells";
    }

    @Override
    public void run(List<String> arguments) throws IOException {
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("give the folder with the CSVs");
        }
        String[] seeds = (arguments.size() > 1 ? arguments.get(1) : "0,1,2").split(",");
        System.out.println(
                "| variant | " + String.join(" | ", TrialMeans.TABLES) + " | mean RMSE | coverage | us a record |");
        System.out.println("|---|" + "---|".repeat(TrialMeans.TABLES.size() + 3));
        String only = arguments.size() > 2 ? arguments.get(2) : ".*";
        for (Variant variant : VARIANTS) {
            if (!variant.name().matches(only)) {
                continue;
            }
            print(variant, Path.of(arguments.get(0)), seeds);
        }
    }

    private static void print(Variant variant, Path folder, String[] seeds) throws IOException {
        int threads = FitSettings.defaults().threads();
        FitSettings settings = new FitSettings(variant.method(), 0, variant.budget(), threads, variant.options());
        TrialMeans means = TrialMeans.of(folder, seeds, settings);
        StringBuilder line = new StringBuilder("| " + variant.name());
        for (double rmse : means.rmseByTable()) {
            line.append(String.format(Locale.ROOT, " | %.4f", rmse));
        }
        System.out.printf(
                Locale.ROOT,
                "%s | **%.4f** | %.3f | %.0f |%n",
                line,
                means.rmse(),
                means.coverage(),
                means.microseconds());
    }
}
