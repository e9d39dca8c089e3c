package io.lacuna.inference;

/**
 * The {@link PatternFactors} of the patterns met lately, four-way set-associative, within a bound of bytes. Slots are made
 * on first use and then reused, so that a warm cache allocates nothing. Owned by one kernel.
 */
final class PatternCache {
    static final long MAX_BYTES = 48L << 20;
    private static final int MAX_SLOTS = 1024;
    private static final int WAYS = 4;

    private final RelayTables tables;
    private final PatternFactors[] slots;
    private final int[] nextVictim;
    private final int sets;
    private final int ways;

    PatternCache(RelayTables tables, long maxBytes) {
        this.tables = tables;
        long bytes = PatternFactors.bytes(tables.relays, tables.continuous.length);
        int count = (int) Math.max(1, Math.min(MAX_SLOTS, maxBytes / Math.max(1, bytes)));
        ways = Math.min(WAYS, count);
        sets = Math.max(1, Integer.highestOneBit(count / ways));
        slots = new PatternFactors[sets * ways];
        nextVictim = new int[sets];
    }

    /** The factors of that pattern, computed if it is not here. */
    PatternFactors of(long[] pattern) {
        int set = hash(pattern) & (sets - 1);
        for (int w = 0; w < ways; w++) {
            PatternFactors slot = slots[set * ways + w];
            if (slot != null && slot.holds(pattern)) {
                slot.meetAgain();
                return slot;
            }
        }
        int victim = set * ways + nextVictim[set];
        nextVictim[set] = (nextVictim[set] + 1) % ways;
        if (slots[victim] == null) {
            slots[victim] = new PatternFactors(tables);
        }
        slots[victim].compute(pattern);
        return slots[victim];
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
