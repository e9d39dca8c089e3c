package io.lacuna.impute;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The posterior of a record's latent code: mean and standard deviation of each coordinate. Immutable.
 *
 * <p>The codes of the members follow one another. The meaning of a coordinate depends on the model, so the codes of two
 * models cannot be compared.
 */
public final class LatentCode {
    private final float[] mean;
    private final float[] sd;

    LatentCode(float[] mean, float[] sd) {
        this.mean = mean;
        this.sd = sd;
    }

    /** {@return k, the number of coordinates} */
    public int size() {
        return mean.length;
    }

    /** {@return a copy of the posterior means, k numbers} */
    public float[] mean() {
        return mean.clone();
    }

    /** {@return a copy of the posterior standard deviations, k numbers} */
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
