package io.lacuna.benchmarks.papers;

import io.lacuna.benchmarks.Benchmark;
import io.lacuna.benchmarks.papers.WholeThenHoles.SplitTable;
import io.lacuna.benchmarks.papers.images.Completions;
import io.lacuna.benchmarks.papers.images.LadderVae;
import io.lacuna.benchmarks.papers.images.LadderVae.Levels;
import io.lacuna.benchmarks.papers.images.PixelMasks;
import io.lacuna.benchmarks.papers.images.Shape;
import io.lacuna.benchmarks.papers.images.Vaeac;
import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.OutputHead;
import io.lacuna.internal.evaluation.Masks;
import io.lacuna.internal.inference.neural.LatentModel;
import io.lacuna.internal.inference.neural.RecordPosterior;
import io.lacuna.internal.inference.neural.search.PosteriorModes;
import io.lacuna.internal.inference.neural.search.SearchSettings;
import io.lacuna.internal.model.NeuralMember;
import io.lacuna.internal.training.neural.EpochWatcher;
import io.lacuna.internal.training.neural.NeuralTrainer;
import io.lacuna.internal.training.neural.SecondEncoder;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * qavi, its tables of missing features: a VAE trained on complete records, and held-out records with gaps filled from the
 * posterior of each method. The log likelihood of the missing cells is {@code log mean over draws z ~ q of p(x_M|z)}, per
 * cell, without the weights that serving gives to draws; the RMSE is that of the
 * mean over these draws. Differences to {@code qavi} have the standard error of the mean over records. Images are 14 x 14,
 * with half of them missing (a half that turns with the record) or with random patches; tables have half of the cells
 * missing. VAEAC and a VAE of two levels are trained on the same records as the VAE.
 */
public final class Qavi implements Benchmark {
    private static final int DRAWS = 500;
    private static final int RETUNED_EPOCHS = 100;
    private static final double LEAST_SD = 0.05;

    @Override
    public String description() {
        return "qavi: log likelihood of missing cells by QAVI, SVI, Gauss-Newton and encoders, one VAE "
                + PaperArguments.USAGE;
    }

    private record Method(String name, NeuralMethod method, int samples, double beta) {}

    private static List<Method> methods(int samples) {
        return List.of(
                new Method("fill-zero", NeuralMethod.FILL_ZERO, 1, 1),
                new Method("pseudo-gibbs", NeuralMethod.PSEUDO_GIBBS, 1, 1),
                new Method("metropolis-gibbs", NeuralMethod.METROPOLIS_GIBBS, 1, 1),
                new Method("retuned", NeuralMethod.RETUNED, 1, 1),
                new Method("posterior-matching", NeuralMethod.POSTERIOR_MATCHING, 1, 1),
                new Method("svi", NeuralMethod.SVI, 1, 1),
                new Method("qavi", NeuralMethod.QAVI, samples, 1),
                new Method("qavi beta 5", NeuralMethod.QAVI, samples, 5),
                new Method("qavi beta 20", NeuralMethod.QAVI, samples, 20),
                new Method("qavi-mixture", NeuralMethod.QAVI_MIXTURE, samples, 1),
                new Method("mixture beta 5", NeuralMethod.QAVI_MIXTURE, samples, 5),
                new Method("qavi-flow", NeuralMethod.QAVI_FLOW, samples, 1),
                new Method("qavi-flow beta 5", NeuralMethod.QAVI_FLOW, samples, 5),
                new Method("qavi-feature", NeuralMethod.QAVI_FEATURE, samples, 1),
                new Method("gauss-newton", NeuralMethod.GAUSS_NEWTON, 1, 1));
    }

