package io.lacuna.internal.training.relation;

import io.lacuna.data.Table;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.inference.relation.LinearRelation;
import io.lacuna.internal.inference.relation.LinearRelations;
import io.lacuna.internal.training.mixture.PooledNormal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Finds the linear relations between the numbers of a table. The same table gives the same relations. Has no state and
 * is safe for concurrent use.
 */
public final class RelationFinder {
    private static final int LEAST_CELLS = 30;

    private static final double LEAST_VARYING = 0.1;

    /** Rows that propose, and rows that decide; evenly spaced. */
    private static final int SEARCHED_ROWS = 1000;

    private static final int CHECKED_ROWS = 5000;

    /** With this many complete rows for each feature, incomplete rows are not needed for the covariance. */
    private static final int COMPLETE_ROWS = 10;

    private static final int MOST_ITERATIONS = 200;
    private static final int LEAST_ITERATIONS = 10;

    /** Multiply-adds of the EM, as rows times features to the third power times iterations. */
    private static final double MOST_WORK = 2e9;

    /** Relative length of the part of a relation that does not follow from others. */
    private static final double INDEPENDENT = 0.02;

    private RelationFinder() {}

    public static LinearRelations find(Table table) {
        Standardizer standardizer = Standardizer.fit(table);
        int[] all = features(table);
        int[] features = all.length <= RelationSearch.MOST_FOR_LEAVING_OUT
                ? all
                : Arrays.stream(all).filter(j -> varies(values(table, j))).toArray();
        if (features.length < 2) {
            return LinearRelations.NONE;
        }
        double[][] rows = rows(table, features, standardizer, CHECKED_ROWS);
        double[][] covariance = covariance(spaced(rows, SEARCHED_ROWS));
        double[] mean =
                Arrays.stream(features).mapToDouble(j -> standardizer.mean()[j]).toArray();
        double[] sd =
                Arrays.stream(features).mapToDouble(j -> standardizer.sd()[j]).toArray();
        double[] step = Arrays.stream(features)
                .mapToDouble(j -> SimpleNumbers.step(values(table, j)))
                .toArray();
        RelationCheck check = new RelationCheck(rows, mean, sd, step);
        List<LinearRelation> found = new ArrayList<>();
        Set<Set<Integer>> tried = new HashSet<>();
        for (int[] set : RelationSearch.small(covariance)) {
            add(set, check, tried, found);
        }
        for (int j = 0; j < features.length; j++) {
            for (int[] set : RelationSearch.proposals(covariance, j)) {
                if (add(set, check, tried, found)) {
                    break;
                }
            }
        }
        return new LinearRelations(independent(found, sd).stream()
                .map(relation -> new LinearRelation(
                        Arrays.stream(relation.features()).map(i -> features[i]).toArray(),
                        relation.coefficients(),
                        relation.total(),
                        relation.noise()))
                .toList());
    }

    /** Checks a set that was not tried before; returns whether it has a relation. */
    private static boolean add(int[] set, RelationCheck check, Set<Set<Integer>> tried, List<LinearRelation> found) {
        LinearRelation relation =
                tried.add(new HashSet<>(Arrays.stream(set).boxed().toList())) ? check.of(set) : null;
        if (relation != null) {
            found.add(relation);
        }
        return relation != null;
    }

    /** The numbers that vary, with enough observed cells. */
    private static int[] features(Table table) {
        return IntStream.range(0, table.features().size())
                .filter(j -> table.features().get(j).isContinuous())
                .filter(j -> {
                    double[] values = values(table, j);
                    return values.length >= LEAST_CELLS
                            && Arrays.stream(values).distinct().limit(2).count() == 2;
                })
                .toArray();
    }

    /**
     * Whether a tenth of the values differ from the median. Among many columns that are nearly always zero, some are lit in the same
     * few rows, and an equation between them holds in nearly all rows because both sides are zero.
     */
    private static boolean varies(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double median = sorted[sorted.length / 2];
        return Arrays.stream(values).filter(value -> value != median).count() >= LEAST_VARYING * values.length;
    }

    private static double[] values(Table table, int feature) {
        return table.rows().stream()
                .mapToDouble(row -> row[feature])
                .filter(cell -> !Double.isNaN(cell))
                .toArray();
    }

