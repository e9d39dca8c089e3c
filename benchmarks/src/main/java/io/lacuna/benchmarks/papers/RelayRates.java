package io.lacuna.benchmarks.papers;

import io.lacuna.benchmarks.Benchmark;
import io.lacuna.benchmarks.papers.WholeThenHoles.SplitTable;
import io.lacuna.data.Table;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.evaluation.Masks;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.NeuralMember;
import io.lacuna.internal.training.neural.EpochWatcher;
import io.lacuna.internal.training.neural.NeuralTrainer;
import io.lacuna.model.Provenance;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;

/**
 * relay-vi figures 1, 3, 4 and 6, each method at its own best posterior rate: Relay VI and SVI (the paper's VAD) over a
 * grid that contains the paper's rates from 1e-2 to 1e-5, with shares 0, 0.5 and 0.9 of missing cells, three seeds. The
 * elastic metric on the training records, and on seen and unseen cells of held-out records with the same share of gaps;
 * and how far a record's mean moves in an epoch, in the first and in the last. No cell is held out in training. Last, the
 * best rate of each method by column, and which method is ahead by more than the standard deviations of both.
 */
public final class RelayRates implements Benchmark {
    private static final double[] MISSING = {0, 0.5, 0.9};
    private static final double[] RATES = {0.1, 0.05, 0.01, 0.001, 0.0001, 0.00001};
    private static final List<NeuralMethod> METHODS = List.of(NeuralMethod.RELAY, NeuralMethod.SVI);
    private static final List<String> JUDGED = List.of("training", "seen", "unseen");
    private static final int SEEDS = 3;

    @Override
    public String description() {
        return "relay-vi fig. 1, 3, 4, 6: relays and SVI over a grid of posterior rates, best against best [--missing SHARE] "
                + PaperArguments.USAGE;
    }

    /** One method at one rate: three judged losses, then the first and last distance, each of all seeds. */
    private record Cell(NeuralMethod method, double rate, double[][] scores) {
        double mean(int column) {
            double sum = 0;
            for (double[] score : scores) {
                sum += score[column] / scores.length;
            }
            return sum;
        }

        double sd(int column) {
            double mean = mean(column);
            double square = 0;
            for (double[] score : scores) {
                square += (score[column] - mean) * (score[column] - mean);
            }
            return Math.sqrt(square / Math.max(1, scores.length - 1));
        }

        String text(int column) {
            return Double.isNaN(mean(column))
                    ? "-"
                    : String.format(Locale.ROOT, "%.3f +- %.3f", mean(column), sd(column));
        }
    }

    @Override
    public void run(List<String> arguments) throws Exception {
        PaperArguments requested = PaperArguments.of(arguments);
        int epochs = requested.number("epochs", requested.full() ? 250 : 60);
        String name = "relay-rates-" + PaperData.name(requested, "artificial");
        ResultTable results = new ResultTable(
                "missing", "method", "posterior rate", "training", "seen", "unseen", "first step", "last step");
        List<List<Cell>> all = new ArrayList<>();
        double[] shares = requested.missing(MISSING);
        for (double missing : shares) {
            SvgPlot plot =
                    new SvgPlot("relay-vi fig. 6: missing " + missing, "log10 of posterior rate", "training loss");
            List<Cell> cells = new ArrayList<>();
            for (NeuralMethod method : METHODS) {
                for (double rate : RATES) {
                    double[][] scores = new double[SEEDS][];
                    for (int s = 0; s < SEEDS; s++) {
                        scores[s] = score(method, rate, missing, epochs, requested.seed() + s, requested);
                    }
                    Cell cell = new Cell(method, rate, scores);
                    cells.add(cell);
                    results.row(
                            missing,
                            method.id(),
                            Double.toString(rate),
                            cell.text(0),
                            cell.text(1),
                            cell.text(2),
                            cell.mean(3),
                            cell.mean(4));
                    plot.point(method.id(), Math.log10(rate), cell.mean(0));
                }
            }
            all.add(cells);
            plot.write(requested.result(name + "-" + missing + ".svg"));
        }
        results.write(requested.result(name + ".csv"));
        ResultTable verdicts =
                new ResultTable("missing", "loss", "relay's best", "at", "svi's best", "at rate", "ahead");
        for (int m = 0; m < shares.length; m++) {
            for (int column = 0; column < JUDGED.size(); column++) {
                verdict(verdicts, shares[m], column, all.get(m));
            }
        }
        verdicts.write(requested.result(name + "-best.csv"));
    }

    private static void verdict(ResultTable verdicts, double missing, int column, List<Cell> cells) {
        if (Double.isNaN(cells.get(0).mean(column))) {
            return;
        }
        Cell relay = best(cells, NeuralMethod.RELAY, column);
        Cell svi = best(cells, NeuralMethod.SVI, column);
        double apart = relay.mean(column) - svi.mean(column);
        boolean told = Math.abs(apart) > relay.sd(column) + svi.sd(column);
        verdicts.row(
                missing,
                JUDGED.get(column),
                relay.text(column),
                Double.toString(relay.rate),
                svi.text(column),
                Double.toString(svi.rate),
                !told ? "neither" : apart < 0 ? "relay" : "svi");
    }

    private static Cell best(List<Cell> cells, NeuralMethod method, int column) {
        return cells.stream()
                .filter(cell -> cell.method == method)
                .min((a, b) -> Double.compare(a.mean(column), b.mean(column)))
                .orElseThrow();
    }

    private static double[] score(
            NeuralMethod method, double rate, double missing, int epochs, long seed, PaperArguments requested)
            throws Exception {
        Table table = PaperData.of(
                requested, requested.full() ? 12_500 : 600, n -> PaperData.relayArtificial(n, requested.seed()));
        SplitTable split = SplitTable.of(table, seed);
        double[] sd = Standardizer.fit(split.train()).sd();
        Masks train = Masks.completelyAtRandom(split.train(), missing, Seeds.random(seed, "missing"));
        Masks test = Masks.completelyAtRandom(split.test(), missing, Seeds.random(seed, "holes"));
        double[] watched = new double[3];
        EpochWatcher watcher = new EpochWatcher() {
            @Override
            public void epoch(int epoch, double loss, DoubleSupplier elastic) {
                watched[0] = epoch == epochs ? elastic.getAsDouble() : watched[0];
            }

            @Override
            public boolean measuresSteps() {
                return true;
            }

            @Override
            public void moved(int epoch, double norm) {
                watched[epoch == 1 ? 1 : 2] = norm;
            }
        };
        NeuralMember member = new NeuralTrainer(method)
                .fit(
                        train.table(),
                        new FitSettings(
                                List.of(method),
                                seed,
                                Duration.ofHours(1),
                                1,
                                PaperModel.options(method, train.table().size(), rate, epochs)),
                        Progress.SILENT,
                        watcher);
        PaperModel model =
                new PaperModel(new ImputationModel(table.features(), List.of(member), new Provenance(new TreeMap<>())));
        PaperModel.Losses losses = model.losses(split.test(), test, sd);
        return new double[] {
            watched[0], losses.observed(), missing == 0 ? Double.NaN : losses.hidden(), watched[1], watched[2]
        };
    }
}
