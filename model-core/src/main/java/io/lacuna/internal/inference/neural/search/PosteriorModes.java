package io.lacuna.internal.inference.neural.search;

import io.lacuna.internal.numerics.ArrayLoops;
import io.lacuna.internal.numerics.MatrixProducts;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The posterior of one record as a search found it: a mixture of a few normals over the latent code. Each has its mean
 * and the upper Cholesky factor U of its precision, {@code precision = U' U}. Or one normal and a {@link CodeMap} that
 * takes its draws to the code. Mutable; one thread owns it.
 */
public final class PosteriorModes {
    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);
    private static final double POINT_SD = 1e-3;

    private final int k;
    private final double[][] mean;
    private final double[][][] factor;
    private final double[] halfLogDeterminant;
    private final double[] logWeight;
    private final boolean[] diagonal;
    private final double[] offset;
    private final double[] mappedMean;
    private final double[] mappedVariance;
    private final float[] unmapped;
    private int count;

    /** From draws of the only mode to the code; null for the identity. */
    private @Nullable CodeMap map;

    public PosteriorModes(int latentSize, int capacity) {
        k = latentSize;
        mean = new double[capacity][k];
        factor = new double[capacity][k][k];
        halfLogDeterminant = new double[capacity];
        logWeight = new double[capacity];
        diagonal = new boolean[capacity];
        offset = new double[k];
        mappedMean = new double[k];
        mappedVariance = new double[k];
        unmapped = new float[k];
    }

    public void clear() {
        count = 0;
        map = null;
    }

    public int count() {
        return count;
    }

    public int latentSize() {
        return k;
    }

    public double[] mean(int mode) {
        return map == null ? mean[mode] : mappedMean;
    }

    /** The weight of a mode; the weights sum to 1. */
    public double weight(int mode) {
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
    public void addPrior() {
        Arrays.fill(mean[count], 0);
        for (int a = 0; a < k; a++) {
            Arrays.fill(factor[count][a], 0);
            factor[count][a][a] = 1;
        }
        addDiagonal();
    }

    /** Adds a mode from k means and k log standard deviations; a point gets a small sd. */
    public void addDiagonal(float[] meanAndLogSd, boolean point) {
        for (int a = 0; a < k; a++) {
            mean[count][a] = meanAndLogSd[a];
            Arrays.fill(factor[count][a], 0);
            factor[count][a][a] = 1 / (point ? POINT_SD : StrictMath.exp(meanAndLogSd[k + a]));
        }
        addDiagonal();
    }

    /**
     * Takes a map as the posterior: its draws are those of a normal, mapped. The posterior has no other mode.
     *
     * @param meanAndLogSd of the normal
     * @param moved the map, which must stay as it is as long as this posterior is used
     * @param mappedDraws draws of the code, whose moments are taken as those of the posterior
     */
    public void setMapped(float[] meanAndLogSd, boolean point, CodeMap moved, float[][] mappedDraws) {
        clear();
        addDiagonal(meanAndLogSd, point);
        map = moved;
        for (int a = 0; a < k; a++) {
            double sum = 0;
            double squares = 0;
            for (float[] draw : mappedDraws) {
                sum += draw[a];
                squares += (double) draw[a] * draw[a];
            }
            mappedMean[a] = sum / mappedDraws.length;
            mappedVariance[a] = Math.max(0, squares / mappedDraws.length - mappedMean[a] * mappedMean[a]);
        }
    }

    private void addDiagonal() {
        halfLogDeterminant[count] = CurvatureSystem.logDiagonal(factor[count]);
        diagonal[count] = true;
        logWeight[count++] = 0;
    }

    /**
     * Adds a mode with full covariance. Its weight is the evidence of the peak (Laplace).
     *
     * @param centre k numbers
     * @param precisionFactor k rows of k; the upper triangle is read
     * @param logHeight log of prior times likelihood at the peak, up to a constant that all modes share
     */
    void addFull(float[] centre, float[][] precisionFactor, double logHeight) {
        for (int a = 0; a < k; a++) {
            mean[count][a] = centre[a];
            for (int b = a; b < k; b++) {
                factor[count][a][b] = precisionFactor[a][b];
            }
        }
        halfLogDeterminant[count] = CurvatureSystem.logDiagonal(factor[count]);
        diagonal[count] = false;
        logWeight[count] = logHeight - halfLogDeterminant[count];
        count++;
    }

    /** Replaces the normal of a mode; its weight stays. */
    void replaceFull(int mode, float[] centre, double[][] precisionFactor) {
        for (int a = 0; a < k; a++) {
            mean[mode][a] = centre[a];
            System.arraycopy(precisionFactor[a], a, factor[mode][a], a, k - a);
        }
        halfLogDeterminant[mode] = CurvatureSystem.logDiagonal(precisionFactor);
    }

    /** Sets the weight of a mode: its logarithm, up to a constant that all modes share. */
    public void share(int mode, double logShare) {
        logWeight[mode] = logShare;
    }

    /** Writes U' U of a mode, row by row. */
    void precision(int mode, double[] into) {
        double[][] u = factor[mode];
        for (int a = 0; a < k; a++) {
            for (int b = 0; b <= a; b++) {
                double sum = 0;
                for (int i = 0; i <= b; i++) {
                    sum += u[i][a] * u[i][b];
                }
                into[a * k + b] = sum;
                into[b * k + a] = sum;
            }
        }
    }

    /** Half the log determinant of a mode's precision. */
    double halfLogDeterminant(int mode) {
        return halfLogDeterminant[mode];
    }

    /** Whether every mode has a full covariance, and so a weight from its evidence. */
    public boolean full() {
        for (int m = 0; m < count; m++) {
            if (diagonal[m]) {
                return false;
            }
        }
        return count > 0;
    }

    /** Log of the summed evidence of all modes, as {@link #addFull} computed it. */
    public double logEvidence() {
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
     * Converts changes along the code's axes to changes along independent directions of one standard deviation each:
     * {@code rows := U'^-1 rows}.
     *
     * @param rows k rows; the first {@code width} numbers of each are read and overwritten
     */
    public void whiten(int mode, float[][] rows, int width) {
        double[][] u = factor[mode];
        for (int a = 0; a < k; a++) {
            int b = 0;
            for (; b + 3 < a; b += 4) {
                MatrixProducts.addFour(
                        (float) -u[b][a],
                        rows[b],
                        (float) -u[b + 1][a],
                        rows[b + 1],
                        (float) -u[b + 2][a],
                        rows[b + 2],
                        (float) -u[b + 3][a],
                        rows[b + 3],
                        rows[a],
                        width);
            }
            for (; b < a; b++) {
                ArrayLoops.addMultiple(rows[a], (float) -u[b][a], rows[b], width);
            }
            ArrayLoops.scale(rows[a], (float) (1 / u[a][a]), 0, width);
        }
    }

    /** z in a mode from k standard normal numbers: mean + U^-1 epsilon. */
    public void draw(int mode, float[] epsilon, float[] z) {
        double[][] u = factor[mode];
        for (int a = k - 1; a >= 0; a--) {
            double along = diagonal[mode] ? 0 : CurvatureSystem.dot(u[a], offset, a + 1);
            offset[a] = (epsilon[a] - along) / u[a][a];
        }
        for (int a = 0; a < k; a++) {
            z[a] = (float) (mean[mode][a] + offset[a]);
        }
        if (map != null) {
            map.apply(z);
        }
    }

    /** Log density of a mode at z. */
    public double logDensity(int mode, float[] z) {
        if (map != null) {
            System.arraycopy(z, 0, unmapped, 0, k);
            double logVolume = map.invert(unmapped);
            return normalLogDensity(mode, unmapped) - logVolume;
        }
        return normalLogDensity(mode, z);
    }

    private double normalLogDensity(int mode, float[] z) {
        double[][] u = factor[mode];
        double square = 0;
        for (int a = 0; a < k; a++) {
            offset[a] = z[a] - mean[mode][a];
        }
        for (int a = 0; a < k; a++) {
            double y = diagonal[mode] ? u[a][a] * offset[a] : CurvatureSystem.dot(u[a], offset, a);
            square += y * y;
        }
        return halfLogDeterminant[mode] - 0.5 * (k * LOG_TWO_PI + square);
    }

    /** Variance of latent dimension a in a mode. */
    public double variance(int mode, int a) {
        if (map != null) {
            return mappedVariance[a];
        }
        double[][] u = factor[mode];
        if (diagonal[mode]) {
            return 1 / (u[a][a] * u[a][a]);
        }
        // y = column a of the inverse of U', so U' y = e_a; the variance is y'y.
        Arrays.fill(offset, 0);
        offset[a] = 1;
        double sum = 0;
        for (int row = a; row < k; row++) {
            offset[row] /= u[row][row];
            sum += offset[row] * offset[row];
            for (int b = row + 1; b < k; b++) {
                offset[b] -= u[row][b] * offset[row];
            }
        }
        return sum;
    }
}
