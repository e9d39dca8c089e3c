package io.lacuna.app.progress;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Counts the outcomes of records when they are committed, not when they are written: an outcome of an aborted
 * transaction is never counted, and an outcome that is repeated is counted once. So the counts equal those of an audit
 * of the topics.
 *
 * <pre>{@code
 * counts.begin(0);                            // a task starts, or restarts, with partition 0 of its topics
 * counts.outcome(part, 41, Outcome.IMPUTED);  // written, not committed
 * counts.committed(part, 42);                 // committed: the listener receives one imputed record
 * }</pre>
 *
 * <p>Safe to share between threads. A partition belongs to one stream thread at a time.
 */
public final class OutcomeCounts {
    private final Map<TopicPartition, Pending> partitions = new ConcurrentHashMap<>();
    private final Listener listener;

    /** Outcome of a record. */
    public enum Outcome {
        IMPUTED,
        TOMBSTONE,
        PASSED,
        DEAD_LETTER;

        private static final Outcome[] ALL = values();
    }

    /** Receives committed outcomes. */
    @FunctionalInterface
    public interface Listener {
        void committed(Outcome outcome, long records);
    }

    public OutcomeCounts(Listener listener) {
        this.listener = listener;
    }

    /** A task starts with this partition of each of its topics: uncommitted outcomes of an earlier task were aborted. */
    public void begin(int number) {
        partitions.forEach((partition, pending) -> {
            if (partition.partition() == number) {
                pending.begin();
            }
        });
    }

    /** The outcome of one record was passed to the producer. */
    public void outcome(TopicPartition partition, long offset, Outcome outcome) {
        report(pending(partition).add(offset, outcome));
    }

    /** All outcomes of the partition below this offset are committed. */
    public void committed(TopicPartition partition, long offset) {
        report(pending(partition).commit(offset));
    }

    /**
     * A commit up to this offset was sent, and the brokers did not confirm it. It took place if the partition continues
     * at this offset or later.
     */
    public void inDoubt(TopicPartition partition, long offset) {
        pending(partition).inDoubt(offset);
    }

    /** What was counted of each partition since this instance last began with it; partitions without a count are absent. */
    public List<CountedOutcomes> counted() {
        List<CountedOutcomes> counted = new ArrayList<>();
        partitions.forEach((partition, pending) -> {
            CountedOutcomes span = pending.counted(partition);
            if (span != null) {
                counted.add(span);
            }
        });
        counted.sort(Comparator.comparing(CountedOutcomes::topic).thenComparingInt(CountedOutcomes::partition));
        return counted;
    }

    private Pending pending(TopicPartition partition) {
        return partitions.computeIfAbsent(partition, unseen -> new Pending());
    }

    private void report(long @Nullable [] released) {
        if (released != null) {
            for (Outcome outcome : Outcome.ALL) {
                if (released[outcome.ordinal()] > 0) {
                    listener.committed(outcome, released[outcome.ordinal()]);
                }
            }
        }
    }

    /** Outcomes of one partition: those that are written but not committed, and the counts of those that are. */
    private static final class Pending {
        private static final int FIRST_ROOM = 256;

        private long[] offsets = new long[FIRST_ROOM];
        private byte[] outcomes = new byte[FIRST_ROOM];
        private int size;

        /** Counts by outcome that an unconfirmed commit released; null where there is none. */
        private long @Nullable [] doubtful;

        private long doubtfulOffset;
        private boolean begun;

        /** Offset of the first outcome since the beginning; -1 before it. */
        private long first = -1;

        /** Offset up to which outcomes were committed since the beginning. */
        private long end;

        /** Committed outcomes since the beginning, by kind. */
        private final long[] counts = new long[Outcome.ALL.length];

        synchronized void begin() {
            size = 0;
            begun = true;
        }

        synchronized long @Nullable [] add(long offset, Outcome outcome) {
            long[] settled = null;
            if (begun) {
                begun = false;
                settled = doubtful != null && offset >= doubtfulOffset ? doubtful : null;
                doubtful = null;
                first = -1;
                Arrays.fill(counts, 0);
            }
            if (first < 0 || offset < first) {
                first = offset; // A dead letter may be written before the record of an earlier offset.
            }
            if (size == offsets.length) {
                offsets = Arrays.copyOf(offsets, 2 * size);
                outcomes = Arrays.copyOf(outcomes, 2 * size);
            }
            offsets[size] = offset;
            outcomes[size++] = (byte) outcome.ordinal();
            return settled;
        }

        /** Counts the outcomes below the offset, and returns their number by kind. */
        synchronized long[] commit(long below) {
            long[] released = release(below);
            for (int kind = 0; kind < counts.length; kind++) {
                counts[kind] += released[kind];
            }
            end = below;
            return released;
        }

        synchronized @Nullable CountedOutcomes counted(TopicPartition partition) {
            if (first < 0 || end <= first) {
                return null;
            }
            return new CountedOutcomes(
                    partition.topic(),
                    partition.partition(),
                    first,
                    end,
                    counts[Outcome.IMPUTED.ordinal()],
                    counts[Outcome.TOMBSTONE.ordinal()] + counts[Outcome.PASSED.ordinal()],
                    counts[Outcome.DEAD_LETTER.ordinal()]);
        }

        /** Removes the outcomes below the offset and returns their number by kind. */
        private long[] release(long below) {
            long[] released = new long[Outcome.ALL.length];
            int kept = 0;
            for (int i = 0; i < size; i++) {
                if (offsets[i] < below) {
                    released[outcomes[i]]++;
                } else {
                    offsets[kept] = offsets[i];
                    outcomes[kept++] = outcomes[i];
                }
            }
            size = kept;
            return released;
        }

        synchronized void inDoubt(long offset) {
            doubtful = release(offset);
            doubtfulOffset = offset;
        }
    }
}
