package io.lacuna.app.progress;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Offsets of the input that were to be read next and are not there any more: retention or a deletion took the records before they
 * were filled, or the input ends earlier than the stream was. Kafka goes on at the first record that is left without a word.
 * Offsets that a compaction or the marker of a transaction leaves out do not count: reading passes over them in order.
 *
 * <p>Safe to share between threads.
 */
public final class JumpedOffsets {
    private final Map<Integer, Long> toldUpTo = new HashMap<>();
    private List<Jump> news = new ArrayList<>();
    private long total;

    /**
     * One range.
     *
     * @param partition of the input
     * @param from first offset that is not there
     * @param to offset after the last one that is not there
     * @param end offset at which the partition ended then; below {@code from} where the input was cut short
     */
    public record Jump(int partition, long from, long to, long end) {

        /** Whether the input ends before the offset that was to be read: it was truncated, or made anew. */
        public boolean isCutShort() {
            return end < from;
        }

        /** Number of offsets, and so at least of the records that are lost. */
        public long offsets() {
            return Math.max(0, to - from);
        }

        /** One line for a person. */
        public String words(String input) {
            return isCutShort()
                    ? input + "-" + partition + " ends at offset " + end + " and offset " + from
                            + " was to be read next: the"
                            + " input was cut short or made anew, and its offsets come a second time"
                    : "offsets " + from + " to " + (to - 1) + " of " + input + "-" + partition + " (" + offsets()
                            + ") were jumped over: retention or a deletion took them before they were filled";
        }
    }

    /**
     * The brokers do not have the offset that is to be read next.
     *
     * @param begin first offset that they have
     * @param end offset after their last
     */
    public synchronized void outOfRange(int partition, long wanted, long begin, long end) {
        boolean cutShort = wanted > end;
        // A thread that dies before it commits comes here again.
        long from = cutShort ? wanted : Math.max(wanted, toldUpTo.getOrDefault(partition, 0L));
        if (!cutShort && from >= begin) {
            return;
        }
        Jump jump = new Jump(partition, from, Math.max(from, begin), end);
        toldUpTo.put(partition, cutShort ? 0L : begin);
        total += jump.offsets();
        news.add(jump);
    }

    /** How many offsets were jumped over so far. */
    public synchronized long total() {
        return total;
    }

    /** The jumps since the last call. */
    public synchronized List<Jump> news() {
        List<Jump> told = news;
        news = new ArrayList<>();
        return told;
    }
}
