package io.lacuna.internal.training.context;

import io.lacuna.data.Features;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.numerics.LowerTriangular;
import io.lacuna.internal.training.RowPredictor;
import java.util.SplittableRandom;

/**
 * Computes the precision for filling missing numbers together, from rows whose gaps are filled with draws of the model.
 */
final class JointPrecision {
    /**
     * Share of independent features that is mixed in, so that the precision exists even for features that are equal.
     */
    private static final double INDEPENDENT = 0.02;

    private JointPrecision() {}

    /** Lower triangle, row by row; the row of a category is that of the unit matrix. */
    static float[] of(
            RowPredictor predictor,
            double[][] rows,
            int[] places,
            Features features,
            Standardizer standardizer,
            SplittableRandom random) {
        int d = features.size();
        double[] sum = new double[d];
        double[][] products = LowerTriangular.triangle(d);
        double[] z = new double[d];
        for (int place : places) {
            double[] cells = rows[place].clone();
            predictor.infer(place, cells);
            predictor.draw(random, cells);
            for (int i = 0; i < d; i++) {
                z[i] = features.get(i).isContinuous() ? standardizer.standardize(i, cells[i]) : 0;
                sum[i] += z[i];
                for (int j = 0; j <= i; j++) {
                    products[i][j] += z[i] * z[j];
                }
            }
        }
        return inverse(covariance(sum, products, places.length));
    }

    private static double[][] covariance(double[] sum, double[][] products, int n) {
        double[][] covariance = LowerTriangular.triangle(sum.length);
        for (int i = 0; i < sum.length; i++) {
            for (int j = 0; j <= i; j++) {
                double product = products[i][j] / n - sum[i] / n * sum[j] / n;
                covariance[i][j] = (1 - INDEPENDENT) * product + (i == j ? INDEPENDENT : 0);
            }
            if (covariance[i][i] <= INDEPENDENT) {
                covariance[i][i] = 1;
            }
        }
        return covariance;
    }

    private static float[] inverse(double[][] covariance) {
        int d = covariance.length;
        double[][] inverse = LowerTriangular.triangle(d);
        LowerTriangular.choleskyInPlace(covariance, d);
        LowerTriangular.inverse(covariance, d, inverse);
        float[] packed = new float[d * (d + 1) / 2];
        int at = 0;
        for (double[] row : inverse) {
            for (double number : row) {
                packed[at++] = (float) number;
            }
        }
        return packed;
    }
}
