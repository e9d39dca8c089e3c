package io.lacuna.internal.context.tables;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * How a number follows the other numbers of its key while it is missing: its remembered value plus the changes since that
 * are expected from those of the others predicts it instead of the value alone. By lag, as {@code phi} and {@code variance} of
 * {@link FeatureContext}. Immutable; the arrays must not be changed.
 *
 * @param phi weight of the value with its expected changes; empty if the number does not follow others
 * @param variance variance of the number given them, in units of its marginal variance; at most 1
 * @param ages whether it does so in each range of ages, see {@link ContextTables#ages}
 */
public record Following(float[] phi, float[] variance, boolean[] ages) {
    /** The number does not follow others. */
    public static final Following NONE = new Following(new float[0], new float[0], new boolean[0]);

    /** At all ages. */
    public Following(float[] phi, float[] variance) {
        this(phi, variance, new boolean[ContextTables.AGES.length]);
        Arrays.fill(ages, true);
    }

    /** Whether the number does not follow others. */
    public boolean isNone() {
        return phi.length == 0;
    }

    /** Without a range of ages; none if no other range is left. */
    public Following without(int range) {
        if (isNone()) {
            return NONE;
        }
        boolean[] left = ages.clone();
        left[range] = false;
        for (boolean any : left) {
            if (any) {
                return new Following(phi, variance, left);
            }
        }
        return NONE;
    }

    void write(DataOutput out) throws IOException {
        out.writeBoolean(!isNone());
        for (float number : phi) {
            out.writeFloat(number);
        }
        for (float number : variance) {
            out.writeFloat(number);
        }
        for (boolean range : ages) {
            out.writeBoolean(range);
        }
    }

    static Following read(DataInput in, float leastVariance) throws IOException {
        if (!in.readBoolean()) {
            return NONE;
        }
        int lags = ContextTables.LAGS.length;
        float[] phi = FeatureContext.readFloats(in, lags, -1, 1);
        float[] variance = FeatureContext.readFloats(in, lags, leastVariance, 1);
        boolean[] ages = new boolean[ContextTables.AGES.length];
        for (int range = 0; range < ages.length; range++) {
            ages[range] = in.readBoolean();
        }
        return new Following(phi, variance, ages);
    }
}
