package io.lacuna.internal.relay;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The atoms of each continuous feature: values that many cells have exactly, such as the zeros of rain. A feature with atoms also has a part, a label that every observed cell shows: which atom the cell
 * is at, or that it is at none. Relays have a probability of each part, as they have for the labels of a category. So a
 * record's zeros say which relays it belongs to, which the number zero, one of many for a normal, hardly does. The number itself
 * stays in the normals too: without it they lose the linear relations that the feature takes part in.
 *
 * <p>Immutable by convention: nobody writes to its arrays.
 *
 * @param values for each continuous feature its atoms, increasing, in the feature's own unit; empty without atoms
 */
public record Atoms(double[][] values) {
    /** The largest number of atoms of a feature. */
    public static final int MOST = 64;

    /**
     * @throws IllegalArgumentException if the atoms of a feature are not finite and increasing, or too many
     */
    public Atoms {
        for (int c = 0; c < values.length; c++) {
            if (!areUsable(values[c])) {
                throw new IllegalArgumentException("the atoms of continuous feature " + c + " are not at most " + MOST
                        + " finite, increasing numbers: " + Arrays.toString(values[c]));
            }
        }
    }

    private static boolean areUsable(double[] atoms) {
        for (int a = 0; a < atoms.length; a++) {
            if (!Double.isFinite(atoms[a]) || a > 0 && !(atoms[a] > atoms[a - 1])) {
                return false;
            }
        }
        return atoms.length <= MOST;
    }

    /** No feature has atoms. */
    public static Atoms none(int continuous) {
        return new Atoms(new double[continuous][0]);
    }

    public boolean isNone() {
        return Arrays.stream(values).allMatch(of -> of.length == 0);
    }

    /** Indices among the continuous features of those with atoms. */
    public int[] features() {
        return IntStream.range(0, values.length)
                .filter(c -> values[c].length > 0)
                .toArray();
    }

    /** The number of parts of each feature with atoms, in the order of {@link #features}: its atoms, and the rest. */
    public int[] parts() {
        return Arrays.stream(features()).map(c -> values[c].length + 1).toArray();
    }

    /**
     * The part of an observed cell: the index of its atom, or the number of atoms if it is at none.
     *
     * @param c index among the continuous features
     */
    public int part(int c, double value) {
        double[] atoms = values[c];
        for (int a = 0; a < atoms.length; a++) {
            // A float that became a double, and 0 with a sign, are the same atom.
            if (atoms[a] == value || (float) atoms[a] == (float) value) {
                return a;
            }
        }
        return atoms.length;
    }

    /** The atoms of a feature as text: {@code 0}, or {@code 3.5, 7}. */
    public String words(int c) {
        List<String> words = Arrays.stream(values[c])
                .mapToObj(value -> new BigDecimal(Double.toString(value))
                        .stripTrailingZeros()
                        .toPlainString())
                .toList();
        return words.stream().collect(Collectors.joining(", "));
    }

    public void write(DataOutput out) throws IOException {
        for (double[] atoms : values) {
            out.writeInt(atoms.length);
            for (double value : atoms) {
                out.writeDouble(value);
            }
        }
    }

    /** Reads what {@link #write} wrote. */
    public static Atoms read(DataInput in, int continuous) throws IOException {
        double[][] values = new double[continuous][];
        for (int c = 0; c < continuous; c++) {
            int count = in.readInt();
            if (count < 0 || count > MOST) {
                throw new IOException("a feature with " + count + " atoms; 0 to " + MOST);
            }
            values[c] = new double[count];
            for (int a = 0; a < count; a++) {
                values[c][a] = in.readDouble();
            }
            if (!areUsable(values[c])) {
                throw new IOException("the atoms of continuous feature " + c + " are not finite and increasing");
            }
        }
        return new Atoms(values);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Atoms that && Arrays.deepEquals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(values);
    }

    @Override
    public String toString() {
        return "Atoms" + Arrays.deepToString(values);
    }
}
