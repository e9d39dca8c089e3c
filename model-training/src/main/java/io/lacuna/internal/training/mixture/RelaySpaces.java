package io.lacuna.internal.training.mixture;

import io.lacuna.data.Table;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.relay.Atoms;
import io.lacuna.internal.relay.RankNormal;
import io.lacuna.internal.relay.RelayEnsemble;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/** A table in both marginal spaces, standard units and rank-normal scores, without the rows that have no value. */
final class RelaySpaces {
    private final Table kept;
    private final Standardizer standardizer;
    private final int[] continuous;
    private final int[] categorical;
    private final int[] labels;
    private final Atoms atoms;
    private final List<RankNormal> marginals = new ArrayList<>();

    RelaySpaces(Table table) {
        this(table, Atoms.none(RelayEnsemble.continuous(table.features()).length));
    }

    /**
     * @param atoms of the continuous features
     */
    RelaySpaces(Table table, Atoms atoms) {
        this.atoms = atoms;
        standardizer = Standardizer.fit(table);
        kept = new Table(
                table.features(),
                table.rows().stream().filter(RelaySpaces::hasValue).toList());
        continuous = RelayEnsemble.continuous(table.features());
        categorical = RelayEnsemble.categorical(table.features());
        labels = RelayEnsemble.labels(table.features(), atoms);
        for (int j : continuous) {
            double[] sorted = kept.rows().stream()
                    .mapToDouble(row -> row[j])
                    .filter(cell -> !Double.isNaN(cell))
                    .map(cell -> standardizer.standardize(j, cell))
                    .sorted()
                    .toArray();
            marginals.add(RankNormal.fit(sorted.length == 0 ? new double[] {0} : sorted));
        }
    }

    private static boolean hasValue(double[] row) {
        return Arrays.stream(row).anyMatch(cell -> !Double.isNaN(cell));
    }

    /** For each row of a table, its index among the rows that are kept; -1 for a row without a value. */
    static int[] keptPlaces(Table table) {
        int[] places = new int[table.size()];
        int next = 0;
        for (int i = 0; i < places.length; i++) {
            places[i] = hasValue(table.row(i)) ? next++ : -1;
        }
        return places;
    }

    /** The rows with at least one value, in the features' own units. */
    Table kept() {
        return kept;
    }

    Atoms atoms() {
        return atoms;
    }

    Standardizer standardizer() {
        return standardizer;
    }

    List<RankNormal> marginals() {
        return marginals;
    }

    /**
     * The rows in one space.
     *
     * @param space 0 standard units, 1 rank-normal scores
     */
    RelayRows rows(int space) {
        return rows(space, kept, kept::row);
    }

    /**
     * Other rows in one space.
     *
     * @param space 0 standard units, 1 rank-normal scores
     * @param table with the same features
     * @param observed the cells of a row that were observed; only these are at an atom or at none, because draws of the
     *     others are of normals
     */
    RelayRows rows(int space, Table table, IntFunction<double[]> observed) {
        int n = table.size();
        double[][] y = new double[n][continuous.length];
        int[][] categories = new int[n][labels.length];
        int[] withAtoms = atoms.features();
        double[] weights = new double[n];
        Arrays.fill(weights, 1);
        for (int i = 0; i < n; i++) {
            double[] row = table.row(i);
            for (int c = 0; c < continuous.length; c++) {
                double z = standardizer.standardize(continuous[c], row[continuous[c]]);
                y[i][c] = space == 1 && !Double.isNaN(z) ? marginals.get(c).forward(z) : z;
            }
            for (int f = 0; f < categorical.length; f++) {
                double label = row[categorical[f]];
                categories[i][f] = Double.isNaN(label) ? -1 : (int) label;
            }
            for (int p = 0; p < withAtoms.length; p++) {
                double cell = observed.apply(i)[continuous[withAtoms[p]]];
                categories[i][categorical.length + p] = Double.isNaN(cell) ? -1 : atoms.part(withAtoms[p], cell);
            }
        }
        return new RelayRows(y, categories, labels, weights);
    }
}
