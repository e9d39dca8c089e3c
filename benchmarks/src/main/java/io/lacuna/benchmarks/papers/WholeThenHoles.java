package io.lacuna.benchmarks.papers;

import io.lacuna.benchmarks.Benchmark;
import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.evaluation.MaskedEvaluation;
import io.lacuna.internal.evaluation.Masks;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.training.Trainers;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The reason for working without an encoder, and relay-vi figure 4: models trained on whole records fill records with
 * gaps, with shares 0.1 to 0.9 of missing cells. A decoder works with any pattern of gaps; an encoder has never seen a
 * zero that means missing. Root mean squared error in standard deviations of the training data, on a held-out fifth of
 * the rows.
 *
 * <p>All methods are served by the same kernel, which weights the posterior's draws by evidence and so repairs much of
 * an encoder's error. Rows marked {@code plain} omit this, as the papers do: the missing cells are those of the decoded
 * posterior mean.
 */
public final class WholeThenHoles implements Benchmark {
    private static final double[] MISSING = {0.1, 0.3, 0.5, 0.7, 0.9};
    private static final double[] FULL_MISSING = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};

    @Override
    public String description() {
        return "trained on whole records, tested with holes: decoder-only methods against VAE [--seconds S a fit] "
                + PaperArguments.USAGE;
    }

    @Override
    public void run(List<String> arguments) throws Exception {
        PaperArguments requested = PaperArguments.of(arguments);
        Table table = PaperData.of(
                requested, requested.full() ? 10_000 : 2000, n -> PaperData.relayArtificial(n, requested.seed()));
        SplitTable split = SplitTable.of(table, requested.seed());
        double[] sd = Standardizer.fit(split.train()).sd();
        int seconds = requested.number("seconds", requested.full() ? 300 : 15);
        Map<String, ImputationModel> models = new LinkedHashMap<>();
        models.put("marginal", fit("marginal", split.train(), seconds, requested));
        models.put("relay-mixture", fit("relay-mixture", split.train(), seconds, requested));
        models.put("svi", fit("svi", split.train(), seconds, requested));
        models.put("relay", fit("relay", split.train(), seconds, requested));
        ImputationModel pseudo = fit("pseudo-encoded", split.train(), seconds, requested);
        models.put("pseudo-encoded", pseudo);
        models.put("gauss-newton", pseudo);
        models.put("vae", fit("vae", split.train(), seconds, requested, "mask.input", "false"));
        models.put("vae + mask", fit("vae", split.train(), seconds, requested));
        String name = "whole-then-holes-" + PaperData.name(requested, "artificial");
        ResultTable results = new ResultTable("missing", "method", "rmse", "mae", "coverage 90%");
        SvgPlot plot = new SvgPlot("trained on whole records, tested with holes", "share missing", "RMSE");
        for (double missing : requested.full() ? FULL_MISSING : MISSING) {
            Masks masks = Masks.completelyAtRandom(split.test(), missing, Seeds.random(requested.seed(), "holes"));
            models.forEach((method, model) -> {
                NeuralMethod inference = model == pseudo && !method.equals(NeuralMethod.PSEUDO_ENCODED.id())
                        ? NeuralMethod.GAUSS_NEWTON
                        : null;
                MaskedEvaluation.FeatureScore score = MaskedEvaluation.of(
                                model, new InferenceSettings(inference, 0, 1e-4), split.test(), masks, sd, 0.9)
                        .total();
                results.row(missing, method, score.rmse(), score.mae(), score.coverage());
                plot.point(method, missing, score.rmse());
            });
            for (String method : new String[] {"svi", "vae", "vae + mask"}) {
                double rmse = new PaperModel(Objects.requireNonNull(models.get(method)))
                        .losses(split.test(), masks, sd)
                        .rmse();
                results.row(missing, method + ", plain", rmse, "-", "-");
                plot.point(method + ", plain", missing, rmse);
            }
        }
        results.write(requested.result(name + ".csv"));
        plot.write(requested.result(name + ".svg"));
    }

    private static ImputationModel fit(
            String method, Table train, int seconds, PaperArguments requested, String... options) {
        Map<String, String> given = new TreeMap<>();
        for (int i = 0; i < options.length; i += 2) {
            given.put(options[i], options[i + 1]);
        }
        return Trainers.fit(
                train,
                new FitSettings(method, requested.seed(), Duration.ofSeconds(seconds), 1, given),
                Progress.SILENT);
    }

    /** Four fifths for training and one fifth for test, at random. */
    record SplitTable(Table train, Table test) {
        static SplitTable of(Table table, long seed) {
            int[] places = IntStream.range(0, table.size()).toArray();
            var random = Seeds.random(seed, "split");
            for (int i = places.length - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int swapped = places[i];
                places[i] = places[j];
                places[j] = swapped;
            }
            int test = places.length / 5;
            return new SplitTable(
                    table.select(Arrays.copyOfRange(places, test, places.length)),
                    table.select(Arrays.copyOf(places, test)));
        }
    }
}
