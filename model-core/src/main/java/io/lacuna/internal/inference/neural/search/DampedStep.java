package io.lacuna.internal.inference.neural.search;

import io.lacuna.internal.numerics.LowerTriangular;
import io.lacuna.internal.numerics.MatrixLoops;
import io.lacuna.internal.numerics.MatrixProducts;

/**
 * The step {@code (A + damping I)^-1 b} of a symmetric k x k system, by Cholesky factorization in single precision.
 * That is enough: a step is accepted by its gain, and the curvature A itself is not known more precisely. Mutable; one
 * thread owns it.
 */
public final class DampedStep {
    private static final float PIVOT_FLOOR = (float) LowerTriangular.PIVOT_FLOOR;

    private final int k;

    /** U with {@code U' U = A + damping I}: k rows; values left of the diagonal are undefined. */
    final float[][] factor;

    public DampedStep(int k) {
        this.k = k;
        factor = new float[k][k];
    }

    /**
     * Computes the step.
     *
     * @param curvature A, k rows of k; the upper triangle is read
     * @param b k numbers
     * @param step receives k numbers
     */
    public void solve(float[][] curvature, double damping, float[] b, float[] step) {
        factor(curvature, damping);
        System.arraycopy(b, 0, step, 0, k);
        for (int a = 0; a < k; a++) {
            step[a] /= factor[a][a];
            subtract(step[a], factor[a], step, a + 1);
        }
        for (int a = k - 1; a >= 0; a--) {
            step[a] = (step[a] - dot(factor[a], step, a + 1)) / factor[a][a];
        }
    }

    /**
     * Computes the factor, four rows at a time: all rows above are subtracted from the four together, then the four
     * from each other.
     */
    void factor(float[][] curvature, double damping) {
        for (int at = 0; at < k; at += 4) {
            int count = Math.min(4, k - at);
            int start = MatrixLoops.start(at);
            for (int a = at; a < at + count; a++) {
                System.arraycopy(curvature[a], start, factor[a], start, k - start);
                factor[a][a] += (float) damping;
            }
            MatrixProducts.subtractRowsAbove(factor, at, count);
            for (int a = at; a < at + count; a++) {
                float[] row = factor[a];
                for (int b = at; b < a; b++) {
                    subtract(factor[b][a], factor[b], row, a);
                }
                float pivot = (float) Math.sqrt(Math.max(row[a], PIVOT_FLOOR));
                scale(1 / pivot, row, a);
                row[a] = pivot;
            }
        }
    }

    private static void subtract(float by, float[] row, float[] to, int from) {
        for (int i = from; i < to.length; i++) {
            to[i] -= by * row[i];
        }
    }

    private static void scale(float by, float[] row, int from) {
        for (int i = from; i < row.length; i++) {
            row[i] *= by;
        }
    }

    /**
     * Dot product over indices from {@code from} on. Four accumulators, so that additions do not wait for each other.
     */
    static float dot(float[] a, float[] b, int from) {
        float one = 0;
        float two = 0;
        float three = 0;
        float four = 0;
        int i = from;
        for (; i + 3 < a.length; i += 4) {
            one += a[i] * b[i];
            two += a[i + 1] * b[i + 1];
            three += a[i + 2] * b[i + 2];
            four += a[i + 3] * b[i + 3];
        }
        for (; i < a.length; i++) {
            one += a[i] * b[i];
        }
        return one + two + (three + four);
    }
}
