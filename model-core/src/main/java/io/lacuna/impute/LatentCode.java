package io.lacuna.impute;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Posterior of a record's latent code, coordinate by coordinate. Immutable.
 *
 * <p>The members' codes stand end to end; what a coordinate means depends on the model, so codes of two models cannot be
 * compared.
 */
public final class LatentCode {
    private final float[] mean;
    private final float[] sd;

    LatentCode(float[] mean, float[] sd) {
        this.mean = mean;
        this.sd = sd;
    }

    /** Number k of coordinates. */
    public int size() {
        return mean.length;
    }

    /** Posterior means, k numbers; a copy. */
    public float[] mean() {
        return mean.clone();
    }

    /** Posterior standard deviations, k numbers; a copy. */
    public float[] sd() {
        return sd.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LatentCode code && Arrays.equals(mean, code.mean) && Arrays.equals(sd, code.sd);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(mean) + Arrays.hashCode(sd);
    }

    @Override
    public String toString() {
        return "LatentCode[mean=" + Arrays.toString(mean) + ", sd=" + Arrays.toString(sd) + "]";
    }
}
