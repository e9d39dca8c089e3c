package io.lacuna.internal.data;

import io.lacuna.data.Table;
import io.lacuna.internal.numerics.SampleMoments;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Mean and standard deviation of each feature over its observed cells. Converts values to standard units and back.
 * Immutable by convention: nobody writes to its arrays.
 *
 * @param mean d means, in the features' own units; 0 for features that are not continuous or were never observed
 * @param sd d positive numbers (population standard deviation), in the features' own units; 1 for constant features,
 *     for features that are not continuous and for those never observed
 */
public record Standardizer(double[] mean, double[] sd) {
    /** The square of a smaller standard deviation would underflow. */
    private static final double SMALLEST_SD = 1e-150;

    public static Standardizer fit(Table table) {
        int d = table.features().size();
        double[] mean = new double[d];
        double[] sd = new double[d];
        for (int j = 0; j < d; j++) {
            sd[j] = 1;
            if (table.features().get(j).isContinuous()) {
                fitFeature(table, j, mean, sd);
            }
        }
        return new Standardizer(mean, sd);
    }

    private static void fitFeature(Table table, int j, double[] mean, double[] sd) {
        SampleMoments moments = new SampleMoments();
        for (double[] row : table.rows()) {
            if (!Double.isNaN(row[j])) {
                moments.add(row[j]);
            }
        }
        double m = moments.mean();
        double s = Math.sqrt(moments.populationVariance());
        mean[j] = m;
        // The bound is relative to the mean, so that a feature in a small unit (1e-20 kg) does not count as
        // constant.
        sd[j] = s > 1e-14 * Math.abs(m) && s > SMALLEST_SD ? s : 1;
    }

    /** Converts a value in the feature's own unit to standard units. */
    public double standardize(int feature, double value) {
        return (value - mean[feature]) / sd[feature];
    }

    /** Converts a value in standard units to the feature's own unit. */
    public double restore(int feature, double standardized) {
        return standardized * sd[feature] + mean[feature];
    }

    public void write(DataOutput out) throws IOException {
        for (int j = 0; j < mean.length; j++) {
            out.writeDouble(mean[j]);
            out.writeDouble(sd[j]);
        }
    }

    /** Reads what {@link #write} wrote for d features. */
    public static Standardizer read(DataInput in, int d) throws IOException {
        double[] mean = new double[d];
        double[] sd = new double[d];
        for (int j = 0; j < d; j++) {
            mean[j] = in.readDouble();
            sd[j] = in.readDouble();
            if (!Double.isFinite(mean[j]) || !(sd[j] > 0) || Double.isInfinite(sd[j])) {
                throw new IOException("standardizer of feature " + j + " is not finite and positive");
            }
        }
        return new Standardizer(mean, sd);
    }
}
