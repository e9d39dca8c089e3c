package io.lacuna.internal.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A cache of what all records with the same pattern of missing cells share, bounded in bytes.
 *
 * <p>It has two parts. A new pattern goes into one of a few recent slots. They are overwritten all the time and
 * therefore stay in the processor's cache; in a stream with many patterns most of them never come again. A pattern that
 * comes again while it is in a recent slot moves to the kept slots, which are four-way set-associative. Slots are
 * created on first use and then reused, so a warm cache allocates nothing. Mutable; one kernel owns it.
 */
public final class PatternCache<S extends PatternCache.Slot> {
    /**
     * Upper bound of one cache. Each stream thread has a kernel per generation in use, so one cache takes only a small
     * part of the heap.
     */
    public static final long MAX_BYTES =
            Math.min(48L << 20, Runtime.getRuntime().maxMemory() / 64);

    private static final int MAX_SLOTS = 1024;
    private static final int WAYS = 4;

    /** Number of recent slots and their bytes in total: about half of a second-level cache. */
    private static final int MAX_NEW = 16;

    private static final long NEW_BYTES = 1 << 19;

    /** What is cached for one pattern. A pattern has bit j set where cell j is observed. */
    public interface Slot {
        /** Whether this slot was last computed for this pattern. */
        boolean holds(long[] pattern);

        /** Computes the contents of this slot for another pattern. */
        void compute(long[] pattern);
    }

    private final Supplier<S> maker;
    private final List<@Nullable S> kept = new ArrayList<>();
    private final List<S> recent = new ArrayList<>();
    private final int[] nextVictim;
    private final int sets;
    private final int ways;
    private final int room;
    private int oldest;

    /**
     * @param maker creates an empty slot
     * @param bytes upper bound of one slot's bytes
     * @param maxBytes approximate upper bound of all slots' bytes; the cache always has at least two slots
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

    /** The slot of this pattern, computed if the pattern is not cached. */
    public S of(long[] pattern) {
        int set = hash(pattern) & (sets - 1);
        for (int w = 0; w < ways; w++) {
            S slot = kept.get(set * ways + w);
            if (slot != null && slot.holds(pattern)) {
                return slot;
            }
        }
        for (int i = 0; i < recent.size(); i++) {
            if (recent.get(i).holds(pattern)) {
                return keep(i, set);
            }
        }
        return compute(pattern);
    }

    /** Moves a recent slot to the kept slots and takes the replaced one as a recent slot. */
    private S keep(int i, int set) {
        S slot = recent.get(i);
        int victim = set * ways + nextVictim[set];
        nextVictim[set] = (nextVictim[set] + 1) % ways;
        S other = kept.get(victim);
        recent.set(i, other == null ? maker.get() : other);
        kept.set(victim, slot);
        return slot;
    }

    private S compute(long[] pattern) {
        if (recent.size() < room) {
            recent.add(maker.get());
        }
        S slot = recent.get(oldest);
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