    @Override
    public void run(List<String> arguments) throws Exception {
        PaperArguments requested = PaperArguments.of(arguments);
        boolean images = !requested.given().containsKey("csv");
        Table table = images ? images(requested) : PaperData.of(requested, 2000, n -> PaperData.pseudoArtificial(n, 0));
        SplitTable split = SplitTable.of(table, requested.seed());
        Table test = split.test()
                .select(IntStream.range(
                                0,
                                Math.min(
                                        requested.full() ? 500 : 60,
                                        split.test().size()))
                        .toArray());
        NeuralMember vae = vae(split.train(), requested);
        NeuralMember matched = second(vae, NeuralMethod.POSTERIOR_MATCHING, split.train(), requested);
        List<Other> others = others(vae, split.train(), images, requested);
        String name = "qavi-" + PaperData.name(requested, "drawn");
        ResultTable results = new ResultTable(
                "missing", "posterior found by", "nats a cell", "over qavi", "error", "rmse", "microseconds", "modes");
        for (String mask : images ? List.of("turning half", "patches") : List.of("half of the cells")) {
            Masks masks = masks(test, mask, requested.seed());
            Map<NeuralMethod, NeuralMember> encoders = Map.of(
                    NeuralMethod.RETUNED,
                    second(vae, NeuralMethod.RETUNED, masks.table(), requested),
                    NeuralMethod.POSTERIOR_MATCHING,
                    matched);
            List<Score> scores = methods(requested.full() ? 100 : 20).stream()
                    .map(method -> score(encoders.getOrDefault(method.method, vae), method, test, masks))
                    .toList();
            scores = Stream.concat(scores.stream(), others.stream().map(other -> score(other, vae, test, masks)))
                    .toList();
            double[] qavi = scores.stream()
                    .filter(score -> score.name.equals("qavi"))
                    .findFirst()
                    .orElseThrow()
                    .perCell;
            for (Score score : scores) {
                results.row(
                        mask,
                        score.name,
                        mean(score.perCell),
                        mean(score.perCell) - mean(qavi),
                        error(score.perCell, qavi),
                        score.rmse,
                        Long.toString(score.micros),
                        score.modes);
            }
        }
        results.write(requested.result(name + ".csv"));
    }

    /** Means of 2 x 2 pixels of the images, without those pixels that hardly vary. */
    private static Table images(PaperArguments requested) throws IOException {
        List<double[]> rows =
                PaperImages.of(requested, requested.full() ? 10_000 : 2000).halved();
        double[] sd = Standardizer.fit(table(
                        rows,
                        IntStream.range(0, PixelMasks.SIDE * PixelMasks.SIDE).toArray()))
                .sd();
        int[] kept = IntStream.range(0, sd.length)
                .filter(p -> sd[p] > LEAST_SD && sd[p] != 1)
                .toArray();
        return table(rows, kept);
    }

    private static Table table(List<double[]> rows, int[] pixels) {
        List<Feature> features = new ArrayList<>();
        for (int p : pixels) {
            features.add(Feature.continuous("p" + p));
        }
        return new Table(
                new Features(features),
                rows.stream()
                        .map(row ->
                                IntStream.of(pixels).mapToDouble(p -> row[p]).toArray())
                        .toList());
    }

    private static NeuralMember vae(Table train, PaperArguments requested) {
        return new NeuralTrainer(NeuralMethod.VAE)
                .fit(train, settings(NeuralMethod.VAE, requested), Progress.SILENT, EpochWatcher.NONE);
    }

    /** Retuned on the test records with their gaps, or matched on the training records, as in the supplement. */
    private static NeuralMember second(NeuralMember vae, NeuralMethod method, Table table, PaperArguments requested) {
        return SecondEncoder.after(vae, method, table, settings(method, requested), true);
    }

    private static FitSettings settings(NeuralMethod method, PaperArguments requested) {
        int epochs = requested.number("epochs", requested.full() ? 1000 : 150);
        Map<String, String> options = Map.of(
                "latent",
                Integer.toString(requested.number("latent", 10)),
                "hidden",
                requested.full() ? "128x128x128" : "64x64",
                "mask.input",
                "false",
                "stop.early",
                "false",
                "epochs",
                Integer.toString(epochs),
                "encoder.epochs",
                Integer.toString(method == NeuralMethod.RETUNED ? Math.min(epochs, RETUNED_EPOCHS) : epochs));
        return new FitSettings(List.of(method), requested.seed(), Duration.ofHours(1), 1, options);
    }

