package io.lacuna.benchmarks.papers;

import io.lacuna.benchmarks.Benchmark;
import io.lacuna.benchmarks.papers.WholeThenHoles.SplitTable;
import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import io.lacuna.internal.model.Surprise;
import io.lacuna.internal.training.Trainers;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Which cell is wrong? In each held-out record, one cell is swapped with that of another record. How well the changed
 * records are told from the intact ones, as the area under the ROC curve, by the log likelihood of the record and by the
 * surprise of its most surprising cell; how well the changed cell is told from all other cells; and how often it is the
 * most surprising one of its record.
 */
public final class SwappedCells implements Benchmark {
    private static final int TEST_RECORDS = 1000;
    private static final int SEEDS = 3;

    @Override
    public String description() {
        return "one swapped cell of a record, found by log likelihood and by surprise [--seconds S a fit] "
                + PaperArguments.USAGE;
    }

    @Override
    public void run(List<String> arguments) throws Exception {
        PaperArguments requested = PaperArguments.of(arguments);
        Table table = PaperData.of(
                requested, requested.full() ? 20_000 : 4000, n -> PaperData.pseudoArtificial(n, requested.seed()));
        String name = "surprise-" + PaperData.name(requested, "artificial");
        ResultTable results = new ResultTable(
                "method", "seed", "by likelihood", "by surprise", "cells", "swapped cell first", "by chance");
        for (String method : List.of("relay-mixture", "marginal")) {
            for (long seed = requested.seed(); seed < requested.seed() + SEEDS; seed++) {
                SplitTable split = SplitTable.of(table, seed);
                ImputationModel model = Trainers.fit(
                        split.train(),
                        new FitSettings(method, seed, Duration.ofSeconds(requested.number("seconds", 20)), 1, Map.of()),
                        Progress.SILENT);
                row(results, method, seed, model, split.test());
            }
        }
        results.write(requested.result(name + ".csv"));
    }

    private static void row(ResultTable results, String method, long seed, ImputationModel model, Table test) {
        int d = test.features().size();
        int n = Math.min(TEST_RECORDS, test.size());
        Imputer imputer = model.newImputer(InferenceSettings.DEFAULT);
        Surprise surprise = new Surprise(model, InferenceSettings.DEFAULT);
        SplittableRandom random = Seeds.random(seed, "swaps");
        double[] found = new double[d];
        List<double[]> likelihoods = new ArrayList<>();
        List<double[]> records = new ArrayList<>();
        List<double[]> cells = new ArrayList<>();
        int first = 0;
        int swaps = 0;
        for (int i = 0; i < n; i++) {
            boolean changed = i % 2 == 1;
            double[] row = test.row(i).clone();
            int at = changed ? swap(row, test, random) : -1;
            imputer.impute(row);
            likelihoods.add(new double[] {-imputer.logLikelihood(), changed ? 1 : 0});
            surprise.of(row, found);
            int most = IntStream.range(0, d)
                    .filter(j -> !Double.isNaN(found[j]))
                    .reduce((a, b) -> found[b] > found[a] ? b : a)
                    .orElse(0);
            records.add(new double[] {found[most], changed ? 1 : 0});
            for (int j = 0; j < d; j++) {
                if (!Double.isNaN(found[j])) {
                    cells.add(new double[] {found[j], j == at ? 1 : 0});
                }
            }
            swaps += changed ? 1 : 0;
            first += changed && most == at ? 1 : 0;
        }
        results.row(method, seed, area(likelihoods), area(records), area(cells), (double) first / swaps, 1.0 / d);
    }

    /** Puts another record's value of a cell into the row; the values differ. Returns its column. */
    private static int swap(double[] row, Table test, SplittableRandom random) {
        for (int tries = 0; tries < 10_000; tries++) {
            int j = random.nextInt(row.length);
            double other = test.row(random.nextInt(test.size()))[j];
            if (!Double.isNaN(row[j]) && !Double.isNaN(other) && other != row[j]) {
                row[j] = other;
                return j;
            }
        }
        throw new IllegalStateException("no two different values of a column were found");
    }

    /** The probability that a score of class 1 is above one of class 0; equal scores count half. */
    static double area(List<double[]> scored) {
        double[][] sorted = scored.toArray(double[][]::new);
        Arrays.sort(sorted, (a, b) -> Double.compare(a[0], b[0]));
        double below = 0;
        double pairs = 0;
        double ones = 0;
        for (int i = 0; i < sorted.length; ) {
            int end = i;
            double zerosHere = 0;
            double onesHere = 0;
            while (end < sorted.length && sorted[end][0] == sorted[i][0]) {
                zerosHere += 1 - sorted[end][1];
                onesHere += sorted[end][1];
                end++;
            }
            pairs += onesHere * (below + 0.5 * zerosHere);
            below += zerosHere;
            ones += onesHere;
            i = end;
        }
        return pairs / (ones * below);
    }
}
