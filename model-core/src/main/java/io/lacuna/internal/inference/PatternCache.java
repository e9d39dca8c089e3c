package io.lacuna.internal.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What records of one pattern of missing cells share, of the patterns met lately, within a bound of bytes. A new pattern
 * goes into one of a few slots that are written over all the time and so stay in the processor's cache, for most patterns of
 * many a stream never come again; one met twice while it is there moves to the others, four-way set-associative. Slots
 * are made on first use and then reused, so that a warm cache allocates nothing. Owned by one kernel.
 */
public final class PatternCache<S extends PatternCache.Slot> {
    /** There is a kernel for each stream thread and generation in use, so none takes more than a small part of the heap. */
    public static final long MAX_BYTES =
            Math.min(48L << 20, Runtime.getRuntime().maxMemory() / 64);

    private static final int MAX_SLOTS = 1024;
    private static final int WAYS = 4;

    /** Slots for new patterns, and what they may hold together: about half of a second-level cache. */
    private static final int MAX_NEW = 16;

    private static final long NEW_BYTES = 1 << 19;

    /** What is kept of one pattern. A pattern has bit j set where cell j is observed. */
    public interface Slot {
        boolean holds(long[] pattern);

        /** Makes the slot speak for another pattern. */
        void compute(long[] pattern);
    }

    private final Supplier<S> maker;
    private final List<@Nullable S> kept = new ArrayList<>();
    private final List<S> lately = new ArrayList<>();
    private final int[] nextVictim;
    private final int sets;
    private final int ways;
    private final int room;
    private int oldest;

    /**
     * @param bytes what a slot holds, at most
     * @param maxBytes what all together may hold, about; two slots there are in any case
     */
    public PatternCache(Supplier<S> maker, long bytes, long maxBytes) {
        this.maker = maker;
        int count = (int) Math.max(1, Math.min(MAX_SLOTS, maxBytes / Math.max(1, bytes)));
        ways = Math.min(WAYS, count);
        sets = Math.max(1, Integer.highestOneBit(count / ways));
        nextVictim = new int[sets];
        for (int i = 0; i < sets * ways; i++) {
            kept.add(null);
        }
        room = (int) Math.max(1, Math.min(MAX_NEW, NEW_BYTES / Math.max(1, bytes)));
    }

    /** The slot of that pattern, computed if it is not here. */
    public S of(long[] pattern) {
        int set = hash(pattern) & (sets - 1);
        for (int w = 0; w < ways; w++) {
            S slot = kept.get(set * ways + w);
            if (slot != null && slot.holds(pattern)) {
                return slot;
            }
        }
        for (int i = 0; i < lately.size(); i++) {
            if (lately.get(i).holds(pattern)) {
                return keep(i, set);
            }
        }
        return compute(pattern);
    }

    /** Moves a slot to those that are kept, in exchange for one of them. */
    private S keep(int i, int set) {
        S slot = lately.get(i);
        int victim = set * ways + nextVictim[set];
        nextVictim[set] = (nextVictim[set] + 1) % ways;
        S other = kept.get(victim);
        lately.set(i, other == null ? maker.get() : other);
        kept.set(victim, slot);
        return slot;
    }

    private S compute(long[] pattern) {
        if (lately.size() < room) {
            lately.add(maker.get());
        }
        S slot = lately.get(oldest);
        oldest = (oldest + 1) % room;
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