    private static Masks masks(Table test, String mask, long seed) {
        SplittableRandom random = Seeds.random(seed, "gaps of " + mask);
        if (mask.equals("half of the cells")) {
            return Masks.completelyAtRandom(test, 0.5, random);
        }
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < test.size(); i++) {
            double[] row = test.row(i).clone();
            boolean[] hidden = mask.equals("turning half") ? PixelMasks.half(i % 4) : PixelMasks.patches(random);
            for (int j = 0; j < row.length; j++) {
                int pixel = Integer.parseInt(test.features().get(j).name().substring(1));
                row[j] = hidden[pixel] ? Double.NaN : row[j];
            }
            rows.add(row);
        }
        return Masks.of(test, rows);
    }

    /** A system that is no method of Lacuna, in the units of the VAE. */
    private record Other(String name, BiFunction<double[], SplittableRandom, Completions> completions) {}

    /** VAEAC, and a VAE of two levels with the encoder and with QAVI; as long and wide as the VAE. */
    private static List<Other> others(NeuralMember vae, Table train, boolean images, PaperArguments requested) {
        double[][] rows =
                train.rows().stream().map(row -> standardized(vae, row)).toArray(double[][]::new);
        Shape shape = new Shape(
                rows[0].length,
                requested.number("latent", 10),
                requested.full() ? 128 : 64,
                requested.number("epochs", requested.full() ? 1000 : 150),
                Math.max(16, Math.min(256, rows.length / 16)));
        int samples = requested.full() ? 100 : 20;
        Vaeac vaeac = Vaeac.fit(rows, random -> mask(train, images, random), shape, requested.seed());
        LadderVae ladder = LadderVae.fit(rows, shape, requested.seed());
        return List.of(
                new Other("vaeac", (row, random) -> vaeac.complete(row, DRAWS, random)),
                ladder("two levels: fill-zero", ladder, Levels.ENCODER, samples),
                ladder("two levels: qavi top", ladder, Levels.TOP, samples),
                ladder("two levels: qavi both", ladder, Levels.BOTH, samples));
    }

    private static Other ladder(String name, LadderVae ladder, Levels levels, int samples) {
        return new Other(name, (row, random) -> ladder.complete(row, levels, samples, 1, DRAWS, random));
    }

    /** For VAEAC: any share of the cells; of every second image, a rectangle. */
    private static boolean[] mask(Table train, boolean images, SplittableRandom random) {
        boolean[] missing = new boolean[train.features().size()];
        boolean[] rectangle = PixelMasks.rectangle(random);
        boolean whole = images && random.nextBoolean();
        double share = random.nextDouble();
        for (int j = 0; j < missing.length; j++) {
            missing[j] = whole
                    ? rectangle[Integer.parseInt(train.features().get(j).name().substring(1))]
                    : random.nextDouble() < share;
        }
        return missing;
    }

    private static double[] standardized(NeuralMember vae, double[] row) {
        return IntStream.range(0, row.length)
                .mapToDouble(j -> vae.standardizer().standardize(j, row[j]))
                .toArray();
    }

    private static Score score(Other other, NeuralMember vae, Table truth, Masks masks) {
        SplittableRandom random = Seeds.random(1, "draws");
        double[] perCell = new double[truth.size()];
        double square = 0;
        long cells = 0;
        long nanos = 0;
        for (int i = 0; i < truth.size(); i++) {
            double[] actual = standardized(vae, truth.row(i));
            double[] row = standardized(vae, masks.table().row(i));
            long start = System.nanoTime();
            Completions found = other.completions.apply(row, random);
            nanos += System.nanoTime() - start;
            int[] missing = missing(masks, i);
            perCell[i] = found.logLikelihood(actual, missing) / Math.max(1, missing.length);
            for (int j : missing) {
                double error = found.mean(j) - actual[j];
                square += error * error;
            }
            cells += missing.length;
        }
        return new Score(other.name, perCell, Math.sqrt(square / cells), nanos / 1000 / truth.size(), 1);
    }

    /** @param perCell the log likelihood of each record's missing cells, per cell */
    private record Score(String name, double[] perCell, double rmse, long micros, double modes) {}

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    /** The standard error of the mean difference over records. */
    private static double error(double[] one, double[] other) {
        double mean = mean(one) - mean(other);
        double square = 0;
        for (int i = 0; i < one.length; i++) {
            double apart = one[i] - other[i] - mean;
            square += apart * apart;
        }
        return Math.sqrt(square / Math.max(1, one.length - 1) / one.length);
    }

    private static Score score(NeuralMember vae, Method method, Table truth, Masks masks) {
        LatentModel model = vae.model();
        SearchSettings own = SearchSettings.of(method.method, false);
        LatentModel served = new LatentModel(
                model.decoder(),
                model.encoder(),
                null,
                new SearchSettings(own.steps(), own.rate(), false, own.tolerance(), method.samples, method.beta),
                method.method);
        RecordPosterior posterior = new RecordPosterior(served, vae.standardizer(), InferenceSettings.DEFAULT);
        SplittableRandom random = Seeds.random(1, "draws");
        double[] perCell = new double[truth.size()];
        double square = 0;
        long cells = 0;
        long modes = 0;
        long nanos = 0;
        for (int i = 0; i < truth.size(); i++) {
            long start = System.nanoTime();
            PosteriorModes q = posterior.of(masks.table().row(i));
            nanos += System.nanoTime() - start;
            modes += q.count();
            int[] missing = missing(masks, i);
            double[] errors = new double[missing.length];
            perCell[i] = logLikelihood(model.decoder(), posterior, q, truth.row(i), missing, random, errors)
                    / Math.max(1, missing.length);
            for (double error : errors) {
                square += error * error;
            }
            cells += missing.length;
        }
        return new Score(
                method.name,
                perCell,
                Math.sqrt(square / cells),
                nanos / 1000 / truth.size(),
                (double) modes / truth.size());
    }

    private static int[] missing(Masks masks, int row) {
        return IntStream.range(0, masks.hidden()[row].length)
                .filter(j -> masks.hidden()[row][j])
                .toArray();
    }

    /** In standard units. Also writes the errors of the means. */
    private static double logLikelihood(
            Decoder decoder,
            RecordPosterior posterior,
            PosteriorModes q,
            double[] truth,
            int[] missing,
            SplittableRandom random,
            double[] errors) {
        int k = decoder.latentSize();
        float[] epsilon = new float[k];
        float[] z = new float[k];
        float[] scratch = new float[decoder.network().out()];
        double[] logs = new double[DRAWS];
        double highest = Double.NEGATIVE_INFINITY;
        for (int s = 0; s < DRAWS; s++) {
            int mode = 0;
            for (double left = random.nextDouble() - q.weight(0); left >= 0 && mode + 1 < q.count(); ) {
                left -= q.weight(++mode);
            }
            for (int a = 0; a < k; a++) {
                epsilon[a] = (float) random.nextGaussian();
            }
            q.draw(mode, epsilon, z);
            float[] out = posterior.decode(z);
            for (int i = 0; i < missing.length; i++) {
                int j = missing[i];
                OutputHead head = decoder.heads()[j];
                float value = posterior.standardized(truth, j);
                logs[s] += head.logLikelihood(out, value, decoder.noiseVariance()[j], scratch);
                errors[i] += head instanceof OutputHead.Gaussian ? (out[head.offset()] - value) / DRAWS : 0;
            }
            highest = Math.max(highest, logs[s]);
        }
        double sum = 0;
        for (double log : logs) {
            sum += Math.exp(log - highest);
        }
        return highest + Math.log(sum / DRAWS);
    }
}
