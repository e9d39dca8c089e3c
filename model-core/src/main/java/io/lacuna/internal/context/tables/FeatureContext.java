package io.lacuna.internal.context.tables;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * What the past of one feature tells of its present, at the lags of {@link ContextTables#LAGS}. Values are standardized by
 * {@code mean} and {@code sd}. Immutable; the arrays are not to be changed.
 *
 * @param mean of the feature in training
 * @param sd of the feature in training, above zero
 * @param rho what is left of a residual at each lag: the best prediction of a residual is {@code rho} times the earlier one
 * @param kappa sd of what that prediction misses, over the sd of residuals, at each lag; at most 1
 * @param phi of a number, its autocorrelation at each lag; of a category, the share of pairs that agree beyond chance
 * @param variance of a number given its value at each lag, of a marginal variance of 1; at most 1
 * @param lambda weight of the evidence of the last value, 0 to 1
 * @param width factor of the sd of a fill, for each of the {@link ContextTables#AGES}
 */
public record FeatureContext(
        double mean,
        double sd,
        float[] rho,
        float[] kappa,
        float[] phi,
        float[] variance,
        float lambda,
        float[] width) {

    /** A feature whose past tells nothing. */
    public static FeatureContext none() {
        float[] zero = new float[ContextTables.LAGS.length];
        float[] one = new float[ContextTables.LAGS.length];
        float[] width = new float[ContextTables.AGES.length];
        Arrays.fill(one, 1);
        Arrays.fill(width, 1);
        return new FeatureContext(0, 1, zero, one, zero, one, 0, width);
    }

    /** Whether nothing is to be taken from the past, at any age. */
    public boolean isNone() {
        return !usesResidual() && !usesValue();
    }

    /** Whether residuals are carried at some age. */
    public boolean usesResidual() {
        for (float share : rho) {
            if (share != 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether the last value counts at some age. */
    public boolean usesValue() {
        if (lambda == 0) {
            return false;
        }
        for (float share : phi) {
            if (share != 0) {
                return true;
            }
        }
        return false;
    }

    public double standardize(double value) {
        return (value - mean) / sd;
    }

    void write(DataOutput out) throws IOException {
        out.writeDouble(mean);
        out.writeDouble(sd);
        for (float[] table : new float[][] {rho, kappa, phi, variance}) {
            for (float number : table) {
                out.writeFloat(number);
            }
        }
        out.writeFloat(lambda);
        for (float factor : width) {
            out.writeFloat(factor);
        }
    }

    static FeatureContext read(DataInput in) throws IOException {
        double mean = in.readDouble();
        double sd = in.readDouble();
        int lags = ContextTables.LAGS.length;
        float[] rho = readFloats(in, lags, -2, 2);
        float[] kappa = readFloats(in, lags, 1e-6f, 1);
        float[] phi = readFloats(in, lags, -1, 1);
        float[] variance = readFloats(in, lags, 1e-6f, 1);
        float lambda = readFloats(in, 1, 0, 1)[0];
        float[] width = readFloats(in, ContextTables.AGES.length, 1e-3f, 1e3f);
        if (!Double.isFinite(mean) || !(sd > 0) || Double.isInfinite(sd)) {
            throw new IOException("the context of a feature has no finite mean and positive sd");
        }
        return new FeatureContext(mean, sd, rho, kappa, phi, variance, lambda, width);
    }

    private static float[] readFloats(DataInput in, int count, float least, float most) throws IOException {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = in.readFloat();
            if (!(numbers[i] >= least && numbers[i] <= most)) {
                throw new IOException(
                        "the context of a feature holds " + numbers[i] + ", not from " + least + " to " + most);
            }
        }
        return numbers;
    }
}
