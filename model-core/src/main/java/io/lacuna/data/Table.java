package io.lacuna.data;

import java.util.Arrays;
import java.util.List;

/**
 * Observations of the same features, one per row. The rows are not copied: do not change them afterwards.
 *
 * @param features d features
 * @param rows n observations of d cells; {@code NaN} = missing
 */
public record Table(Features features, List<double[]> rows) {
    /**
     * Checks the length of every row.
     *
     * @throws IllegalArgumentException if a row has not d cells
     */
    public Table {
        for (double[] row : rows) {
            if (row.length != features.size()) {
                throw new IllegalArgumentException(
                        "a row has " + row.length + " cells where there are " + features.size() + " features");
            }
        }
    }

    /** {@return n, the number of rows} */
    public int size() {
        return rows.size();
    }

    /**
     * The row at an index.
     *
     * @param i from 0 to n - 1
     * @return the row itself, not a copy: d cells, NaN = missing
     */
    public double[] row(int i) {
        return rows.get(i);
    }

    /**
     * Some of the rows.
     *
     * @param places indices of rows
     * @return the rows at these indices, in this order; the row arrays are shared, not copied
     */
    public Table select(int[] places) {
        return new Table(features, Arrays.stream(places).mapToObj(rows::get).toList());
    }

    /** {@return the number of observed cells} */
    public long observedCells() {
        long count = 0;
        for (double[] row : rows) {
            for (double cell : row) {
                count += Double.isNaN(cell) ? 0 : 1;
            }
        }
        return count;
    }
}
