package io.lacuna.benchmarks.papers;

import io.lacuna.benchmarks.Benchmark;
import io.lacuna.data.Table;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.data.FixedNoise;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.OutputHead;
import io.lacuna.internal.evaluation.Masks;
import io.lacuna.internal.inference.neural.LatentModel;
import io.lacuna.internal.inference.neural.NeuralKernel;
import io.lacuna.internal.inference.neural.objective.RecordObjective;
import io.lacuna.internal.inference.neural.search.EncoderStart;
import io.lacuna.internal.inference.neural.search.GradientPosterior;
import io.lacuna.internal.inference.neural.search.PointDescent;
import io.lacuna.internal.model.NeuralMember;
import io.lacuna.internal.training.neural.EpochWatcher;
import io.lacuna.internal.training.neural.NeuralTrainer;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * pe-svi tables 1 to 3 on its synthetic data, and steps to converge.
 *
 * <p>First part: reconstruction only, as in the paper (squared error, no KL, points). Mean squared error of whole test
 * records by VAE, SVI (2,000 steps), PE-SVI-0 and PE-SVI-25.
 *
 * <p>Second part: the steps of searches with half of the cells missing; see {@link SearchSteps}.
 */
public final class PseudoEncoder implements Benchmark {
    private static final int SVI_STEPS = 2000;
    private static final int PSEUDO_STEPS = 25;
    private static final float START_SD = 0.1f;
    private static final int TEST_RECORDS = 100;
    private static final double[] SVI_RATES = {0.3, 0.1, 0.01};

    @Override
    public String description() {
        return "pe-svi tables 1-3 and steps to SVI's converged objective [--architecture 1..3] [--latent K] "
                + PaperArguments.USAGE;
    }

    @Override
    public void run(List<String> arguments) throws Exception {
        PaperArguments requested = PaperArguments.of(arguments);
        Table table = PaperData.of(
                requested, requested.full() ? 50_000 : 1500, n -> PaperData.pseudoArtificial(n, requested.seed()));
        WholeThenHoles.SplitTable split = WholeThenHoles.SplitTable.of(table, requested.seed());
        String name = "pseudo-encoder-" + PaperData.name(requested, "synthetic");
        int[] sizes = requested.full() ? new int[] {16, 32, 64, 128} : new int[] {16, 64};
        if (requested.number("latent", 0) > 0) {
            sizes = new int[] {requested.number("latent", 0)};
        }
        int first = requested.number("architecture", 1);
        int last = requested.number("architecture", 3);
        int epochs = requested.number("epochs", requested.full() ? 1000 : 150);
        ResultTable errors = new ResultTable("architecture", "|z|", "VAE", "SVI", "PE-SVI-0", "PE-SVI-25");
        for (int architecture = first; architecture <= last; architecture++) {
            for (int size : sizes) {
                Setting setting = new Setting(architecture, size, epochs, requested.seed());
                reconstruction(setting, split, errors);
            }
        }
        errors.write(requested.result(name + "-error.csv"));
        ResultTable steps = SearchSteps.table();
        SvgPlot plot = SearchSteps.plot();
        for (int architecture = first; architecture <= last; architecture++) {
            for (int size : sizes) {
                SearchSteps.measure(new Setting(architecture, size, epochs, requested.seed()), split, steps, plot);
            }
        }
        steps.write(requested.result(name + "-steps.csv"));
        plot.write(requested.result(name + "-steps.svg"));
    }

    /** pe-svi 4.2: no hidden layer, one, or two of min(2 |z|, 128) units. */
    record Setting(int architecture, int latent, int epochs, long seed) {
        LatentModel fit(Table train, NeuralMethod method, String... more) {
            String width = Integer.toString(Math.min(2 * latent, 128));
            Map<String, String> options = new TreeMap<>(Map.of(
                    "latent", Integer.toString(latent),
                    "hidden", architecture == 1 ? "none" : architecture == 2 ? width : width + "x" + width,
                    "epochs", Integer.toString(epochs),
                    "encoder.epochs", Integer.toString(epochs),
                    "hold.out", "false"));
            for (int i = 0; i < more.length; i += 2) {
                options.put(more[i], more[i + 1]);
            }
            FitSettings settings = new FitSettings(List.of(method), seed, Duration.ofHours(1), 1, options);
            NeuralMember member = new NeuralTrainer(method).fit(train, settings, Progress.SILENT, EpochWatcher.NONE);
            return member.model();
        }
    }

