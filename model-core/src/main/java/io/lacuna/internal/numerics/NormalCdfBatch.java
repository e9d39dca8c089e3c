package io.lacuna.internal.numerics;

/**
 * How much of several mixtures of bells lies below a place each, all in one sweep: a record has some fifty bells a cell, too
 * few for a vector loop to come into its own, but several cells and two ends of an interval each. What one place gives does
 * not depend on the others. Owned by one kernel.
 */
public final class NormalCdfBatch {
    /** So that what is queued stays in the first cache. */
    private static final int ROOM = 4096;

    private final float[] z;
    private int used;

    /**
     * @param most bells of one place, at most
     */
    public NormalCdfBatch(int most) {
        z = new float[ApproximateNormal.blocks(Math.max(ROOM, most))];
    }

    /** Bells that the queue holds at most. */
    public int room() {
        return z.length;
    }

    public void clear() {
        used = 0;
    }

    public boolean hasRoom(int bells) {
        return used + bells <= z.length;
    }

    /** Queues those of a stretch of bells. */
    public void add(float x, float[] mean, float[] perSd, int from, int to) {
        int at = used - from;
        for (int i = from; i < to; i++) {
            z[at + i] = (x - mean[i]) * perSd[i];
        }
        used += to - from;
    }

    /** Takes every bell queued to the share of it that lies below. */
    public void run() {
        ApproximateNormal.cdf(z, used);
    }

    /** Sum of count bells from a place in the queue on, by their shares, in four strands. */
    public double sum(int at, float[] share, int count) {
        float one = 0;
        float two = 0;
        float three = 0;
        float four = 0;
        int i = 0;
        for (; i + 3 < count; i += 4) {
            one += z[at + i] * share[i];
            two += z[at + i + 1] * share[i + 1];
            three += z[at + i + 2] * share[i + 2];
            four += z[at + i + 3] * share[i + 3];
        }
        for (; i < count; i++) {
            one += z[at + i] * share[i];
        }
        return (one + two) + (three + four);
    }
}
