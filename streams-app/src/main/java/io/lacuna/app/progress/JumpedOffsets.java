package io.lacuna.app.progress;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Offsets of the input that were to be read next but no longer exist: retention or a deletion removed the records
 * before they were filled, or the input was truncated. Kafka continues at the first existing record without a report.
 * Offsets without records, from compaction or transaction markers, do not count: they are passed in order.
 *
 * <p>Safe to share between threads.
 */
public final class JumpedOffsets {
    private final Map<TopicPartition, Long> toldUpTo = new HashMap<>();
    private List<Jump> news = new ArrayList<>();
    private long total;

    /**
     * One range.
     *
     * @param partition input partition
     * @param from first missing offset
     * @param to offset after the last missing one
     * @param end end offset of the partition at that time; below {@code from} if the input was truncated
     */
    public record Jump(TopicPartition partition, long from, long to, long end) {

        /** Whether the input ends before the offset that was to be read: it was truncated, or created again. */
        public boolean isCutShort() {
            return end < from;
        }

        /** Number of offsets: an upper bound of the number of lost records. */
        public long offsets() {
            return Math.max(0, to - from);
        }

        /** One line for a person. */
        public String words() {
            return isCutShort()
                    ? partition + " ends at offset " + end + ", but offset " + from
                            + " was to be read next: the"
                            + " input was truncated or created again, and its offsets are used a second time"
                    : "offsets " + from + " to " + (to - 1) + " of " + partition + " (" + offsets()
                            + ") were skipped: retention or a deletion removed them before they were filled";
        }
    }

    /**
     * The brokers do not have the next offset to read.
     *
     * @param begin first offset that they have
     * @param end offset after their last
     */
    public synchronized void outOfRange(TopicPartition partition, long wanted, long begin, long end) {
        boolean cutShort = wanted > end;
        // A thread that dies before it commits gets here again.
        long from = cutShort ? wanted : Math.max(wanted, toldUpTo.getOrDefault(partition, 0L));
        if (!cutShort && from >= begin) {
            return;
        }
        Jump jump = new Jump(partition, from, Math.max(from, begin), end);
        toldUpTo.put(partition, cutShort ? 0L : begin);
        total += jump.offsets();
        news.add(jump);
    }

    /** Number of skipped offsets so far. */
    public synchronized long total() {
        return total;
    }

    /** The skipped ranges since the last call. */
    public synchronized List<Jump> news() {
        List<Jump> told = news;
        news = new ArrayList<>();
        return told;
    }
}
