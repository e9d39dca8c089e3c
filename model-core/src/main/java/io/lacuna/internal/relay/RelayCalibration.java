package io.lacuna.internal.relay;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Corrections to the predictions of a {@link RelayEnsemble}, learned from cells hidden during fitting. Immutable by
 * convention: nobody writes to its arrays.
 *
 * @param trust for each feature, the weight of the relays in its prediction, 0 to 1; the rest of the weight is on the
 *     feature's own distribution. Below 1 for features that depend little on the others
 * @param stretch for each continuous feature, the factor that widens its predictive distribution. The distribution is
 *     widened about its mean; where the feature {@linkplain RankNormal#spiked() has many repeated values}, the normal
 *     scores of its probabilities are divided by the factor instead, because shifted values would be values that never
 *     occur
 */
public record RelayCalibration(float[] trust, float[] stretch) {
    private static final double MAX_STRETCH = 1e3;

    /** Trust 1 and stretch 1: no correction. */
    public static RelayCalibration none(int features, int continuous) {
        float[] trust = new float[features];
        float[] stretch = new float[continuous];
        Arrays.fill(trust, 1);
        Arrays.fill(stretch, 1);
        return new RelayCalibration(trust, stretch);
    }

    void write(DataOutput out) throws IOException {
        for (float share : trust) {
            out.writeFloat(share);
        }
        for (float factor : stretch) {
            out.writeFloat(factor);
        }
    }

    static RelayCalibration read(DataInput in, int features, int continuous) throws IOException {
        RelayCalibration calibration = none(features, continuous);
        for (int j = 0; j < features; j++) {
            calibration.trust[j] = in.readFloat();
            if (!(calibration.trust[j] >= 0 && calibration.trust[j] <= 1)) {
                throw new IOException("trust of feature " + j + " is not between 0 and 1");
            }
        }
        for (int c = 0; c < continuous; c++) {
            calibration.stretch[c] = in.readFloat();
            if (!(calibration.stretch[c] > 0 && calibration.stretch[c] < MAX_STRETCH)) {
                throw new IOException("stretch of continuous feature " + c + " is " + calibration.stretch[c]);
            }
        }
        return calibration;
    }
}
