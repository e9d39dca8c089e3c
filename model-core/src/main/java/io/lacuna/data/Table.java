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
    public Table {
        for (double[] row : rows) {
            if (row.length != features.size()) {
                throw new IllegalArgumentException(
                        "a row has " + row.length + " cells where there are " + features.size() + " features");
            }
        }
    }

    public int size() {
        return rows.size();
    }

    public double[] row(int i) {
        return rows.get(i);
    }

    /** The rows at these indices, in this order. The row arrays are shared, not copied. */
    public Table select(int[] places) {
        return new Table(features, Arrays.stream(places).mapToObj(rows::get).toList());
    }

    /** The number of observed cells. */
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
