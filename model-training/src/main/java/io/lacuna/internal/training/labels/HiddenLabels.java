package io.lacuna.internal.training.labels;

import io.lacuna.data.Table;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.evaluation.Masks;
import io.lacuna.internal.training.RowPredictor;
import java.util.SplittableRandom;

/**
 * Hides labels of training rows. Half of the rows lose one label alone; the other half lose also the cells that another row
 * lacks, or random ones in a table with almost no gaps.
 */
final class HiddenLabels {
    private static final int MOST_ROWS = 8000;
    private static final int VISITS = 4;

    /** Enough examples of one target, and fewer where it has many labels: the work grows with their product. */
    private static final int ENOUGH = 3000;

    private static final int ENOUGH_LABELS = 150_000;

    private static final double FEW_GAPS = 0.02;
    private static final double RATE = 0.3;

    private HiddenLabels() {}

    /**
     * @param targets indices of categorical features
     * @return for each target, its examples
     */
    static LabelExamples[] of(Table table, int[] targets, RowPredictor predictor, long seed) {
        LabelExamples[] examples = new LabelExamples[targets.length];
        for (int t = 0; t < targets.length; t++) {
            examples[t] = new LabelExamples(table.features().get(targets[t]).categories());
        }
        SplittableRandom random = Seeds.random(seed, "label-relations/hidden");
        int n = table.size();
        int d = table.features().size();
        boolean gaps = table.observedCells() < (1 - FEW_GAPS) * n * d;
        int first = random.nextInt(n);
        long visits = Math.min(MOST_ROWS, (long) VISITS * n * targets.length);
        for (long visit = 0; visit < visits; visit++) {
            int t = (int) (visit % targets.length);
            // Each target visits all rows before it visits one again.
            int i = (int) ((first + visit / targets.length * step(n)) % n);
            double[] row = table.row(i);
            boolean alone = random.nextBoolean();
            double[] pattern = table.row(random.nextInt(n));
            double[] holed = row.clone();
            if (!alone && gaps) {
                Masks.hideByPattern(row, pattern, holed);
            } else if (!alone) {
                Masks.hideAtRandom(row, RATE, d, random, holed);
            }
            holed[targets[t]] = Double.NaN;
            if (!Double.isNaN(row[targets[t]]) && isWanted(examples[t])) {
                predictor.infer(i, holed);
                for (int u = 0; u < targets.length; u++) {
                    if (Masks.isHidden(row, holed, targets[u]) && isWanted(examples[u])) {
                        double[] says = new double[examples[u].labels()];
                        for (int c = 0; c < says.length; c++) {
                            says[c] = predictor.probability(targets[u], c);
                        }
                        examples[u].add(i, holed, says, (int) row[targets[u]]);
                    }
                }
            }
        }
        return examples;
    }

    private static boolean isWanted(LabelExamples examples) {
        return examples.size() < Math.min(ENOUGH, ENOUGH_LABELS / examples.labels());
    }

    /** A step through n rows that meets each once: near the golden section, without a common divisor. */
    static long step(int n) {
        long step = Math.max(1, Math.round(n * 0.618));
        while (divisor(step, n) > 1) {
            step++;
        }
        return step;
    }

    private static long divisor(long a, long b) {
        return b == 0 ? a : divisor(b, a % b);
    }
}
