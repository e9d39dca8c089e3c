package io.lacuna.internal.impute;

/**
 * Settings of keys' memories, and of the gaps that are filled with them. Immutable.
 *
 * @param keyField field whose value is a record's key; empty for the Kafka record's own key
 * @param maxAgeMs a key without records for longer starts with an empty memory, and older values do not count
 * @param gapMaxAgeMs age of a gap from which on the past does not count, in milliseconds
 * @param leavesOldGaps whether such a gap stays empty; otherwise the model fills it without the past
 * @param byTopic whether a key is remembered for each topic by itself: several topics may have the same key, and their
 *     offsets and times are unrelated
 */
public record ContextSettings(
        String keyField, long maxAgeMs, long gapMaxAgeMs, boolean leavesOldGaps, boolean byTopic) {
    private static final long WEEK_MS = 7 * 24 * 3_600_000L;

    /** The Kafka record's key, a week, and no limit for gaps. */
    public static final ContextSettings DEFAULT = new ContextSettings("", WEEK_MS, Long.MAX_VALUE, false, false);

    public ContextSettings {
        if (maxAgeMs < 1 || gapMaxAgeMs < 1) {
            throw new IllegalArgumentException("ages must be above zero, not " + maxAgeMs + " and " + gapMaxAgeMs);
        }
    }

    /** Largest age of a value that counts. */
    long valueMaxAgeMs() {
        return Math.min(maxAgeMs, gapMaxAgeMs);
    }
}
