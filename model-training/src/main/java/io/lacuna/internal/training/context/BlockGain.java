package io.lacuna.internal.training.context;

/**
 * How much less one fill loses than another, over blocks of rows: rows of one block are not independent. Mutable.
 */
final class BlockGain {
    /** Fewer blocks say nothing of the spread. */
    private static final int LEAST_BLOCKS = 4;

    private final double[] gains;
    private final boolean[] seen;
    private double without;

    /**
     * @param blocks number of blocks
     */
    BlockGain(int blocks) {
        gains = new double[blocks];
        seen = new boolean[blocks];
    }

    /** Adds the losses of a cell. */
    void add(int block, double lossWithout, double lossWith) {
        gains[block] += lossWithout - lossWith;
        without += lossWithout;
        seen[block] = true;
    }

    /** Adds the losses of other cells in the same blocks. */
    void add(BlockGain other) {
        for (int b = 0; b < gains.length; b++) {
            gains[b] += other.gains[b];
            seen[b] |= other.seen[b];
        }
        without += other.without;
    }

    /**
     * Whether the gain is real.
     *
     * @param errors least mean gain of a block, in standard errors; below zero if a small loss is accepted
     * @param share least gain, as a share of the loss
     */
    boolean isSure(double errors, double share) {
        int count = 0;
        double gain = 0;
        for (int b = 0; b < gains.length; b++) {
            count += seen[b] ? 1 : 0;
            gain += gains[b];
        }
        if (count < LEAST_BLOCKS || gain < share * without) {
            return false;
        }
        double mean = gain / count;
        double squares = 0;
        for (int b = 0; b < gains.length; b++) {
            squares += seen[b] ? (gains[b] - mean) * (gains[b] - mean) : 0;
        }
        return mean > errors * Math.sqrt(squares / (count - 1) / count);
    }
}
