package io.lacuna.benchmarks.papers;

import io.lacuna.benchmarks.Benchmark;
import io.lacuna.benchmarks.papers.WholeThenHoles.SplitTable;
import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.evaluation.MaskedEvaluation;
import io.lacuna.internal.evaluation.Masks;
import io.lacuna.internal.evaluation.TableBound;
import io.lacuna.internal.inference.LikelihoodBound;
import io.lacuna.internal.inference.neural.RecordPosterior;
import io.lacuna.internal.inference.neural.search.PosteriorModes;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.NeuralMember;
import io.lacuna.internal.training.Trainers;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * buffered-svi tables 1 to 9: decoders trained by each bound with k = 9, half of the cells missing in training and test.
 * RMSE of the hidden cells as Gauss-Newton serves them; log p, estimated by IWAE from Gauss-Newton's modes; ELBO*, KL* and
 * Recon*, the bound of SVI after 200 steps and its parts. Means and standard deviations of three seeds, which also change
 * split and gaps. All bounds get the same epochs; the last rows get as many passes as {@code bsvi-sir} instead.
 */
public final class BsviTraining implements Benchmark {
    private static final int SEEDS = 3;
    private static final int STEPS = 9;
    private static final int PASSES = STEPS + 2;
    private static final int TEST_RECORDS = 100;

    @Override
    public String description() {
        return "buffered-svi tables 1-9: decoders trained by ELBO, SVI, IWAE, BSVI and its variants [--encoder | --published] "
                + PaperArguments.USAGE;
    }

    /**
     * buffered-svi, table 13: AMSGrad for networks, SGD with momentum for the record's steps, gradients clipped, and for
     * Omniglot a KL weight that rises from 0.1 in the first 5,000 of 200,000 steps. With an encoder, as there.
     */
    private static final Map<String, String> PUBLISHED = Map.of(
            "optimizer", "amsgrad",
            "learning.rate", "0.001",
            "schedule", "constant",
            "batch", "50",
            "gradient.clip", "5",
            "kl.start", "0.1",
            "kl.warmup", "0.025",
            "bound.optimizer", "momentum");

    private record Fit(String name, String bound, int passes, boolean equalPasses) {}

    private static final List<Fit> FITS = List.of(
            new Fit("elbo", "elbo", 1, false),
            new Fit("iwae-10", "iwae", 2 * (STEPS + 1), false),
            new Fit("svi-9", "svi", STEPS + 1, false),
            new Fit("bsvi-9", "bsvi", 2 * (STEPS + 1), false),
            new Fit("bsvi-9-ds", "bsvi-ds", 2 * (STEPS + 1) + STEPS, false),
            new Fit("bsvi-9-pi", "bsvi-pi", 2 * (STEPS + 1), false),
            new Fit("bsvi-9-sir", "bsvi-sir", PASSES, false),
            new Fit("bsvi-9-sir-pi", "bsvi-sir-pi", PASSES, false),
            new Fit("elbo, equal passes", "elbo", 1, true));

    @Override
    public void run(List<String> arguments) throws Exception {
        PaperArguments requested = PaperArguments.of(arguments);
        Table table = PaperData.of(
                requested, requested.full() ? 5000 : 600, n -> PaperData.pseudoArtificial(n, requested.seed()));
        int epochs = requested.number("epochs", requested.full() ? 300 : 60);
        String name = "bsvi-training-" + PaperData.name(requested, "artificial")
                + (requested.encoder() ? "-encoder" : "") + (requested.published() ? "-published" : "");
        ResultTable results =
                new ResultTable("trained by", "passes", "rmse", "log p", "ELBO*", "KL*", "Recon*", "coverage 90%");
        SvgPlot plot = new SvgPlot("buffered-svi: RMSE by passes over the data", "passes", "RMSE, half missing");
        for (Fit fit : FITS) {
            int own = fit.equalPasses ? epochs * PASSES : epochs;
            List<double[]> scores = new ArrayList<>();
            for (long seed = requested.seed(); seed < requested.seed() + SEEDS; seed++) {
                scores.add(score(table, fit, own, seed, requested));
            }
            results.row(
                    fit.name,
                    own * fit.passes,
                    spread(scores, 0),
                    spread(scores, 1),
                    spread(scores, 2),
                    spread(scores, 3),
                    spread(scores, 4),
                    spread(scores, 5));
            plot.point(fit.name, own * fit.passes, mean(scores, 0));
            plot.point(fit.name, own * fit.passes * 1.01, mean(scores, 0));
        }
        results.write(requested.result(name + ".csv"));
        plot.write(requested.result(name + ".svg"));
    }

