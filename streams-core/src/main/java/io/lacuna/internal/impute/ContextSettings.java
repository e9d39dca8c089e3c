package io.lacuna.internal.impute;

/**
 * What is remembered of a key, and which gaps are filled with it. Immutable.
 *
 * @param keyField field whose value is a record's key; empty for the Kafka record's own key
 * @param maxAgeMs a key that was silent for longer begins anew, and values that were observed longer ago do not count
 * @param gapMaxAgeMs age of a gap from which the past does not count, in milliseconds
 * @param leavesOldGaps whether such a gap stays empty; otherwise the model fills it without the past
 */
public record ContextSettings(String keyField, long maxAgeMs, long gapMaxAgeMs, boolean leavesOldGaps) {
    private static final long WEEK_MS = 7 * 24 * 3_600_000L;

    /** The record's own key, a week, and no gap that is too old. */
    public static final ContextSettings DEFAULT = new ContextSettings("", WEEK_MS, Long.MAX_VALUE, false);

    public ContextSettings {
        if (maxAgeMs < 1 || gapMaxAgeMs < 1) {
            throw new IllegalArgumentException("ages must be above zero, not " + maxAgeMs + " and " + gapMaxAgeMs);
        }
    }

    /** Age up to which a value counts. */
    long valueMaxAgeMs() {
        return Math.min(maxAgeMs, gapMaxAgeMs);
    }
}
