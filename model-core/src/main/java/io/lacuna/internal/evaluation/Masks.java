package io.lacuna.internal.evaluation;

import io.lacuna.data.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Hides observed cells on purpose, so that filling them can be scored.
 *
 * @param hidden the places of the hidden cells: {@code hidden[i][j]} is true where row i's feature j was observed and is
 *     now hidden
 * @param table the table with those cells missing; rows are copies
 */
public record Masks(boolean[][] hidden, Table table) {

    /**
     * Hides each observed cell with that probability, row by row, column by column, one uniform a cell whether observed
     * or not.
     *
     * @param rate 0 to 1
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

    /** Number of hidden cells. */
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
