package io.lacuna.app.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Ranges of offsets of an input partition that have outcomes and whose records retention has deleted. The offsets
 * between the ranges have neither record nor outcome: transaction markers, or records that were deleted before they
 * were filled. Not safe to share between threads.
 */
final class PassedOffsets {
    /** Ends of the ranges by their beginnings; ends are exclusive. */
    private final TreeMap<Long, Long> ranges = new TreeMap<>();

    /** A range of offsets; {@code to} is exclusive. */
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
