package io.lacuna.app.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Offsets of an input partition that have an outcome and whose records retention has taken since, as ranges. What lies between
 * them has neither record nor outcome: a marker of a transaction, or records that went before they were filled. Not safe to share
 * between threads.
 */
final class PassedOffsets {
    /** Ends by begins of the ranges; ends are exclusive. */
    private final TreeMap<Long, Long> ranges = new TreeMap<>();

    /** Offsets from one to before another. */
    record Range(long from, long to) {
        long offsets() {
            return to - from;
        }
    }

    /** An offset has an outcome. */
    void add(long offset) {
        Map.Entry<Long, Long> before = ranges.floorEntry(offset);
        if (before != null && before.getValue() > offset) {
            return;
        }
        long from = before != null && before.getValue() == offset ? before.getKey() : offset;
        Long after = ranges.remove(offset + 1);
        ranges.put(from, after == null ? offset + 1 : after);
    }

    /** The ranges without an outcome between the first offset that has one, at or after {@code from}, and {@code end}. */
    List<Range> gaps(long from, long end) {
        List<Range> gaps = new ArrayList<>();
        long reached = -1;
        for (Map.Entry<Long, Long> range : ranges.entrySet()) {
            if (range.getValue() <= from) {
                continue;
            }
            if (reached >= 0 && range.getKey() > reached) {
                gaps.add(new Range(reached, range.getKey()));
            }
            reached = range.getValue();
        }
        if (reached >= 0 && reached < end) {
            gaps.add(new Range(reached, end));
        }
        return gaps;
    }
}
