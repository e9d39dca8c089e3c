package io.lacuna.internal.context.tables;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How a number follows the other numbers of its key while it is missing: its remembered value plus the changes since that
 * are expected from those of the others predicts it instead of the value alone. By lag, as {@code phi} and {@code variance} of
 * {@link FeatureContext}. Immutable; the arrays must not be changed.
 *
 * @param phi weight of the value with its expected changes; empty if the number does not follow others
 * @param variance variance of the number given them, in units of its marginal variance; at most 1
 */
public record Following(float[] phi, float[] variance) {
    /** The number does not follow others. */
    public static final Following NONE = new Following(new float[0], new float[0]);

    /** Whether the number does not follow others. */
    public boolean isNone() {
        return phi.length == 0;
    }

    void write(DataOutput out) throws IOException {
        out.writeBoolean(!isNone());
        for (float number : phi) {
            out.writeFloat(number);
        }
        for (float number : variance) {
            out.writeFloat(number);
        }
    }

    static Following read(DataInput in, float leastVariance) throws IOException {
        if (!in.readBoolean()) {
            return NONE;
        }
        int lags = ContextTables.LAGS.length;
        return new Following(
                FeatureContext.readFloats(in, lags, -1, 1), FeatureContext.readFloats(in, lags, leastVariance, 1));
    }
}
