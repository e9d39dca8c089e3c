package io.lacuna.internal.inference.boosting;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Regression trees in flat arrays; their sum is one function of the inputs. The trees of a bag follow one another.
 * Immutable by convention: nobody writes to its arrays.
 *
 * @param bagFirst bags + 1 indices: the trees of bag b are those from {@code bagFirst[b]} to before {@code bagFirst[b +
 *     1]}
 * @param roots by tree, the index of its first node; the last entry is the number of nodes
 * @param test by node: -1 for a leaf, otherwise twice the input, plus 1 if a missing input goes right
 * @param left by node, the place of its left child behind the root; the right child follows it
 * @param number by node: the value of a leaf; otherwise the largest input that goes left
 */
public record Forest(int[] bagFirst, int[] roots, short[] test, short[] left, float[] number) {
    /** The bytes of a node in an artifact. */
    private static final int NODE_BYTES = 8;

    /** The number of bags. */
    public int bags() {
        return bagFirst.length - 1;
    }

    /** The sum of the trees of some bags. */
    public float sum(float[] inputs, int offset, int fromBag, int toBag) {
        float sum = 0;
        int end = bagFirst[toBag];
        for (int tree = bagFirst[fromBag]; tree < end; tree++) {
            sum += number[leaf(inputs, offset, roots[tree])];
        }
        return sum;
    }

    /** The value of one tree. */
    public float value(float[] inputs, int offset, int tree) {
        return number[leaf(inputs, offset, roots[tree])];
    }

    /** The leaf that the inputs reach from a root. */
    private int leaf(float[] inputs, int offset, int root) {
        int node = root;
        int asks = test[node];
        while (asks >= 0) {
            float input = inputs[offset + (asks >> 1)];
            // Every comparison with NaN is false.
            boolean right = (asks & 1) == 0 ? input > number[node] : !(input <= number[node]);
            node = root + left[node] + (right ? 1 : 0);
            asks = test[node];
        }
        return node;
    }

    void write(DataOutput out) throws IOException {
        for (int tree : bagFirst) {
            out.writeInt(tree);
        }
        for (int root : roots) {
            out.writeInt(root);
        }
        for (int node = 0; node < test.length; node++) {
            out.writeShort(test[node]);
            out.writeShort(left[node]);
            out.writeFloat(number[node]);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param inputs number of inputs
     * @param available bytes left
     */
    static Forest read(DataInput in, int bags, int inputs, long available) throws IOException {
        int[] bagFirst = ascending(in, bags + 1, available);
        int trees = bagFirst[bags];
        int[] roots = ascending(in, trees + 1L, available);
        int nodes = roots[trees];
        if (nodes * (long) NODE_BYTES > available) {
            throw new IOException(nodes + " nodes of trees, but only " + available + " bytes are left");
        }
        short[] test = new short[nodes];
        short[] left = new short[nodes];
        float[] number = new float[nodes];
        for (int tree = 0; tree < trees; tree++) {
            int size = roots[tree + 1] - roots[tree];
            if (size == 0) {
                throw new IOException("tree " + tree + " has no node");
            }
            for (int node = 0; node < size; node++) {
                int at = roots[tree] + node;
                test[at] = in.readShort();
                left[at] = in.readShort();
                number[at] = in.readFloat();
                boolean leaf = test[at] == -1;
                // Children come after their parent, so no walk is endless.
                boolean sound = leaf
                        ? Float.isFinite(number[at])
                        : test[at] >= 0
                                && test[at] >> 1 < inputs
                                && left[at] > node
                                && left[at] + 1 < size
                                && !Float.isNaN(number[at]);
                if (!sound) {
                    throw new IOException("node " + node + " of tree " + tree + " is malformed");
                }
            }
        }
        return new Forest(bagFirst, roots, test, left, number);
    }

    /** Numbers that begin with 0 and never fall. */
    private static int[] ascending(DataInput in, long count, long available) throws IOException {
        if (count * Integer.BYTES > available) {
            throw new IOException(count + " numbers, but only " + available + " bytes are left");
        }
        int[] numbers = new int[(int) count];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = in.readInt();
            if (numbers[i] < (i == 0 ? 0 : numbers[i - 1]) || i == 0 && numbers[i] != 0) {
                throw new IOException("number " + i + " of a forest is " + numbers[i] + ", below the one before it");
            }
        }
        return numbers;
    }
}
