package io.lacuna.benchmarks.papers;

import io.lacuna.benchmarks.Benchmark;
import io.lacuna.data.Table;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.evaluation.Masks;
import java.util.List;

/**
 * relay-vi figures 8, 9 and 10 and appendices A and B: the groups of relays, the share of each group that a record
 * keeps, clusters instead of combinations, and a point that the paper leaves open: which coefficients the gradient
 * reaches. Half of the cells are missing; Adam's rate is 0.001 for everything.
 */
public final class RelayStructure implements Benchmark {
    private static final double[] RATIOS = {0.1, 0.3, 0.5, 0.7, 0.9};
    private static final double[] FULL_RATIOS = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};
    private static final double RATE = 0.001;

    @Override
    public String description() {
        return "relay-vi fig. 8-10: groups, ratio, clusters, gradient through the selection " + PaperArguments.USAGE;
    }

    @Override
    public void run(List<String> arguments) throws Exception {
        PaperArguments requested = PaperArguments.of(arguments);
        Table complete = PaperData.of(
                requested, requested.full() ? 10_000 : 1500, n -> PaperData.relayArtificial(n, requested.seed()));
        Table table = Masks.completelyAtRandom(complete, 0.5, Seeds.random(requested.seed(), "missing"))
                .table();
        int epochs = requested.number("epochs", requested.full() ? 250 : 120);
        String name = "relay-structure-" + PaperData.name(requested, "artificial");
        ResultTable results = new ResultTable("structure", "10% of epochs", "half", "end");
        SvgPlot plot = new SvgPlot("relay-vi fig. 8-10: half of the cells missing", "epoch", "elastic metric");
        Study study = new Study(table, epochs, requested.seed(), results, plot);
        study.row("no relays (SVI)", NeuralMethod.SVI);
        for (String groups : new String[] {"25", "25x50", "25x50x100"}) {
            study.row("groups " + groups, NeuralMethod.RELAY, "relays", groups);
        }
        study.row("gradient to kept only", NeuralMethod.RELAY, "relay.gradient", "kept");
        study.row("clusters", NeuralMethod.RELAY_CLUSTERS);
        for (double ratio : requested.full() ? FULL_RATIOS : RATIOS) {
            study.row("ratio " + ratio, NeuralMethod.RELAY, "relay.ratio", Double.toString(ratio));
        }
        results.write(requested.result(name + ".csv"));
        plot.write(requested.result(name + ".svg"));
    }

    private record Study(Table table, int epochs, long seed, ResultTable results, SvgPlot plot) {
        void row(String name, NeuralMethod method, String... options) {
            double[] curve = RelayConvergence.curve(table, method, RATE, epochs, seed, options);
            results.row(name, curve[Math.max(0, epochs / 10 - 1)], curve[epochs / 2 - 1], curve[epochs - 1]);
            for (int e = 0; e < epochs; e++) {
                plot.point(name, e + 1, curve[e]);
            }
        }
    }
}
