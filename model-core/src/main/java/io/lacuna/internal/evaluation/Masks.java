package io.lacuna.internal.evaluation;

import io.lacuna.data.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Hides observed cells on purpose, so that the filled values can be scored. Immutable by convention: nobody writes to
 * its arrays.
 *
 * @param hidden n x d: {@code hidden[i][j]} is true if feature j of row i was observed and is now hidden
 * @param table the table with those cells missing; rows are copies
 */
public record Masks(boolean[][] hidden, Table table) {

    /**
     * Hides each observed cell with the same probability. Takes one uniform number per cell, row by row, whether the
     * cell is observed or not.
     *
     * @param rate probability of hiding a cell, 0 to 1
     */
    public static Masks completelyAtRandom(Table table, double rate, SplittableRandom random) {
        int d = table.features().size();
        boolean[][] hidden = new boolean[table.size()][d];
        List<double[]> rows = new ArrayList<>(table.size());
        for (int i = 0; i < table.size(); i++) {
            double[] row = table.row(i).clone();
            for (int j = 0; j < d; j++) {
                hidden[i][j] = random.nextDouble() < rate && !Double.isNaN(row[j]);
                if (hidden[i][j]) {
                    row[j] = Double.NaN;
                }
            }
            rows.add(row);
        }
        return new Masks(hidden, new Table(table.features(), rows));
    }

    /** The number of hidden cells. */
    public long count() {
        long count = 0;
        for (boolean[] row : hidden) {
            for (boolean cell : row) {
                count += cell ? 1 : 0;
            }
        }
        return count;
    }
}
