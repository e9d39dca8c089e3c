package io.lacuna.internal.training.mixture.calibration;

import io.lacuna.data.Table;
import io.lacuna.internal.data.Standardizer;
import java.util.SplittableRandom;

/** Rows of a table with cells hidden by {@link HiddenCells}: enough of them for estimates, and not more. */
public final class HiddenRows {
    private static final int MAX_ROWS = 3000;
    private static final int ENOUGH_CELLS = 6000;
    private static final int MAX_PASSES = 6;

    private HiddenRows() {}

    /** Receives one row. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * @param i index of the row in the table
         * @param holed its cells, {@code NaN} where missing or hidden; valid during the call
         * @return the number of hidden cells that count towards enough
         */
        int row(int i, double[] holed);
    }

    /** Hides cells and passes the rows to the visitor; the same ones for a random generator in the same state. */
    public static void visit(Table table, Standardizer standardizer, SplittableRandom random, Visitor visitor) {
        visit(table, standardizer, random, MAX_ROWS, visitor);
    }

    /**
     * The same for tables whose rows take long.
     *
     * @param most the largest number of rows of a pass
     */
    public static void visit(
            Table table, Standardizer standardizer, SplittableRandom random, int most, Visitor visitor) {
        HiddenCells hidden = new HiddenCells(table, standardizer, random);
        int rows = Math.min(table.size(), most);
        int cells = 0;
        for (int pass = 0; pass < MAX_PASSES && cells < ENOUGH_CELLS; pass++) {
            for (int r = 0; r < rows; r++) {
                int i = hidden.next(rows == table.size() ? r : random.nextInt(table.size()));
                cells += visitor.row(i, hidden.holed());
            }
        }
    }
}
