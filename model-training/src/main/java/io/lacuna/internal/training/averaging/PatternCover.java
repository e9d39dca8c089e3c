package io.lacuna.internal.training.averaging;

import io.lacuna.data.Table;
import java.util.ArrayList;
import java.util.List;

/**
 * How well rows that have a feature can stand for the rows that lack it. A row that lacks the feature is covered by the
 * largest share of its observed cells that one row with the feature has, too. Where cells are missing independently, some
 * row has nearly all of them. Where neighbouring columns are missing together, no row has the feature and all of these
 * cells: hiding cells then leaves less than what is observed when the model serves, and nothing was learnt from such a
 * combination.
 */
final class PatternCover {
    private static final int MOST_LACKING = 200;
    private static final int MOST_HAVING = 2000;

    private PatternCover() {}

    /** The mean cover of the rows that lack a feature, 0 to 1; 1 if there are none. */
    static double of(Table table, int feature) {
        List<long[]> lacking = new ArrayList<>();
        List<long[]> having = new ArrayList<>();
        for (double[] row : table.rows()) {
            boolean lacks = Double.isNaN(row[feature]);
            if (lacks ? lacking.size() < MOST_LACKING : having.size() < MOST_HAVING) {
                (lacks ? lacking : having).add(observed(row));
            }
        }
        double sum = 0;
        int counted = 0;
        for (long[] row : lacking) {
            int cells = common(row, row);
            int most = 0;
            for (int i = 0; i < having.size() && most < cells; i++) {
                most = Math.max(most, common(row, having.get(i)));
            }
            sum += cells == 0 ? 0 : (double) most / cells;
            counted += cells == 0 ? 0 : 1;
        }
        return counted == 0 ? 1 : sum / counted;
    }

    private static long[] observed(double[] row) {
        long[] bits = new long[(row.length + 63) / 64];
        for (int j = 0; j < row.length; j++) {
            bits[j >> 6] |= Double.isNaN(row[j]) ? 0 : 1L << j;
        }
        return bits;
    }

    private static int common(long[] one, long[] other) {
        int count = 0;
        for (int w = 0; w < one.length; w++) {
            count += Long.bitCount(one[w] & other[w]);
        }
        return count;
    }
}
