package io.lacuna.benchmarks.papers;

import io.lacuna.benchmarks.Benchmark;
import io.lacuna.benchmarks.papers.WholeThenHoles.SplitTable;
import io.lacuna.data.Table;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.evaluation.Masks;
import java.util.List;

/**
 * relay-vi figures 3 and 4: training and test with the same share of missing cells. The elastic metric of held-out
 * records on the cells that inference used (figure 3) and on the others (figure 4); Relay VI compared with SVI (the
 * paper's VAD) and VAE.
 */
public final class RelayTest implements Benchmark {
    private static final double[] MISSING = {0.1, 0.3, 0.5, 0.7, 0.9};
    private static final double[] FULL_MISSING = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};
    static final NeuralMethod[] METHODS = {NeuralMethod.RELAY, NeuralMethod.SVI, NeuralMethod.VAE};
    /** The rate of figure 2, and the rate that suits SVI. */
    static final double[] POSTERIOR_RATES = {0.001, 0.05};

    @Override
    public String description() {
        return "relay-vi fig. 3, 4: held-out records, loss on seen and unseen cells " + PaperArguments.USAGE;
    }

    @Override
    public void run(List<String> arguments) throws Exception {
        PaperArguments requested = PaperArguments.of(arguments);
        Table table = PaperData.of(
                requested, requested.full() ? 12_500 : 1000, n -> PaperData.relayArtificial(n, requested.seed()));
        SplitTable split = SplitTable.of(table, requested.seed());
        double[] sd = Standardizer.fit(split.train()).sd();
        int epochs = requested.number("epochs", requested.full() ? 250 : 60);
        String name = "relay-test-" + PaperData.name(requested, "artificial");
        ResultTable results =
                new ResultTable("missing", "posterior rate", "method", "fig. 3: seen", "fig. 4: unseen", "unseen rmse");
        for (double rate : POSTERIOR_RATES) {
            SvgPlot seen =
                    new SvgPlot("relay-vi fig. 3, posterior rate " + rate, "share missing", "elastic, seen cells");
            SvgPlot unseen =
                    new SvgPlot("relay-vi fig. 4, posterior rate " + rate, "share missing", "elastic, unseen cells");
            for (double missing : requested.full() ? FULL_MISSING : MISSING) {
                Masks train =
                        Masks.completelyAtRandom(split.train(), missing, Seeds.random(requested.seed(), "missing"));
                Masks test = Masks.completelyAtRandom(split.test(), missing, Seeds.random(requested.seed(), "holes"));
                for (NeuralMethod method : METHODS) {
                    PaperModel.Losses losses = PaperModel.fit(train.table(), method, rate, epochs, requested.seed())
                            .losses(split.test(), test, sd);
                    results.row(missing, rate, method.id(), losses.observed(), losses.hidden(), losses.rmse());
                    seen.point(method.id(), missing, losses.observed());
                    unseen.point(method.id(), missing, losses.hidden());
                }
            }
            seen.write(requested.result(name + "-seen-" + rate + ".svg"));
            unseen.write(requested.result(name + "-unseen-" + rate + ".svg"));
        }
        results.write(requested.result(name + ".csv"));
    }
}
