package io.lacuna.relay;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Arrays of weights as bytes. */
final class Floats {
    private Floats() {}

    static void write(DataOutput out, float[] numbers) throws IOException {
        for (float number : numbers) {
            out.writeFloat(number);
        }
    }

    /** Reads that many finite numbers. */
    static float[] read(DataInput in, int count) throws IOException {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = in.readFloat();
            if (!Float.isFinite(numbers[i])) {
                throw new IOException("a weight is not finite");
            }
        }
        return numbers;
    }
}
