package io.lacuna.benchmarks.faults;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** Which records the brokers have acknowledged, by number, and at which offsets. Safe for concurrent use. */
final class SentRecords {
    private static final int NOWHERE = -1;

    /** Offsets by number of the record. */
    private int[] offsets = new int[0];

    private final Map<Integer, BitSet> byPartition = new HashMap<>();
    private long acknowledged;

    synchronized void acknowledged(long i, int partition, long offset) {
        int number = Math.toIntExact(i);
        if (number >= offsets.length) {
            int known = offsets.length;
            offsets = Arrays.copyOf(offsets, Math.max(1 << 16, 2 * (number + 1)));
            Arrays.fill(offsets, known, offsets.length, NOWHERE);
        }
        offsets[number] = Math.toIntExact(offset);
        byPartition.computeIfAbsent(partition, first -> new BitSet()).set(Math.toIntExact(offset));
        acknowledged++;
    }

    synchronized long count() {
        return acknowledged;
    }

    /** The offset of the record with this number; -1 if it was not acknowledged. */
    synchronized long offset(long i) {
        return i < offsets.length ? offsets[Math.toIntExact(i)] : NOWHERE;
    }

    /** The offsets of each partition that have a record, ascending. */
    synchronized Map<Integer, long[]> byPartition() {
        Map<Integer, long[]> all = new HashMap<>();
        byPartition.forEach((partition, set) ->
                all.put(partition, set.stream().mapToLong(offset -> offset).toArray()));
        return all;
    }
}
