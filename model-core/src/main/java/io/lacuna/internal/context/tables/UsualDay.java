package io.lacuna.internal.context.tables;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The usual course of a number over the day: by how much it usually lies above its mean at a time of day, as sines and
 * cosines of one and of two cycles a day. Immutable; the array must not be changed.
 *
 * @param weights in standard units: of sine and cosine of one cycle, then of two; empty if all times of day are alike
 */
public record UsualDay(float[] weights) {
    /** Number of sines and cosines. */
    public static final int TERMS = 4;

    /** All times of day are alike. */
    public static final UsualDay NONE = new UsualDay(new float[0]);

    private static final float MOST = 1e3f;

    public UsualDay {
        if (weights.length != 0 && weights.length != TERMS) {
            throw new IllegalArgumentException("a usual day of " + weights.length + " weights");
        }
    }

    /** Whether all times of day are alike. */
    public boolean isNone() {
        return weights.length == 0;
    }

    /** How much the number usually lies above its mean at a time, in standard units. */
    public double at(DayTime time) {
        if (isNone()) {
            return 0;
        }
        double sin = time.sin();
        double cos = time.cos();
        return weights[0] * sin + weights[1] * cos + weights[2] * 2 * sin * cos + weights[3] * (1 - 2 * sin * sin);
    }

    void write(DataOutput out) throws IOException {
        out.writeBoolean(!isNone());
        for (float weight : weights) {
            out.writeFloat(weight);
        }
    }

    static UsualDay read(DataInput in) throws IOException {
        return in.readBoolean() ? new UsualDay(FeatureContext.readFloats(in, TERMS, -MOST, MOST)) : NONE;
    }
}
