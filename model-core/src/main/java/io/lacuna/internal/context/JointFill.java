package io.lacuna.internal.context;

import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.internal.context.tables.FeatureContext;
import io.lacuna.internal.numerics.LowerTriangular;
import java.util.Arrays;

/**
 * Fills the missing numbers of one record from two sources each: the model's prediction, a normal with mean m1, sd s1
 * and weight g, and the evidence from the feature's own past, with weight w and weighted mean e. All in standard units.
 *
 * <pre>
 * single       1/S^2 = g / s1^2 + w,         M = S^2 (g m1 / s1^2 + e)
 * joint        H = P + diag(w),              M = H^-1 (P m1 + e),          S^2 = diag(H^-1)
 *              P_ab = A_ab q_a q_b,          q_a = sqrt(g_a (A^-1)_aa) / s1_a
 * </pre>
 *
 * where A is the precision of the features, restricted to the missing ones: the inverse of their covariance given the
 * observed ones in one normal. P has the model's standard deviations and the correlations of that normal.
 *
 * <p>Mutable, owned by one thread; allocates only in its constructor.
 */
public final class JointFill {
    /** Lower triangle of the precision; empty if each number is filled separately. */
    private final double[][] precision;

    private final int[] feature;
    private final double[] m1;
    private final double[] s1;
    private final double[] g;
    private final double[] w;
    private final double[] e;
    private final double[] mean;
    private final double[] sd;
    private int count;
    private boolean evident;

    private final double[][] factor;
    private final double[][] inverse;
    private final double[] q;
    private final int[] all;

    /**
     * @param d number of features
     * @param packed lower triangle of the precision row by row, or empty
     */
    public JointFill(int d, float[] packed) {
        boolean joint = packed.length > 0;
        precision = LowerTriangular.triangle(joint ? d : 0);
        int at = 0;
        for (double[] row : precision) {
            for (int j = 0; j < row.length; j++) {
                row[j] = packed[at++];
            }
        }
        factor = LowerTriangular.triangle(joint ? d : 0);
        inverse = LowerTriangular.triangle(joint ? d : 0);
        feature = new int[d];
        m1 = new double[d];
        s1 = new double[d];
        g = new double[d];
        w = new double[d];
        e = new double[d];
        mean = new double[d];
        sd = new double[d];
        q = new double[d];
        all = new int[d];
        Arrays.setAll(all, j -> j);
    }

    public void clear() {
        count = 0;
        evident = false;
    }

    /** Adds a missing number; numbers come in the order of the features. */
    public void add(int ofFeature, double modelMean, double modelSd, double trust, double weight, double evidence) {
        feature[count] = ofFeature;
        m1[count] = modelMean;
        s1[count] = modelSd;
        g[count] = trust;
        w[count] = weight;
        e[count++] = evidence;
        evident |= weight > 0;
    }

    /**
     * Adds a missing number with the memory of its feature; numbers come in the order of the features.
     *
     * @param own the feature's tables
     * @param modelMean mean of the model alone, in standard units
     * @param modelSd its sd, in standard units
     * @param steps age of the remembered value
     * @param residual remembered residual; NaN if there is none or it does not count
     * @param slow slow mean of residuals; 0 if it does not count
     * @param value remembered value, in standard units; NaN if it does not count
     * @param change expected change since the value, in standard units; NaN if unknown
     */
    public void add(
            int ofFeature,
            FeatureContext own,
            double modelMean,
            double modelSd,
            double steps,
            double residual,
            double slow,
            double value,
            double change) {
        double f = modelMean + ContextTables.slowAt(own.slow(), steps) * slow;
        double kappa = 1;
        if (!Double.isNaN(residual)) {
            f += ContextTables.at(own.rho(), steps, 0) * residual;
            kappa = ContextTables.at(own.kappa(), steps, 1);
        }
        if (Double.isNaN(value)) {
            add(ofFeature, f, modelSd * kappa, 1, 0, 0);
            return;
        }
        double moved = own.follows(steps, change) ? value + change : value;
        double v2 = ContextTables.at(own.variance(steps, change), steps, 1);
        int range = ContextTables.range(steps);
        double trust = own.trust()[range];
        double lambda = own.lambda()[range];
        double evidence = lambda * ContextTables.at(own.phi(steps, change), steps, 0) * moved / v2;
        double weight = 1 - trust + lambda * Math.max(0, 1 / v2 - 1);
        add(ofFeature, f, modelSd * kappa, trust, weight, evidence);
    }

    public int count() {
        return count;
    }

    public int feature(int i) {
        return feature[i];
    }

    public double mean(int i) {
        return mean[i];
    }

    public double sd(int i) {
        return sd[i];
    }

    /** Whether the past of one number also changes the others. */
    public boolean isJoint() {
        return precision.length > 0 && count > 1 && evident;
    }

    /** Computes mean and sd of all added numbers. */
    public void run() {
        if (isJoint()) {
            together();
            return;
        }
        for (int i = 0; i < count; i++) {
            double model = g[i] / (s1[i] * s1[i]);
            double sum = model + w[i];
            mean[i] = (model * m1[i] + e[i]) / sum;
            sd[i] = 1 / Math.sqrt(sum);
        }
    }

    private void together() {
        LowerTriangular.cholesky(precision, feature, count, factor);
        LowerTriangular.inverse(factor, count, inverse);
        for (int a = 0; a < count; a++) {
            q[a] = Math.sqrt(g[a] * inverse[a][a]) / s1[a];
        }
        for (int a = 0; a < count; a++) {
            mean[a] = e[a];
            for (int b = 0; b <= a; b++) {
                inverse[a][b] = precision[feature[a]][feature[b]] * q[a] * q[b];
            }
        }
        for (int a = 0; a < count; a++) {
            for (int b = 0; b < count; b++) {
                mean[a] += LowerTriangular.at(inverse, a, b) * m1[b];
            }
        }
        for (int a = 0; a < count; a++) {
            inverse[a][a] += w[a];
        }
        LowerTriangular.cholesky(inverse, all, count, factor);
        LowerTriangular.solve(factor, count, mean);
        LowerTriangular.inverse(factor, count, inverse);
        for (int a = 0; a < count; a++) {
            sd[a] = Math.sqrt(inverse[a][a]);
        }
    }
}
