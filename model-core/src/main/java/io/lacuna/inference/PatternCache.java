package io.lacuna.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What records of one pattern of missing cells share, of the patterns met lately: four-way set-associative, within a bound
 * of bytes. Slots are made on first use and then reused, so that a warm cache allocates nothing. Owned by one kernel.
 */
final class PatternCache<S extends PatternCache.Slot> {
    /** There is a kernel for each stream thread and generation in use, so none takes more than a small part of the heap. */
    static final long MAX_BYTES = Math.min(48L << 20, Runtime.getRuntime().maxMemory() / 64);

    private static final int MAX_SLOTS = 1024;
    private static final int WAYS = 4;

    /** What is kept of one pattern. A pattern has bit j set where cell j is observed. */
    interface Slot {
        boolean holds(long[] pattern);

        /** Makes the slot speak for another pattern. */
        void compute(long[] pattern);
    }

    private final Supplier<S> maker;
    private final List<S> slots = new ArrayList<>();
    private final int[] slotAt;
    private final int[] nextVictim;
    private final int sets;
    private final int ways;

    /**
     * @param bytes what a slot holds, at most
     * @param maxBytes what all together may hold; one slot there is in any case
     */
    PatternCache(Supplier<S> maker, long bytes, long maxBytes) {
        this.maker = maker;
        int count = (int) Math.max(1, Math.min(MAX_SLOTS, maxBytes / Math.max(1, bytes)));
        ways = Math.min(WAYS, count);
        sets = Math.max(1, Integer.highestOneBit(count / ways));
        slotAt = new int[sets * ways];
        nextVictim = new int[sets];
    }

    /** The slot of that pattern, computed if it is not here. */
    S of(long[] pattern) {
        int set = hash(pattern) & (sets - 1);
        for (int w = 0; w < ways; w++) {
            int at = slotAt[set * ways + w];
            if (at > 0 && slots.get(at - 1).holds(pattern)) {
                return slots.get(at - 1);
            }
        }
        int victim = set * ways + nextVictim[set];
        nextVictim[set] = (nextVictim[set] + 1) % ways;
        if (slotAt[victim] == 0) {
            slots.add(maker.get());
            slotAt[victim] = slots.size();
        }
        S slot = slots.get(slotAt[victim] - 1);
        slot.compute(pattern);
        return slot;
    }

    private static int hash(long[] pattern) {
        long h = 0;
        for (long word : pattern) {
            h = (h ^ word) * 0x9e3779b97f4a7c15L;
            h ^= h >>> 32;
        }
        return (int) (h ^ h >>> 16);
    }
}
