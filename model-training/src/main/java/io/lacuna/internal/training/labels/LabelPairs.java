package io.lacuna.internal.training.labels;

import io.lacuna.internal.inference.labels.LabelInput;
import io.lacuna.internal.inference.labels.LabelTerm;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Pairs of inputs that say more of the target together than each alone: exclusive or, for example. A pair's excess is its
 * likelihood-ratio statistic less those of its inputs, and less what chance adds to it, one for each parameter.
 */
final class LabelPairs {
    private static final int MOST_PAIRS = 12;
    private static final int MOST_INPUTS = 40;

    /** A pair of more cells than this many per example is too thin to learn from. */
    private static final double CELLS_PER_EXAMPLE = 0.25;

    private LabelPairs() {}

    private record Pair(List<LabelInput> inputs, double excess) {}

    static List<List<LabelInput>> of(List<LabelInput> singles, LabelExamples examples) {
        List<Pair> pairs = new ArrayList<>();
        int count = Math.min(singles.size(), MOST_INPUTS);
        for (int a = 0; a < count; a++) {
            for (int b = 0; b < a; b++) {
                List<LabelInput> inputs = List.of(singles.get(b), singles.get(a));
                long levels = (long) singles.get(a).levels() * singles.get(b).levels();
                if (levels <= LabelTerm.MOST_LEVELS && levels <= CELLS_PER_EXAMPLE * examples.size()) {
                    double excess = excess(inputs, examples);
                    if (excess > 0) {
                        pairs.add(new Pair(inputs, excess));
                    }
                }
            }
        }
        return pairs.stream()
                .sorted(Comparator.comparingDouble(pair -> -pair.excess()))
                .limit(MOST_PAIRS)
                .map(Pair::inputs)
                .toList();
    }

    private static double excess(List<LabelInput> inputs, LabelExamples examples) {
        int a = inputs.get(0).levels();
        int b = inputs.get(1).levels();
        int labels = examples.labels();
        double[][] first = new double[a][labels];
        double[][] second = new double[b][labels];
        double[][] both = new double[a * b][labels];
        for (int i = 0; i < examples.size(); i++) {
            int level = LabelTerm.level(inputs, examples.cells(i));
            if (level >= 0) {
                first[level / b][examples.truth(i)]++;
                second[level % b][examples.truth(i)]++;
                both[level][examples.truth(i)]++;
            }
        }
        // Log likelihoods relative to that of no input: each alone adds its own gain.
        double[][] none = new double[1][labels];
        for (double[] counts : first) {
            for (int c = 0; c < labels; c++) {
                none[0][c] += counts[c];
            }
        }
        double base = likelihood(none);
        double alone = likelihood(first) + likelihood(second) - 2 * base;
        double together = likelihood(both) - base;
        double parameters = (a - 1.0) * (b - 1.0) * (labels - 1.0);
        return 2 * (together - Math.max(alone, 0)) - parameters;
    }

    private static double likelihood(double[][] counts) {
        double sum = 0;
        for (double[] level : counts) {
            double total = 0;
            for (double each : level) {
                total += each;
            }
            for (double each : level) {
                sum += each > 0 ? each * Math.log(each / total) : 0;
            }
        }
        return sum;
    }
}
