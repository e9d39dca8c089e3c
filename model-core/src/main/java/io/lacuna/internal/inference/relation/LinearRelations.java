package io.lacuna.internal.inference.relation;

import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.internal.data.Supports;
import io.lacuna.internal.inference.MemberKernel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The relations of a model. Immutable and safe for concurrent use.
 *
 * @param list relations of which none follows from the others; those with the least noise first
 */
public record LinearRelations(List<LinearRelation> list) {
    public static final LinearRelations NONE = new LinearRelations(List.of());

    public LinearRelations {
        list = List.copyOf(list);
    }

    public boolean isNone() {
        return list.isEmpty();
    }

    /** Each relation as text. */
    public List<String> words(Features features) {
        return list.stream().map(relation -> relation.words(features)).toList();
    }

    /**
     * The kernel, made to satisfy the relations; the same kernel if there are none.
     *
     * @param supports ranges that the conditioned values keep
     * @param columns number of cells of a record that the kernel takes
     */
    public MemberKernel around(MemberKernel kernel, Supports supports, int columns) {
        return isNone() ? kernel : new RelationKernel(kernel, this, supports, columns);
    }

    /** The table with its determined cells filled; the same table if there are no relations. */
    public Table complete(Table table) {
        if (isNone()) {
            return table;
        }
        double[] variance = new double[table.features().size()];
        List<double[]> rows = new ArrayList<>();
        for (double[] row : table.rows()) {
            double[] completed = row.clone();
            rows.add(complete(completed, variance) ? completed : row);
        }
        return new Table(table.features(), rows);
    }

    /**
     * Fills every cell that is the only missing one of a relation, until there is none.
     *
     * @param cells d cells, {@code NaN} = missing
     * @param variance d numbers; receives the variance of each cell that is filled, and 0 for the others
     * @return whether a cell was filled
     */
    boolean complete(double[] cells, double[] variance) {
        Arrays.fill(variance, 0);
        boolean any = false;
        for (int at = 0; at < list.size(); at++) {
            if (determine(list.get(at), cells, variance)) {
                any = true;
                // A relation before this one may now have a single missing cell. This ends: each pass fills a cell.
                at = -1;
            }
        }
        return any;
    }

    private static boolean determine(LinearRelation relation, double[] cells, double[] variance) {
        int[] features = relation.features();
        int only = -1;
        double rest = relation.total();
        double spread = relation.noise() * relation.noise();
        for (int i = 0; i < features.length; i++) {
            double cell = cells[features[i]];
            double coefficient = relation.coefficients()[i];
            if (!Double.isNaN(cell)) {
                rest -= coefficient * cell;
                spread += coefficient * coefficient * variance[features[i]];
            } else if (only >= 0) {
                return false;
            } else {
                only = i;
            }
        }
        if (only < 0) {
            return false;
        }
        double coefficient = relation.coefficients()[only];
        double value = rest / coefficient;
        double square = spread / (coefficient * coefficient);
        if (!Double.isFinite(value) || !(square > 0) || Double.isInfinite(square)) {
            // Coefficients from an artifact are untrusted: where their numbers overflow, the member fills the cell.
            return false;
        }
        cells[features[only]] = value;
        variance[features[only]] = square;
        return true;
    }
}
