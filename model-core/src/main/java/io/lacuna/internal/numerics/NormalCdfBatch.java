package io.lacuna.internal.numerics;

/**
 * Cdfs of several normal mixtures, each at its own point, computed in one batch. One mixture has about fifty
 * components, too few to fill a vectorized loop; a record needs several mixtures, often at both ends of an interval.
 * The result of one mixture does not depend on the others. Mutable; one kernel owns it.
 *
 * <p>Usage: {@link #clear}, {@link #add} for each mixture, {@link #run}, then {@link #sum} for each mixture.
 */
public final class NormalCdfBatch {
    /** 16 kB, so that the batch stays in the first-level cache. */
    private static final int ROOM = 4096;

    private final float[] z;
    private int used;

    /**
     * @param most the largest number of components of one mixture
     */
    public NormalCdfBatch(int most) {
        z = new float[ApproximateNormal.blocks(Math.max(ROOM, most))];
    }

    /** The number of components that the batch can hold. */
    public int room() {
        return z.length;
    }

    public void clear() {
        used = 0;
    }

    /** Whether {@code components} more components fit. */
    public boolean hasRoom(int components) {
        return used + components <= z.length;
    }

    /**
     * Adds the components {@code from} to {@code to - 1} of a mixture, to be evaluated at x.
     *
     * @param x in the units of {@code mean}
     * @param mean mean of each component
     * @param perSd 1 / standard deviation of each component
     */
    public void add(float x, float[] mean, float[] perSd, int from, int to) {
        int at = used - from;
        for (int i = from; i < to; i++) {
            z[at + i] = (x - mean[i]) * perSd[i];
        }
        used += to - from;
    }

    /** Replaces every added component by its cdf. */
    public void run() {
        ApproximateNormal.cdf(z, used);
    }

    /**
     * The cdf of one mixture: the sum of {@code share[i]} times the cdf of component i. Eight accumulators, so that
     * additions do not wait for each other.
     *
     * @param at position of the mixture's first component in the batch
     * @param share weight of each component
     * @param count number of components
     */
    public double sum(int at, float[] share, int count) {
        float one = 0;
        float two = 0;
        float three = 0;
        float four = 0;
        float five = 0;
        float six = 0;
        float seven = 0;
        float eight = 0;
        int i = 0;
        for (; i + 7 < count; i += 8) {
            one += z[at + i] * share[i];
            two += z[at + i + 1] * share[i + 1];
            three += z[at + i + 2] * share[i + 2];
            four += z[at + i + 3] * share[i + 3];
            five += z[at + i + 4] * share[i + 4];
            six += z[at + i + 5] * share[i + 5];
            seven += z[at + i + 6] * share[i + 6];
            eight += z[at + i + 7] * share[i + 7];
        }
        for (; i < count; i++) {
            one += z[at + i] * share[i];
        }
        return ((one + two) + (three + four)) + ((five + six) + (seven + eight));
    }
}
