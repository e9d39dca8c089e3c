package io.lacuna.internal.training.boosting;

import io.lacuna.data.Table;
import io.lacuna.internal.evaluation.Masks;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Hides further cells of a row, so that it has gaps like those rows that lack a feature: the model of the feature serves
 * such rows. Of a few of these rows it takes the gaps that hide the fewest cells of the row. If hardly any row lacks the
 * feature, cells are hidden at random. Mutable, for one thread.
 */
final class GapPatterns {
    private static final double FEW_GAPS = 0.02;
    private static final double MOST_RATE = 0.5;

    private final Table table;
    private final int[] lacking;

    GapPatterns(Table table, int feature) {
        this.table = table;
        int[] rows = IntStream.range(0, table.size())
                .filter(i -> Double.isNaN(table.row(i)[feature]))
                .toArray();
        lacking = rows.length < FEW_GAPS * table.size() ? new int[0] : rows;
    }

    /**
     * @param row index of the row
     * @param candidates how many patterns to compare
     * @param into receives the row's cells
     */
    void hide(int row, int candidates, SplittableRandom random, double[] into) {
        double[] cells = table.row(row);
        if (lacking.length == 0) {
            Masks.hideAtRandom(cells, MOST_RATE * random.nextDouble(), into.length, random, into);
            return;
        }
        int best = -1;
        int fewest = Integer.MAX_VALUE;
        for (int t = 0; t < candidates; t++) {
            int candidate = lacking[random.nextInt(lacking.length)];
            int hidden = hidden(cells, table.row(candidate));
            if (hidden < fewest) {
                fewest = hidden;
                best = candidate;
            }
        }
        Masks.hideByPattern(cells, table.row(best), into);
    }

    private static int hidden(double[] cells, double[] pattern) {
        int hidden = 0;
        for (int j = 0; j < cells.length; j++) {
            hidden += !Double.isNaN(cells[j]) && Double.isNaN(pattern[j]) ? 1 : 0;
        }
        return hidden;
    }
}
