package io.lacuna.inference;

import java.util.Arrays;

/**
 * The posterior of one record as a search found it: a mixture of a few normals over the latent code, each with its mean
 * and the lower Cholesky factor C of its precision, {@code precision = C C'}. Mutable, owned by one thread.
 */
final class PosteriorModes {
    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);
    private static final double POINT_SD = 1e-3;

    private final int k;
    private final double[][] mean;
    private final double[][] factor;
    private final double[] logWeight;
    private final boolean[] diagonal;
    private final double[] offset;
    private int count;

    PosteriorModes(int latentSize, int capacity) {
        k = latentSize;
        mean = new double[capacity][k];
        factor = new double[capacity][k * k];
        logWeight = new double[capacity];
        diagonal = new boolean[capacity];
        offset = new double[k];
    }

    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    int latentSize() {
        return k;
    }

    double[] mean(int mode) {
        return mean[mode];
    }

    /** Share of a mode; the shares sum to 1. */
    double weight(int mode) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int m = 0; m < count; m++) {
            highest = Math.max(highest, logWeight[m]);
        }
        double sum = 0;
        for (int m = 0; m < count; m++) {
            sum += StrictMath.exp(logWeight[m] - highest);
        }
        return StrictMath.exp(logWeight[mode] - highest) / sum;
    }

    /** Adds the prior N(0, I). */
    void addPrior() {
        Arrays.fill(mean[count], 0);
        Arrays.fill(factor[count], 0);
        for (int a = 0; a < k; a++) {
            factor[count][a * k + a] = 1;
        }
        diagonal[count] = true;
        logWeight[count++] = 0;
    }

    /** Adds a mode from k means and k log standard deviations; a point gets a small sd. */
    void addDiagonal(float[] meanAndLogSd, boolean point) {
        for (int a = 0; a < k; a++) {
            mean[count][a] = meanAndLogSd[a];
            factor[count][a * k + a] = 1 / (point ? POINT_SD : StrictMath.exp(meanAndLogSd[k + a]));
        }
        diagonal[count] = true;
        logWeight[count++] = 0;
    }

    /** Adds a mode with full covariance. */
    void addFull(float[] centre, double[] precisionFactor, double logShare) {
        for (int a = 0; a < k; a++) {
            mean[count][a] = centre[a];
        }
        System.arraycopy(precisionFactor, 0, factor[count], 0, k * k);
        diagonal[count] = false;
        logWeight[count++] = logShare;
    }

    /** Puts another normal in that mode's place; its share stays. */
    void replaceFull(int mode, float[] centre, double[] precisionFactor) {
        for (int a = 0; a < k; a++) {
            mean[mode][a] = centre[a];
        }
        System.arraycopy(precisionFactor, 0, factor[mode], 0, k * k);
    }

    void share(int mode, double logShare) {
        logWeight[mode] = logShare;
    }

    /** C C' of that mode, row by row. */
    void precision(int mode, double[] into) {
        double[] c = factor[mode];
        for (int a = 0; a < k; a++) {
            for (int b = 0; b <= a; b++) {
                double sum = 0;
                for (int i = 0; i <= b; i++) {
                    sum += c[a * k + i] * c[b * k + i];
                }
                into[a * k + b] = sum;
                into[b * k + a] = sum;
            }
        }
    }

    /** Half the log determinant of that mode's precision. */
    double halfLogDeterminant(int mode) {
        double sum = 0;
        for (int a = 0; a < k; a++) {
            sum += StrictMath.log(factor[mode][a * k + a]);
        }
        return sum;
    }

    /** Whether every mode has a full covariance, and so a share by its evidence. */
    boolean full() {
        for (int m = 0; m < count; m++) {
            if (diagonal[m]) {
                return false;
            }
        }
        return count > 0;
    }

    /** Log of the modes' evidences together, as they were given with {@link #addFull}. */
    double logEvidence() {
        double highest = Double.NEGATIVE_INFINITY;
        for (int m = 0; m < count; m++) {
            highest = Math.max(highest, logWeight[m]);
        }
        double sum = 0;
        for (int m = 0; m < count; m++) {
            sum += StrictMath.exp(logWeight[m] - highest);
        }
        return highest + StrictMath.log(sum);
    }

    /**
     * Tells changes along the code's axes as changes along independent directions of one standard deviation: {@code rows :=
     * C^-1 rows}.
     *
     * @param rows k rows, overwritten
     */
    void whiten(int mode, float[][] rows) {
        double[] c = factor[mode];
        for (int a = 0; a < k; a++) {
            float[] row = rows[a];
            for (int b = 0; b < a; b++) {
                float by = (float) c[a * k + b];
                float[] other = rows[b];
                for (int h = 0; h < row.length; h++) {
                    row[h] -= by * other[h];
                }
            }
            float scale = (float) (1 / c[a * k + a]);
            for (int h = 0; h < row.length; h++) {
                row[h] *= scale;
            }
        }
    }

    /** z of that mode from k standard normal numbers: mean + C'^-1 epsilon. */
    void draw(int mode, float[] epsilon, float[] z) {
        double[] c = factor[mode];
        for (int a = k - 1; a >= 0; a--) {
            double sum = epsilon[a];
            for (int b = a + 1; b < k && !diagonal[mode]; b++) {
                sum -= c[b * k + a] * offset[b];
            }
            offset[a] = sum / c[a * k + a];
        }
        for (int a = 0; a < k; a++) {
            z[a] = (float) (mean[mode][a] + offset[a]);
        }
    }

    /** Log density of one mode at z. */
    double logDensity(int mode, float[] z) {
        double[] c = factor[mode];
        double sum = -k * LOG_TWO_PI;
        for (int a = 0; a < k; a++) {
            offset[a] = z[a] - mean[mode][a];
        }
        for (int a = 0; a < k; a++) {
            double y = c[a * k + a] * offset[a];
            for (int b = a + 1; b < k && !diagonal[mode]; b++) {
                y += c[b * k + a] * offset[b];
            }
            sum += 2 * StrictMath.log(c[a * k + a]) - y * y;
        }
        return 0.5 * sum;
    }

    /** Variance of latent dimension a in that mode. */
    double variance(int mode, int a) {
        double[] c = factor[mode];
        if (diagonal[mode]) {
            return 1 / (c[a * k + a] * c[a * k + a]);
        }
        // Column a of the inverse factor: C y = e_a; the variance is y'y.
        double sum = 0;
        for (int row = a; row < k; row++) {
            double value = row == a ? 1 : 0;
            for (int b = a; b < row; b++) {
                value -= c[row * k + b] * offset[b];
            }
            offset[row] = value / c[row * k + row];
            sum += offset[row] * offset[row];
        }
        return sum;
    }
}
