package io.lacuna.benchmarks.papers;

import io.lacuna.benchmarks.Benchmark;
import io.lacuna.data.Table;
import io.lacuna.inference.NeuralMethod;
import java.util.List;

/** relay-vi figure 6: convergence by the posterior's learning rate, relays compared with SVI, without missing cells. */
public final class PosteriorRate implements Benchmark {
    private static final double[] RATES = {0.1, 0.01, 0.001, 0.0001};
    private static final double[] FULL_RATES = {0.01, 0.005, 0.001, 0.0005, 0.0001, 0.00005, 0.00001};

    @Override
    public String description() {
        return "relay-vi fig. 6: training loss by posterior learning rate " + PaperArguments.USAGE;
    }

    @Override
    public void run(List<String> arguments) throws Exception {
        PaperArguments requested = PaperArguments.of(arguments);
        Table table = PaperData.of(
                requested, requested.full() ? 10_000 : 1500, n -> PaperData.relayArtificial(n, requested.seed()));
        int epochs = requested.number("epochs", requested.full() ? 250 : 120);
        String name = "posterior-rate-" + PaperData.name(requested, "artificial");
        ResultTable results = new ResultTable("posterior rate", "method", "10% of epochs", "half", "end");
        SvgPlot plot = new SvgPlot("relay-vi fig. 6", "epoch", "elastic metric");
        for (double rate : requested.full() ? FULL_RATES : RATES) {
            for (NeuralMethod method : List.of(NeuralMethod.RELAY, NeuralMethod.SVI)) {
                double[] curve = RelayConvergence.curve(table, method, rate, epochs, requested.seed());
                results.row(
                        Double.toString(rate),
                        method.id(),
                        curve[Math.max(0, epochs / 10 - 1)],
                        curve[epochs / 2 - 1],
                        curve[epochs - 1]);
                for (int e = 0; e < epochs; e++) {
                    plot.point(method.id() + " " + rate, e + 1, curve[e]);
                }
            }
        }
        results.write(requested.result(name + ".csv"));
        plot.write(requested.result(name + ".svg"));
    }
}
