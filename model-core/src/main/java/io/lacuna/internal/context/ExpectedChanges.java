package io.lacuna.internal.context;

import io.lacuna.internal.numerics.LowerTriangular;

/**
 * The changes of a record's missing numbers since the record before it of the key, expected from those of the numbers that
 * both records have. Changes are normal with mean zero, standard deviations t and correlations R; e is a change over t:
 *
 * <pre>
 * missing    c_j = t_j R_jO y,                 y = R_OO^-1 e_O
 * observed   c_j = t_j (e_j - y_j / (R_OO^-1)_jj)            from the others of O, for training
 * </pre>
 *
 * with O the numbers that both records have. All in the standard units of the features. Mutable, owned by one thread;
 * allocates only in its constructor.
 */
public final class ExpectedChanges {
    /** Lower triangle of R; empty if no number follows others. */
    private final double[][] correlation;

    private final double[] sd;
    private final double[][] factor;
    private final double[][] inverse;
    private final int[] feature;
    private final double[] change;
    private final double[] solved;
    private int count;

    /**
     * @param d number of features
     * @param packed lower triangle row by row, with t in the diagonal and R below it; or empty
     */
    public ExpectedChanges(int d, float[] packed) {
        int rows = packed.length > 0 ? d : 0;
        correlation = LowerTriangular.triangle(rows);
        sd = new double[rows];
        int at = 0;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < i; j++) {
                correlation[i][j] = packed[at++];
            }
            correlation[i][i] = 1;
            sd[i] = packed[at++];
        }
        factor = LowerTriangular.triangle(rows);
        inverse = LowerTriangular.triangle(rows);
        feature = new int[rows];
        change = new double[rows];
        solved = new double[rows];
    }

    /** Whether no number follows others. */
    public boolean isNone() {
        return correlation.length == 0;
    }

    /** Starts another record. */
    public void clear() {
        count = 0;
    }

    /** Adds a number that both records have, with its change in standard units. */
    public void add(int ofFeature, double by) {
        feature[count] = ofFeature;
        change[count] = by / sd[ofFeature];
        count++;
    }

    /** Computes what follows from the changes that were added. */
    public void run() {
        LowerTriangular.cholesky(correlation, feature, count, factor);
        System.arraycopy(change, 0, solved, 0, count);
        LowerTriangular.solve(factor, count, solved);
    }

    /** The expected change of a number that was not added. */
    public double of(int missing) {
        double sum = 0;
        for (int a = 0; a < count; a++) {
            sum += LowerTriangular.at(correlation, missing, feature[a]) * solved[a];
        }
        return sd[missing] * sum;
    }

    /**
     * The expected changes of all numbers, each from the others: by feature, in standard units.
     *
     * @param into receives them
     */
    public void eachFromOthers(double[] into) {
        run();
        for (int j = 0; j < correlation.length; j++) {
            into[j] = of(j);
        }
        LowerTriangular.inverse(factor, count, inverse);
        for (int a = 0; a < count; a++) {
            into[feature[a]] = sd[feature[a]] * (change[a] - solved[a] / inverse[a][a]);
        }
    }
}
