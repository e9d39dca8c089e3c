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
    /** The range of each partition that was told last. */
    private final Map<TopicPartition, Jump> told = new HashMap<>();

    private volatile Runnable listener = () -> {};
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

    /** Calls this after each report, on the thread that skips; it returns when the report is kept. */
    public void whenJumped(Runnable report) {
        listener = report;
    }

    /**
     * The brokers do not have the next offset to read. Returns after the listener.
     *
     * @param begin first offset that they have
     * @param end offset after their last
     */
    public void outOfRange(TopicPartition partition, long wanted, long begin, long end) {
        if (add(partition, wanted, begin, end)) {
            listener.run();
        }
    }

    private synchronized boolean add(TopicPartition partition, long wanted, long begin, long end) {
        int before = news.size();
        if (wanted > end) {
            told.remove(partition);
            news.add(new Jump(partition, wanted, wanted, end));
            return true;
        }
        // A thread that dies before it commits gets here again, perhaps from an earlier offset.
        Jump last = told.get(partition);
        if (last == null || wanted > last.to() || begin < last.from()) {
            add(new Jump(partition, wanted, begin, end));
            told.put(partition, new Jump(partition, wanted, begin, end));
        } else {
            add(new Jump(partition, wanted, last.from(), end));
            add(new Jump(partition, last.to(), begin, end));
            told.put(partition, new Jump(partition, Math.min(wanted, last.from()), Math.max(begin, last.to()), end));
        }
        return news.size() > before;
    }

    private void add(Jump jump) {
        if (jump.offsets() > 0) {
            total += jump.offsets();
            news.add(jump);
        }
    }

    /** Number of skipped offsets so far. */
    public synchronized long total() {
        return total;
    }

    /** The skipped ranges since the last call. */
    public synchronized List<Jump> news() {
        List<Jump> unseen = news;
        news = new ArrayList<>();
        return unseen;
    }
}
