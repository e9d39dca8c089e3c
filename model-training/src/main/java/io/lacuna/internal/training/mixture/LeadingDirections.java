package io.lacuna.internal.training.mixture;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The leading principal directions of partial rows, with missing cells as zero, by subspace iteration (Golub and Van
 * Loan, Matrix Computations, 8.2.4).
 */
final class LeadingDirections {
    private static final int ITERATIONS = 6;

    private final RelayRows rows;
    private final int d;
    private final int q;

    /**
     * @param directions q, the number of directions
     */
    LeadingDirections(RelayRows rows, int directions) {
        this.rows = rows;
        d = rows.continuous();
        q = directions;
    }

    /**
     * C times orthonormal directions, where C is the second-moment matrix of the rows: d x q numbers, [j * q + a]. The
     * length of each column is the variance along its direction.
     */
    double[] find(SplittableRandom random) {
        double[] basis = new double[d * q];
        for (int i = 0; i < basis.length; i++) {
            basis[i] = random.nextGaussian();
        }
        for (int t = 0; t < ITERATIONS; t++) {
            orthonormalize(basis);
            basis = covarianceTimes(basis);
        }
        return basis;
    }

    private double[] covarianceTimes(double[] basis) {
        double[] product = new double[basis.length];
        double[] projection = new double[q];
        for (int i = 0; i < rows.size(); i++) {
            double[] y = rows.y()[i];
            Arrays.fill(projection, 0);
            for (int j = 0; j < d; j++) {
                if (!Double.isNaN(y[j])) {
                    for (int a = 0; a < q; a++) {
                        projection[a] += y[j] * basis[j * q + a];
                    }
                }
            }
            double w = rows.weights()[i] / rows.size();
            for (int j = 0; j < d; j++) {
                if (!Double.isNaN(y[j])) {
                    for (int a = 0; a < q; a++) {
                        product[j * q + a] += w * y[j] * projection[a];
                    }
                }
            }
        }
        return product;
    }

    /** Modified Gram-Schmidt. */
    private void orthonormalize(double[] basis) {
        for (int a = 0; a < q; a++) {
            for (int b = 0; b < a; b++) {
                double dot = 0;
                for (int j = 0; j < d; j++) {
                    dot += basis[j * q + a] * basis[j * q + b];
                }
                for (int j = 0; j < d; j++) {
                    basis[j * q + a] -= dot * basis[j * q + b];
                }
            }
            double length = 0;
            for (int j = 0; j < d; j++) {
                length += basis[j * q + a] * basis[j * q + a];
            }
            double scale = length > 1e-20 ? 1 / Math.sqrt(length) : 0;
            for (int j = 0; j < d; j++) {
                basis[j * q + a] *= scale;
            }
        }
    }
}
