package io.lacuna.internal.inference.labels;

import io.lacuna.data.Features;
import io.lacuna.internal.numerics.Floats;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What one input, or a pair of inputs, says about a target. Immutable by convention: nobody writes to its array.
 *
 * @param inputs one or two; the level of a pair is {@code first * levels of the second + second}
 * @param factors positive: [level * labels + label]
 */
public record LabelTerm(List<LabelInput> inputs, float[] factors) {
    /** Most levels of a term. */
    public static final int MOST_LEVELS = 4096;

    public LabelTerm {
        inputs = List.copyOf(inputs);
    }

    /** The number of levels of the inputs together. */
    public static int levels(List<LabelInput> inputs) {
        int levels = 1;
        for (LabelInput input : inputs) {
            levels = Math.multiplyExact(levels, input.levels());
        }
        return levels;
    }

    /** The level of a record, or -1 if an input is missing. */
    public static int level(List<LabelInput> inputs, double[] cells) {
        int level = 0;
        for (int i = 0; i < inputs.size(); i++) {
            int own = inputs.get(i).level(cells);
            if (own < 0) {
                return -1;
            }
            level = level * inputs.get(i).levels() + own;
        }
        return level;
    }

    /** Multiplies the label probabilities by the factors of the record's level. */
    void multiply(double[] cells, double[] probabilities) {
        int level = level(inputs, cells);
        if (level >= 0) {
            int at = level * probabilities.length;
            for (int c = 0; c < probabilities.length; c++) {
                probabilities[c] *= factors[at + c];
            }
        }
    }

    void write(DataOutput out) throws IOException {
        out.writeByte(inputs.size());
        for (LabelInput input : inputs) {
            input.write(out);
        }
        Floats.write(out, factors);
    }

    static LabelTerm read(DataInput in, Features features, int target) throws IOException {
        int count = in.readUnsignedByte();
        if (count < 1 || count > 2) {
            throw new IOException("a term of " + count + " inputs; 1 or 2");
        }
        List<LabelInput> inputs = new ArrayList<>();
        long levels = 1;
        for (int i = 0; i < count; i++) {
            LabelInput input = LabelInput.read(in, features);
            if (input.feature() == target) {
                throw new IOException("a target is its own input");
            }
            inputs.add(input);
            levels *= input.levels();
        }
        if (levels > MOST_LEVELS) {
            throw new IOException("a term of " + levels + " levels; at most " + MOST_LEVELS);
        }
        float[] factors = Floats.read(in, levels * features.get(target).categories());
        for (float factor : factors) {
            if (!(factor > 0)) {
                throw new IOException("a factor of a term is not positive");
            }
        }
        return new LabelTerm(inputs, factors);
    }
}
