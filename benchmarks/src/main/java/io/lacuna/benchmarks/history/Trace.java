package io.lacuna.benchmarks.history;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** What one consumer was given, by partition, in the order in which it came. For one thread. */
final class Trace {
    private final String consumer;
    private final boolean committedOnly;
    private final Map<TopicPartition, Reads> reads = new HashMap<>();

    /**
     * @param consumer its name in reports
     * @param committedOnly whether it reads committed records only
     */
    Trace(String consumer, boolean committedOnly) {
        this.consumer = consumer;
        this.committedOnly = committedOnly;
    }

    String consumer() {
        return consumer;
    }

    boolean committedOnly() {
        return committedOnly;
    }

    void read(TopicPartition partition, long offset, int digest) {
        of(partition).add(offset, digest);
    }

    /** Everything below this offset would have been given by now. */
    void position(TopicPartition partition, long position) {
        of(partition).position = position;
    }

    Reads of(TopicPartition partition) {
        return reads.computeIfAbsent(partition, first -> new Reads());
    }

    long count() {
        return reads.values().stream().mapToLong(each -> each.size).sum();
    }

    /** Offsets and digests of one partition. */
    static final class Reads {
        private long[] offsets = new long[64];
        private int[] digests = new int[64];
        private int size;
        private long position;

        private void add(long offset, int digest) {
            if (size == offsets.length) {
                offsets = Arrays.copyOf(offsets, 2 * size);
                digests = Arrays.copyOf(digests, 2 * size);
            }
            offsets[size] = offset;
            digests[size++] = digest;
        }

        int size() {
            return size;
        }

        long offset(int i) {
            return offsets[i];
        }

        int digest(int i) {
            return digests[i];
        }

        long position() {
            return position;
        }
    }
}