    private static void reconstruction(Setting setting, WholeThenHoles.SplitTable split, ResultTable errors) {
        String[] paper = {"objective", "squared-error", "kl.weight", "0", "posterior.sd", "0", "dropping", "0"};
        LatentModel vae = setting.fit(split.train(), NeuralMethod.VAE, paper);
        LatentModel pseudo = setting.fit(split.train(), NeuralMethod.PSEUDO_ENCODED, paper);
        float[][] test = standardized(pseudo.decoder(), split.train(), split.test());
        errors.row(
                "Arch" + setting.architecture,
                setting.latent,
                error(vae, test, 0, 0.1, true),
                Arrays.stream(SVI_RATES)
                        .map(rate -> error(pseudo, test, SVI_STEPS, rate, false))
                        .min()
                        .orElseThrow(),
                error(pseudo, test, 0, 0.1, true),
                error(pseudo, test, PSEUDO_STEPS, pseudo.search().rate(), true));
    }

    static float[][] standardized(Decoder decoder, Table train, Table test) {
        Standardizer standardizer = Standardizer.fit(train);
        OutputHead[] heads = decoder.heads();
        float[][] records = new float[Math.min(TEST_RECORDS, test.size())][heads.length];
        for (int i = 0; i < records.length; i++) {
            for (int j = 0; j < heads.length; j++) {
                records[i][j] = (float) NeuralKernel.standardized(standardizer, heads[j], j, test.row(i)[j]);
            }
        }
        return records;
    }

    /** Mean squared error per cell after this many steps. */
    private static double error(LatentModel model, float[][] records, int steps, double rate, boolean encoded) {
        double sum = 0;
        for (float[] cells : records) {
            double[] trace = trace(model, cells, steps, rate, encoded, true);
            sum += trace[steps] / cells.length;
        }
        return sum / records.length;
    }

    /** The objective, which is minimized, before the first step and after each; points, by Adam. */
    private static double[] trace(
            LatentModel model, float[] cells, int steps, double rate, boolean encoded, boolean falling) {
        RecordObjective record = new RecordObjective(model.decoder());
        record.observe(cells);
        int k = model.decoder().latentSize();
        GradientPosterior q = new GradientPosterior(k, true);
        if (encoded) {
            q.start(new EncoderStart(
                            Objects.requireNonNull(model.encoder()),
                            model.decoder().heads())
                    .encode(cells));
        } else {
            // Random, as published; a ReLU decoder may have zero slope at zero.
            float[] random = FixedNoise.rows("start", 1, 2 * k)[0];
            for (int a = 0; a < 2 * k; a++) {
                random[a] *= START_SD;
            }
            q.start(random);
        }
        if (encoded && steps > 0) {
            return descent(model, record, cells, steps, rate);
        }
        float[][] none = FixedNoise.rows("none", 1, k);
        double[] trace = new double[steps + 1];
        for (int t = 0; t < steps; t++) {
            double now = falling ? rate * 0.5 * (1 + Math.cos(Math.PI * t / steps)) : rate;
            trace[t] = -q.step(record, none[0], now);
        }
        trace[steps] = -q.bound(record, none);
        return trace;
    }

    /**
     * PE-SVI: from the encoder's output, as in serving; the encoder's widths give the first curvature, if there are
     * any.
     */
    private static double[] descent(LatentModel model, RecordObjective record, float[] cells, int steps, double pace) {
        PointDescent points = new PointDescent(model.decoder().latentSize());
        float[] start = new EncoderStart(
                        Objects.requireNonNull(model.encoder()), model.decoder().heads())
                .encode(cells);
        double[] trace = new double[steps + 1];
        trace[0] = points.start(record, start, !model.search().point(), pace);
        for (int t = 1; t <= steps; t++) {
            trace[t] = points.step(record);
        }
        return trace;
    }

    static Table hidden(Table table, long seed) {
        return Masks.completelyAtRandom(table, 0.5, Seeds.random(seed, "hidden"))
                .table();
    }
}