    /** Rows with a value, in standard units. */
    private static double[][] rows(Table table, int[] features, Standardizer standardizer, int most) {
        double[][] all = table.rows().stream()
                .map(row -> Arrays.stream(features)
                        .mapToDouble(j -> standardizer.standardize(j, row[j]))
                        .toArray())
                .filter(row -> Arrays.stream(row).anyMatch(cell -> !Double.isNaN(cell)))
                .toArray(double[][]::new);
        return spaced(all, most);
    }

    private static double[][] spaced(double[][] rows, int most) {
        if (rows.length <= most) {
            return rows;
        }
        return IntStream.range(0, most)
                .mapToObj(i -> rows[(int) ((long) i * rows.length / most)])
                .toArray(double[][]::new);
    }

    private static double[][] covariance(double[][] rows) {
        int d = rows[0].length;
        if (d > RelationSearch.MOST_FOR_LEAVING_OUT) {
            return pairwise(rows);
        }
        double[][] complete = Arrays.stream(rows)
                .filter(row -> Arrays.stream(row).noneMatch(Double::isNaN))
                .toArray(double[][]::new);
        double work = (double) rows.length * d * d * d;
        int iterations = (int) Math.max(LEAST_ITERATIONS, Math.min(MOST_ITERATIONS, MOST_WORK / work));
        return complete.length >= COMPLETE_ROWS * d
                ? PooledNormal.covariance(complete, 2)
                : PooledNormal.covariance(rows, iterations);
    }

    /** Second moments about 0 of each pair of columns, over the rows that have both; 0 if there are none. */
    private static double[][] pairwise(double[][] rows) {
        int d = rows[0].length;
        double[][] sums = new double[d][d];
        int[][] counts = new int[d][d];
        for (double[] row : rows) {
            int[] observed =
                    IntStream.range(0, d).filter(j -> !Double.isNaN(row[j])).toArray();
            for (int a = 0; a < observed.length; a++) {
                double[] into = sums[observed[a]];
                int[] count = counts[observed[a]];
                for (int b = 0; b <= a; b++) {
                    into[observed[b]] += row[observed[a]] * row[observed[b]];
                    count[observed[b]]++;
                }
            }
        }
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                sums[i][j] /= Math.max(1, counts[i][j]);
                sums[j][i] = sums[i][j];
            }
        }
        return sums;
    }

    /** Relations of which none follows from the others: those with fewer terms first, then those with less noise. */
    private static List<LinearRelation> independent(List<LinearRelation> found, double[] sd) {
        found.sort(Comparator.<LinearRelation>comparingInt(relation -> relation.features().length)
                .thenComparingDouble(relation -> relativeNoise(relation, sd)));
        List<double[]> basis = new ArrayList<>();
        List<LinearRelation> kept = new ArrayList<>();
        for (LinearRelation relation : found) {
            double[] direction = direction(relation, sd);
            for (double[] other : basis) {
                double along = IntStream.range(0, sd.length)
                        .mapToDouble(i -> direction[i] * other[i])
                        .sum();
                for (int i = 0; i < sd.length; i++) {
                    direction[i] -= along * other[i];
                }
            }
            double length = Math.sqrt(
                    Arrays.stream(direction).map(value -> value * value).sum());
            if (length > INDEPENDENT) {
                basis.add(Arrays.stream(direction).map(value -> value / length).toArray());
                kept.add(relation);
            }
        }
        kept.sort(Comparator.comparingDouble(relation -> relativeNoise(relation, sd)));
        return kept;
    }

    /** A unit vector in standard units. */
    private static double[] direction(LinearRelation relation, double[] sd) {
        double[] direction = new double[sd.length];
        double square = 0;
        for (int i = 0; i < relation.features().length; i++) {
            int j = relation.features()[i];
            direction[j] = relation.coefficients()[i] * sd[j];
            square += direction[j] * direction[j];
        }
        double length = Math.sqrt(square);
        return Arrays.stream(direction).map(value -> value / length).toArray();
    }

    /** The noise against the largest term. */
    private static double relativeNoise(LinearRelation relation, double[] sd) {
        double largest = 0;
        for (int i = 0; i < relation.features().length; i++) {
            largest = Math.max(largest, Math.abs(relation.coefficients()[i]) * sd[relation.features()[i]]);
        }
        return relation.noise() / largest;
    }
}
