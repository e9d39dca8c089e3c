package io.lacuna.benchmarks.papers;

import io.lacuna.benchmarks.Benchmark;
import io.lacuna.data.Table;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.evaluation.Masks;
import io.lacuna.internal.training.neural.NeuralTrainer;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * relay-vi figures 1 and 2: the elastic metric of the training records' reconstruction over the epochs; Relay VI
 * compared with SVI (the paper's VAD) and VAE, with shares 0, 0.5 and 0.9 of missing cells. Once with Adam's rate 0.001
 * for everything, as in figure 2; once with a posterior rate of 0.05, which suits SVI, and instead of it a rate of
 * 0.003 for both networks of the VAE. Figure 1 finds such rates by a search.
 */
public final class RelayConvergence implements Benchmark {
    private static final NeuralMethod[] METHODS = {NeuralMethod.RELAY, NeuralMethod.SVI, NeuralMethod.VAE};
    private static final double[] MISSING = {0, 0.5, 0.9};
    private static final double[] POSTERIOR_RATES = {0.001, 0.05};

    @Override
    public String description() {
        return "relay-vi fig. 1, 2: training loss over epochs, relays / SVI / VAE " + PaperArguments.USAGE;
    }

    @Override
    public void run(List<String> arguments) throws Exception {
        PaperArguments requested = PaperArguments.of(arguments);
        Table table = PaperData.of(
                requested, requested.full() ? 10_000 : 1500, n -> PaperData.relayArtificial(n, requested.seed()));
        int epochs = requested.number("epochs", requested.full() ? 250 : 120);
        String name = "relay-convergence-" + PaperData.name(requested, "artificial");
        ResultTable results = new ResultTable(
                "missing", "posterior rate", "method", "10% of epochs", "half", "end", "epochs to SVI's end");
        for (double rate : POSTERIOR_RATES) {
            for (double missing : MISSING) {
                Table masked = Masks.completelyAtRandom(table, missing, Seeds.random(requested.seed(), "missing"))
                        .table();
                SvgPlot plot = new SvgPlot(
                        "relay-vi fig. 2: missing " + missing + ", posterior rate " + rate, "epoch", "elastic metric");
                Map<NeuralMethod, double[]> curves = new TreeMap<>();
                for (NeuralMethod method : METHODS) {
                    curves.put(method, curve(masked, method, rate, epochs, requested.seed()));
                }
                double converged = Objects.requireNonNull(curves.get(NeuralMethod.SVI))[epochs - 1];
                for (NeuralMethod method : METHODS) {
                    double[] curve = Objects.requireNonNull(curves.get(method));
                    for (int e = 0; e < epochs; e++) {
                        plot.point(method.id(), e + 1, curve[e]);
                    }
                    results.row(
                            missing,
                            rate,
                            method.id(),
                            curve[Math.max(0, epochs / 10 - 1)],
                            curve[epochs / 2 - 1],
                            curve[epochs - 1],
                            reached(curve, converged));
                }
                plot.write(requested.result(name + "-" + missing + "-" + rate + ".svg"));
            }
        }
        results.write(requested.result(name + ".csv"));
    }

    private static String reached(double[] curve, double level) {
        for (int e = 0; e < curve.length; e++) {
            if (curve[e] <= level) {
                return Integer.toString(e + 1);
            }
        }
        return "-";
    }

    /** The elastic metric after every epoch. */
    static double[] curve(
            Table table, NeuralMethod method, double posteriorRate, int epochs, long seed, String... more) {
        Map<String, String> options = PaperModel.options(method, table.size(), posteriorRate, epochs);
        for (int i = 0; i < more.length; i += 2) {
            options.put(more[i], more[i + 1]);
        }
        double[] curve = new double[epochs];
        new NeuralTrainer(method)
                .fit(
                        table,
                        new FitSettings(List.of(method), seed, Duration.ofHours(1), 1, options),
                        Progress.SILENT,
                        (epoch, loss, elastic) -> curve[epoch - 1] = elastic.getAsDouble());
        return curve;
    }
}
