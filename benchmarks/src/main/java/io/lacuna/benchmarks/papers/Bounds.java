package io.lacuna.benchmarks.papers;

import io.lacuna.benchmarks.Benchmark;
import io.lacuna.benchmarks.papers.WholeThenHoles.SplitTable;
import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.evaluation.Masks;
import io.lacuna.internal.evaluation.TableBound;
import io.lacuna.internal.inference.LikelihoodBound;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.training.Trainers;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * buffered-svi, figure 6 and appendix C: lower bounds of the log likelihood of held-out records with half of the cells
 * missing, under one decoder with a pseudo-encoder. The gap is the distance to the highest bound in the table. All bounds
 * of a row have their own draws; the error is that of the draws.
 */
public final class Bounds implements Benchmark {
    private static final int TEST_RECORDS = 100;
    private static final int[] STEPS = {0, 1, 3, 9, 30, 100};

    @Override
    public String description() {
        return "buffered-svi fig. 6, appendix C: ELBO, SVI-k, IWAE-k, BSVI-k, -DS, -pi and what is served "
                + PaperArguments.USAGE;
    }

    private record Row(String name, String proposal, TableBound bound) {}

    @Override
    public void run(List<String> arguments) throws Exception {
        PaperArguments requested = PaperArguments.of(arguments);
        Table table = PaperData.of(
                requested, requested.full() ? 10_000 : 1500, n -> PaperData.pseudoArtificial(n, requested.seed()));
        Table holed = Masks.completelyAtRandom(table, 0.5, Seeds.random(requested.seed(), "hidden"))
                .table();
        SplitTable split = SplitTable.of(holed, requested.seed());
        Table test = split.test()
                .select(IntStream.range(0, Math.min(TEST_RECORDS, split.test().size()))
                        .toArray());
        ImputationModel model = Trainers.fit(
                split.train(),
                new FitSettings(
                        NeuralMethod.PSEUDO_ENCODED.id(),
                        requested.seed(),
                        Duration.ofHours(1),
                        1,
                        Map.of(
                                "epochs",
                                Integer.toString(requested.number("epochs", requested.full() ? 400 : 150)),
                                "stop.early",
                                "false")),
                Progress.SILENT);
        List<Row> rows = rows(model, test, requested);
        double best = rows.stream()
                .filter(row -> !row.name.equals("served"))
                .mapToDouble(row -> row.bound.mean())
                .max()
                .orElseThrow();
        String name = "bounds-" + PaperData.name(requested, "artificial");
        ResultTable results = new ResultTable("bound", "proposal", "mean nats", "error of draws", "over the best");
        rows.stream()
                .sorted(Comparator.comparingDouble(row -> row.bound.mean()))
                .forEach(row -> results.row(
                        row.name, row.proposal, row.bound.mean(), row.bound.error(), row.bound.mean() - best));
        results.write(requested.result(name + ".csv"));
        curves(model, test, best, requested).write(requested.result(name + ".svg"));
    }

    private static List<Row> rows(ImputationModel model, Table test, PaperArguments requested) {
        List<Row> rows = new ArrayList<>();
        for (String bound : List.of("elbo", "iwae-10", "svi-9", "bsvi-9", "bsvi-9-ds", "bsvi-9-pi")) {
            rows.add(row(model, test, bound, "encoder", NeuralMethod.PSEUDO_ENCODED, 0, 40, requested));
        }
        rows.add(row(model, test, "iwae-10", "q after 9 steps", NeuralMethod.PSEUDO_ENCODED, 9, 40, requested));
        for (String bound : List.of("svi-200", "bsvi-200", "bsvi-200-pi")) {
            rows.add(row(model, test, bound, "encoder", NeuralMethod.PSEUDO_ENCODED, 0, 4, requested));
        }
        rows.add(row(model, test, "iwae-200", "q after 200 steps", NeuralMethod.PSEUDO_ENCODED, 200, 4, requested));
        rows.add(row(model, test, "elbo", "Gauss-Newton's modes", NeuralMethod.GAUSS_NEWTON, -1, 40, requested));
        rows.add(row(model, test, "iwae-200", "Gauss-Newton's modes", NeuralMethod.GAUSS_NEWTON, -1, 4, requested));
        rows.add(row(model, test, "iwae-2000", "Gauss-Newton's modes", NeuralMethod.GAUSS_NEWTON, -1, 2, requested));
        rows.add(row(model, test, "served", "pseudo-encoded", NeuralMethod.PSEUDO_ENCODED, -1, 2, requested));
        rows.add(row(model, test, "served", "gauss-newton", NeuralMethod.GAUSS_NEWTON, -1, 2, requested));
        return rows;
    }

    private static Row row(
            ImputationModel model,
            Table test,
            String bound,
            String proposal,
            NeuralMethod method,
            int steps,
            int draws,
            PaperArguments requested) {
        InferenceSettings settings = new InferenceSettings(method, 0, steps, InferenceSettings.DEFAULT.tolerance());
        return new Row(
                bound,
                proposal,
                TableBound.of(model, settings, test, LikelihoodBound.of(bound), draws, requested.seed()));
    }

    /** Figure 6: the gap by the number of steps; IWAE has as many weights as BSVI. */
    private static SvgPlot curves(ImputationModel model, Table test, double best, PaperArguments requested) {
        SvgPlot plot = new SvgPlot("buffered-svi fig. 6: nats below the best bound", "steps k", "gap");
        for (int k : STEPS) {
            for (String bound : List.of("svi-" + k, "bsvi-" + k, "iwae-" + (k + 1))) {
                double mean = row(model, test, bound, "", NeuralMethod.PSEUDO_ENCODED, 0, 10, requested)
                        .bound
                        .mean();
                plot.point(bound.replaceAll("-.*", ""), k, best - mean);
            }
        }
        return plot;
    }
}
