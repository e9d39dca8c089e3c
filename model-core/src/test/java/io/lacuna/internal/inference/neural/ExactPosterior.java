package io.lacuna.internal.inference.neural;

import io.lacuna.internal.decoder.Decoder;
import java.util.Arrays;

/** The posterior of a linear decoder in double precision: an independent way to the same numbers. */
public final class ExactPosterior {
    public final double[] mean;
    public final double[][] precision;
    public final double[][] covariance;
    public double logEvidence;

    private ExactPosterior(double[][] precision, double[] right) {
        this.precision = precision;
        int k = right.length;
        covariance = new double[k][k];
        double[][] work = Arrays.stream(precision).map(double[]::clone).toArray(double[][]::new);
        double logDeterminant = Math.log(GaussJordan.invert(work, covariance));
        mean = new double[k];
        for (int a = 0; a < k; a++) {
            for (int b = 0; b < k; b++) {
                mean[a] += covariance[a][b] * right[b];
            }
            logEvidence += 0.5 * mean[a] * right[a];
        }
        logEvidence -= 0.5 * logDeterminant;
    }

    public static ExactPosterior of(Decoder decoder, float[] cells) {
        int k = decoder.latentSize();
        float[][] w = decoder.network().layers().get(0).weights();
        float[] bias = decoder.network().layers().get(0).bias();
        double[][] precision = new double[k][k];
        double[] right = new double[k];
        double constant = 0;
        for (int a = 0; a < k; a++) {
            precision[a][a] = 1;
        }
        for (int j = 0; j < cells.length; j++) {
            double variance = decoder.noiseVariance()[j];
            if (!Float.isNaN(cells[j])) {
                double residual = cells[j] - bias[j];
                constant -= 0.5 * (residual * residual / variance + Math.log(2 * Math.PI * variance));
                for (int a = 0; a < k; a++) {
                    right[a] += w[a][j] * residual / variance;
                    for (int b = 0; b < k; b++) {
                        precision[a][b] += w[a][j] * w[b][j] / variance;
                    }
                }
            }
        }
        ExactPosterior exact = new ExactPosterior(precision, right);
        exact.logEvidence += constant;
        return exact;
    }

    double outputMean(Decoder decoder, int j) {
        double sum = decoder.network().layers().get(0).bias()[j];
        for (int a = 0; a < mean.length; a++) {
            sum += mean[a] * decoder.network().layers().get(0).weights()[a][j];
        }
        return sum;
    }

    double outputVariance(Decoder decoder, int j) {
        double sum = decoder.noiseVariance()[j];
        float[][] w = decoder.network().layers().get(0).weights();
        for (int a = 0; a < mean.length; a++) {
            for (int b = 0; b < mean.length; b++) {
                sum += w[a][j] * covariance[a][b] * w[b][j];
            }
        }
        return sum;
    }
}
