package io.lacuna.internal.numerics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** Writes and reads arrays of weights as big-endian floats. */
public final class Floats {
    private static final int FIRST = 4096;

    private Floats() {}

    public static void write(DataOutput out, float[] numbers) throws IOException {
        for (float number : numbers) {
            out.writeFloat(number);
        }
    }

    /**
     * Reads {@code count} finite numbers. The array grows while numbers arrive, so a wrong count in untrusted bytes
     * cannot allocate much memory.
     */
    public static float[] read(DataInput in, long count) throws IOException {
        if (count > Integer.MAX_VALUE - 8) {
            throw new IOException("an array of " + count + " weights");
        }
        float[] numbers = new float[(int) Math.min(count, FIRST)];
        for (int i = 0; i < count; i++) {
            if (i == numbers.length) {
                numbers = Arrays.copyOf(numbers, (int) Math.min(count, 2L * i));
            }
            numbers[i] = in.readFloat();
            if (!Float.isFinite(numbers[i])) {
                throw new IOException("a weight is not finite");
            }
        }
        return numbers;
    }
}
