package io.lacuna.internal.inference;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The weights of a model's members where they are not equal, as a part of an artifact. Immutable by convention: nobody
 * writes to its arrays.
 *
 * @param shares by member and feature of the members, 0 to 1; those of a feature sum to 1
 * @param stretch by feature: the factor of the averaged predictive distribution's width. The normal scores of its
 *     probabilities are divided by it, so that the median and the values that occur stay
 */
public record MemberWeights(float[][] shares, float[] stretch) {
    private static final int FORMAT_VERSION = 1;
    private static final float MOST_STRETCH = 100;
    private static final double ROUNDING = 1e-3;

    public void write(DataOutput out) throws IOException {
        out.writeInt(FORMAT_VERSION);
        for (float[] member : shares) {
            for (float share : member) {
                out.writeFloat(share);
            }
        }
        for (float factor : stretch) {
            out.writeFloat(factor);
        }
    }

    /** Reads what {@link #write} wrote for these numbers of members and features. */
    public static MemberWeights read(DataInput in, int members, int features) throws IOException {
        int version = in.readInt();
        if (version != FORMAT_VERSION) {
            throw new IOException("weights of members have format version " + version + "; it needs a newer Lacuna");
        }
        float[][] shares = new float[members][features];
        double[] sums = new double[features];
        for (int m = 0; m < members; m++) {
            for (int j = 0; j < features; j++) {
                shares[m][j] = in.readFloat();
                sums[j] += shares[m][j];
                if (!(shares[m][j] >= 0 && shares[m][j] <= 1)) {
                    throw new IOException("weight of member " + m + " for feature " + j + " is not between 0 and 1");
                }
            }
        }
        float[] stretch = new float[features];
        for (int j = 0; j < features; j++) {
            stretch[j] = in.readFloat();
            if (!(stretch[j] > 0 && stretch[j] <= MOST_STRETCH)) {
                throw new IOException("stretch of feature " + j + " is " + stretch[j]);
            }
            if (Math.abs(sums[j] - 1) > ROUNDING) {
                throw new IOException("weights of feature " + j + " sum to " + sums[j] + ", not to 1");
            }
        }
        return new MemberWeights(shares, stretch);
    }
}
