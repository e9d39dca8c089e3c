package io.lacuna.benchmarks.papers.images;

/**
 * What draws of the latent variables say of a record's cells: independent normals.
 *
 * @param means of each draw: d numbers in standard units
 * @param variance of the noise, d numbers
 */
public record Completions(double[][] means, double[] variance) {

    /** {@code log mean over draws of p(x_M|z)}. */
    public double logLikelihood(double[] truth, int[] missing) {
        double[] logs = new double[means.length];
        double highest = Double.NEGATIVE_INFINITY;
        for (int s = 0; s < logs.length; s++) {
            for (int j : missing) {
                double error = truth[j] - means[s][j];
                logs[s] -= 0.5 * (error * error / variance[j] + Math.log(2 * Math.PI * variance[j]));
            }
            highest = Math.max(highest, logs[s]);
        }
        double sum = 0;
        for (double log : logs) {
            sum += Math.exp(log - highest);
        }
        return highest + Math.log(sum / logs.length);
    }

    /** The mean of a cell. */
    public double mean(int cell) {
        double sum = 0;
        for (double[] draw : means) {
            sum += draw[cell] / means.length;
        }
        return sum;
    }
}
