package io.lacuna.benchmarks.accuracy;

/** Fills rows one after the other, each with the earlier rows of its key. Mutable; for one thread. */
interface PastFiller {
    /**
     * Fills a row. The other methods refer to it until the next one.
     *
     * @param row d cells, NaN = missing; only read
     */
    void fill(double[] row, int key, long time);

    /** The value of a missing number. */
    double mean(int feature);

    /** Whether the 90% interval of a missing number holds a value; false if there is no interval. */
    default boolean holds(int feature, double value) {
        return false;
    }

    /** Remembers the row that was filled last. */
    void remember();
}
