package io.lacuna.internal.training.boosting;

import io.lacuna.internal.inference.boosting.Forest;
import java.util.Arrays;

/** Collects the trees of a {@link Forest}, bag after bag. Mutable, for one thread. */
final class ForestBuilder {
    private int[] roots = new int[64];
    private short[] test = new short[1024];
    private short[] left = new short[1024];
    private float[] number = new float[1024];
    private int trees;
    private int nodes;

    /** Begins a tree. Returns its root. */
    int begin() {
        roots = trees == roots.length ? Arrays.copyOf(roots, 2 * trees) : roots;
        roots[trees++] = nodes;
        return node();
    }

    private int node() {
        if (nodes == test.length) {
            test = Arrays.copyOf(test, 2 * nodes);
            left = Arrays.copyOf(left, 2 * nodes);
            number = Arrays.copyOf(number, 2 * nodes);
        }
        test[nodes] = -1;
        return nodes++;
    }

    /** Gives a node two children. Returns the left one; the right one follows. */
    int split(int node, int input, boolean missingRight, float limit) {
        int child = node();
        node();
        test[node] = (short) (2 * input + (missingRight ? 1 : 0));
        left[node] = (short) (child - roots[trees - 1]);
        number[node] = limit;
        return child;
    }

    void leaf(int node, float value) {
        number[node] = value;
    }

    int trees() {
        return trees;
    }

    /** The trees so far, as one bag. */
    Forest bag() {
        int[] ends = Arrays.copyOf(roots, trees + 1);
        ends[trees] = nodes;
        return new Forest(
                new int[] {0, trees},
                ends,
                Arrays.copyOf(test, nodes),
                Arrays.copyOf(left, nodes),
                Arrays.copyOf(number, nodes));
    }

    /** The first trees of several forests of one bag, each as a bag. */
    static Forest join(Forest[] bags, int rounds) {
        int[] bagFirst = new int[bags.length + 1];
        int nodes = 0;
        for (int b = 0; b < bags.length; b++) {
            int kept = Math.min(rounds, bags[b].bagFirst()[1]);
            bagFirst[b + 1] = bagFirst[b] + kept;
            nodes += bags[b].roots()[kept];
        }
        int[] roots = new int[bagFirst[bags.length] + 1];
        short[] test = new short[nodes];
        short[] left = new short[nodes];
        float[] number = new float[nodes];
        int at = 0;
        for (int b = 0; b < bags.length; b++) {
            int kept = bagFirst[b + 1] - bagFirst[b];
            int count = bags[b].roots()[kept];
            for (int tree = 0; tree < kept; tree++) {
                roots[bagFirst[b] + tree] = at + bags[b].roots()[tree];
            }
            System.arraycopy(bags[b].test(), 0, test, at, count);
            System.arraycopy(bags[b].left(), 0, left, at, count);
            System.arraycopy(bags[b].number(), 0, number, at, count);
            at += count;
        }
        roots[roots.length - 1] = nodes;
        return new Forest(bagFirst, roots, test, left, number);
    }
}
