package io.lacuna.benchmarks.faults;

import java.util.BitSet;

/**
 * The offsets of the partition whose records the suite deletes. They are in one partition, so that the audit compares the
 * others from their beginning.
 */
final class Deletions {
    /** The partition whose records are deleted. */
    static final int PARTITION = FaultRig.PARTITIONS - 1;

    private final BitSet certain = new BitSet();
    private final BitSet possible = new BitSet();

    /** Records from {@code committed} up to {@code to}, exclusive, were deleted while no stream could have read them. */
    void unread(long committed, long to) {
        mark(certain, committed, to);
        mark(possible, committed, to);
    }

    /** The same, and a stream may have read some of them before. */
    void maybeRead(long committed, long to) {
        mark(possible, committed, to);
    }

    private static void mark(BitSet set, long from, long to) {
        if (from < to) {
            set.set(Math.toIntExact(from), Math.toIntExact(to));
        }
    }

    /**
     * Compares with the offsets that a report names as skipped.
     *
     * @param report its name
     * @return the difference; empty if the report names each offset that cannot have been read, and none that was not
     *     deleted
     */
    String difference(String report, BitSet skipped) {
        BitSet silent = (BitSet) certain.clone();
        silent.andNot(skipped);
        BitSet invented = (BitSet) skipped.clone();
        invented.andNot(possible);
        if (silent.isEmpty() && invented.isEmpty()) {
            return "";
        }
        return report + " leaves out " + silent.cardinality() + " of " + certain.cardinality() + " deleted offsets ("
                + first(silent) + ") and names " + invented.cardinality() + " that were not deleted ("
                + first(invented) + ")";
    }

    private static String first(BitSet set) {
        return set.isEmpty() ? "none" : "the first is " + set.nextSetBit(0);
    }

    /** Number of offsets that were deleted while no stream could have read them. */
    int certain() {
        return certain.cardinality();
    }
}
