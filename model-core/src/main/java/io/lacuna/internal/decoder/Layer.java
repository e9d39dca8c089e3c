package io.lacuna.internal.decoder;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * One dense layer, {@code y = x W + b}. Immutable by convention: nobody writes to its arrays.
 *
 * @param weights W, as {@code in} rows of {@code out} numbers
 * @param bias b, {@code out} numbers
 */
public record Layer(float[][] weights, float[] bias) {
    /** Upper bound of a layer's width. A larger number in a model's bytes means damage or an attack. */
    static final int MAX_WIDTH = 1 << 20;

    public int in() {
        return weights.length;
    }

    public int out() {
        return bias.length;
    }

    /** W transposed, as {@code out} rows of {@code in} numbers, for backpropagation. */
    public float[][] transposed() {
        float[][] transposed = new float[out()][in()];
        for (int i = 0; i < in(); i++) {
            for (int j = 0; j < out(); j++) {
                transposed[j][i] = weights[i][j];
            }
        }
        return transposed;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(in());
        out.writeInt(out());
        for (float[] row : weights) {
            writeFloats(out, row);
        }
        writeFloats(out, bias);
    }

    static Layer read(DataInput in) throws IOException {
        int rows = width(in);
        int columns = width(in);
        // Allocates row by row: a wrong width reaches the end of the bytes before it takes much memory.
        float[][] weights = new float[rows][];
        for (int i = 0; i < rows; i++) {
            weights[i] = readFloats(in, columns);
        }
        return new Layer(weights, readFloats(in, columns));
    }

    private static int width(DataInput in) throws IOException {
        int width = in.readInt();
        if (width < 1 || width > MAX_WIDTH) {
            throw new IOException("a layer cannot be " + width + " wide");
        }
        return width;
    }

    static void writeFloats(DataOutput out, float[] values) throws IOException {
        for (float value : values) {
            out.writeFloat(value);
        }
    }

    static float[] readFloats(DataInput in, int count) throws IOException {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = in.readFloat();
            if (!Float.isFinite(values[i])) {
                throw new IOException("a weight is not a finite number");
            }
        }
        return values;
    }
}