    private static double[] score(Table table, Fit fit, int epochs, long seed, PaperArguments requested) {
        SplitTable split = SplitTable.of(table, seed);
        Table train = Masks.completelyAtRandom(split.train(), 0.5, Seeds.random(seed, "missing"))
                .table();
        Table whole = split.test()
                .select(IntStream.range(0, Math.min(TEST_RECORDS, split.test().size()))
                        .toArray());
        Masks holes = Masks.completelyAtRandom(whole, 0.5, Seeds.random(seed, "holes"));
        Map<String, String> options = new TreeMap<>(Map.of(
                "epochs", Integer.toString(epochs),
                "bound", fit.bound,
                "bound.steps", Integer.toString(STEPS)));
        options.putAll(requested.published() ? PUBLISHED : Map.of());
        String method = requested.encoder() || requested.published() ? NeuralMethod.VAE.id() : NeuralMethod.SVI.id();
        ImputationModel model =
                Trainers.fit(train, new FitSettings(method, seed, Duration.ofHours(1), 1, options), Progress.SILENT);
        InferenceSettings newton = new InferenceSettings(NeuralMethod.GAUSS_NEWTON, 0, 1e-4);
        InferenceSettings svi = new InferenceSettings(NeuralMethod.SVI, 0, 200, 1e-4);
        MaskedEvaluation.FeatureScore filled = MaskedEvaluation.of(
                        model,
                        newton,
                        whole,
                        holes,
                        Standardizer.fit(split.train()).sd(),
                        0.9)
                .total();
        double logLikelihood = TableBound.of(model, newton, holes.table(), LikelihoodBound.of("iwae-500"), 2, seed)
                .mean();
        double elbo = TableBound.of(model, svi, holes.table(), LikelihoodBound.of("elbo"), 100, seed)
                .mean();
        double kl = divergence((NeuralMember) model.members().get(0), svi, holes.table());
        return new double[] {filled.rmse(), logLikelihood, elbo, kl, elbo + kl, filled.coverage()};
    }

    /** The mean of KL(q(z) || N(0, I)) over the records; 0 for a record without an observed cell. */
    private static double divergence(NeuralMember member, InferenceSettings settings, Table table) {
        RecordPosterior posterior = new RecordPosterior(member.model(), member.standardizer(), settings);
        double sum = 0;
        for (double[] row : table.rows()) {
            if (IntStream.range(0, row.length).allMatch(j -> Double.isNaN(row[j]))) {
                continue;
            }
            PosteriorModes q = posterior.of(row);
            for (int a = 0; a < q.latentSize(); a++) {
                double variance = q.variance(0, a);
                sum += 0.5 * (q.mean(0)[a] * q.mean(0)[a] + variance - 1 - Math.log(variance));
            }
        }
        return sum / table.size();
    }

    private static double mean(List<double[]> scores, int at) {
        return scores.stream().mapToDouble(score -> score[at]).average().orElseThrow();
    }

    private static String spread(List<double[]> scores, int at) {
        double mean = mean(scores, at);
        double square = scores.stream()
                .mapToDouble(score -> (score[at] - mean) * (score[at] - mean))
                .sum();
        return String.format(Locale.ROOT, "%.3f +- %.3f", mean, Math.sqrt(square / (scores.size() - 1)));
    }
}
