package io.lacuna.internal.evaluation;

import io.lacuna.data.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Hides observed cells on purpose, so that the filled values can be scored. All of Lacuna hides cells with the methods of
 * this class: of whole tables, or of one row. Immutable by convention: nobody writes to its arrays.
 *
 * @param hidden n x d: {@code hidden[i][j]} is true if feature j of row i was observed and is now hidden
 * @param table the table with those cells missing; rows are copies
 */
public record Masks(boolean[][] hidden, Table table) {

    /**
     * The cells that were hidden in a table.
     *
     * @param truth n rows of d cells before cells were hidden
     * @param rows n rows of d cells, the hidden ones {@code NaN}
     */
    public static Masks of(Table truth, List<double[]> rows) {
        int d = truth.features().size();
        boolean[][] hidden = new boolean[truth.size()][d];
        for (int i = 0; i < hidden.length; i++) {
            for (int j = 0; j < d; j++) {
                hidden[i][j] = isHidden(truth.row(i), rows.get(i), j);
            }
        }
        return new Masks(hidden, new Table(truth.features(), rows));
    }

    /**
     * Hides each observed cell with the same probability, as {@link #hideAtRandom} does row by row.
     *
     * @param rate probability of hiding a cell, 0 to 1
     */
    public static Masks completelyAtRandom(Table table, double rate, SplittableRandom random) {
        int d = table.features().size();
        List<double[]> rows = new ArrayList<>(table.size());
        for (int i = 0; i < table.size(); i++) {
            double[] row = new double[d];
            hideAtRandom(table.row(i), rate, d, random, row);
            rows.add(row);
        }
        return of(table, rows);
    }

    /**
     * Hides cells of every row with even index at random. In every row with odd index, hides the cells that a random row
     * of another table lacks, so that scores cover that table's own patterns of gaps; at random if that row lacks none.
     *
     * @param patterns rows with gaps to copy, of the same features
     * @param rate probability of hiding a cell, 0 to 1
     */
    public static Masks atRandomAndByPattern(Table table, Table patterns, double rate, SplittableRandom random) {
        int d = table.features().size();
        List<double[]> rows = new ArrayList<>(table.size());
        for (int i = 0; i < table.size(); i++) {
            double[] row = new double[d];
            double[] pattern = patterns.row(random.nextInt(patterns.size()));
            // The random numbers of every row are taken, so that a row's cells do not depend on the kinds of the
            // others.
            hideAtRandom(table.row(i), rate, d, random, row);
            if (i % 2 == 1 && hasGap(pattern)) {
                hideByPattern(table.row(i), pattern, row);
            }
            rows.add(row);
        }
        return of(table, rows);
    }

    /**
     * Hides each observed cell of a row with the same probability. Takes one uniform number per cell, whether the cell is
     * observed or not.
     *
     * @param row d cells, NaN = missing; only read
     * @param rate probability of hiding a cell, 0 to 1
     * @param most largest number of cells to hide; the cells with the lowest indices are hidden
     * @param into receives d cells: the row with the hidden ones {@code NaN}
     * @return number of hidden cells
     */
    public static int hideAtRandom(double[] row, double rate, int most, SplittableRandom random, double[] into) {
        int hidden = 0;
        for (int j = 0; j < row.length; j++) {
            boolean hide = random.nextDouble() < rate;
            into[j] = row[j];
            if (hide && !Double.isNaN(row[j]) && hidden < most) {
                into[j] = Double.NaN;
                hidden++;
            }
        }
        return hidden;
    }

    /**
     * Hides the cells of a row that another row lacks.
     *
     * @param row d cells, NaN = missing; only read
     * @param pattern d cells; those that are {@code NaN} are hidden
     * @param into receives d cells: the row with the hidden ones {@code NaN}
     */
    public static void hideByPattern(double[] row, double[] pattern, double[] into) {
        for (int j = 0; j < row.length; j++) {
            into[j] = Double.isNaN(pattern[j]) ? Double.NaN : row[j];
        }
    }

    /** Whether cell j was observed and is now hidden. */
    public static boolean isHidden(double[] truth, double[] masked, int j) {
        return Double.isNaN(masked[j]) && !Double.isNaN(truth[j]);
    }

    private static boolean hasGap(double[] row) {
        for (double cell : row) {
            if (Double.isNaN(cell)) {
                return true;
            }
        }
        return false;
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
