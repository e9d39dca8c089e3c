package io.lacuna.app.stream.failure;

import io.lacuna.streams.errors.NoGenerationException;
import io.lacuna.streams.errors.RegistryUnavailableException;
import io.lacuna.streams.errors.SchemaRefusedException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * The input record that each stream thread processes, so that a failure can be assigned to a record. Safe to share
 * between threads.
 *
 * <pre>
 * a record fails while it is processed          it is the culprit
 * the brokers refuse an output of many          suspected: all records since the last commit
 * suspected records are processed again         the outputs of each are sent alone
 * the brokers refuse an output sent alone       its record is the culprit
 * the suspected records are committed           outputs are sent together again
 * </pre>
 *
 * <p>One refused output fails its whole batch, and the producer then refuses all further outputs of the transaction.
 * So a refusal of outputs that were sent together does not tell which record is at fault.
 */
public final class RecordInHand {
    private final ThreadLocal<Hand> hands = ThreadLocal.withInitial(Hand::new);

    /** By partition, the last suspected offset. */
    private final Map<TopicPartition, Long> suspected = new ConcurrentHashMap<>();

    /** Partition and offset of an input record. */
    public record Culprit(TopicPartition partition, long offset) {}

    /** Partition of a thread that has not taken a record. */
    private static final TopicPartition NONE = new TopicPartition("", -1);

    /** The last offset of a partition that a thread has taken since the last commit; -1 where there is none. */
    private static final class Offset {
        private long taken = -1;
    }

    /** The record of one thread. That thread writes it; the producer's thread adds failures. */
    public static final class Hand {
        private TopicPartition partition = NONE;
        private long offset = -1;
        private boolean busy;
        private boolean written;
        private @Nullable GenericRecord passing;
        private byte @Nullable [] key;
        private long timeMs;
        private boolean alone;
        private @Nullable Runnable flush;

        /** The last offset taken of each partition since its last commit. */
        private final Map<TopicPartition, Offset> taken = new HashMap<>();

        private Offset last = new Offset();

        private boolean sendFailed;
        private @Nullable Culprit refused;

        public TopicPartition partition() {
            return partition;
        }

        public long offset() {
            return offset;
        }

        /** The key of this record; null if it has none. */
        public byte @Nullable [] key() {
            return key;
        }

        /** The timestamp of this record. */
        public long timeMs() {
            return timeMs;
        }

        /** Whether the outputs of this record are sent alone. */
        public boolean isAlone() {
            return alone;
        }

        /**
         * Outputs of this record are being sent.
         *
         * @param untilSent waits until the brokers have answered for all outputs
         */
        public void sending(Runnable untilSent) {
            flush = untilSent;
        }

        /**
         * An output could not be written.
         *
         * @param wasAlone whether the outputs of its record were sent alone
         */
        public synchronized void refused(
                TopicPartition ofPartition, long ofOffset, boolean wasAlone, Exception failure) {
            if (wasAlone && !sendFailed && isRecords(failure)) {
                refused = new Culprit(ofPartition, ofOffset);
            }
            sendFailed = true;
        }

        /** The record that caused this failure; null where no record did, or it is unknown which. */
        private synchronized @Nullable Culprit culprit(Throwable failure) {
            if (!isRecords(failure)) {
                return null;
            }
            return sendFailed ? refused : busy ? new Culprit(partition, offset) : null;
        }

        private synchronized boolean isUnexplained(Throwable failure) {
            return sendFailed && refused == null && isRecords(failure);
        }

        private synchronized void committed() {
            sendFailed = false;
            refused = null;
        }

        private void take(TopicPartition ofPartition, long ofOffset) {
            if (!partition.equals(ofPartition)) {
                partition = ofPartition;
                last = taken.computeIfAbsent(ofPartition, unseen -> new Offset());
            }
            offset = ofOffset;
            last.taken = ofOffset;
        }
    }

    /** The calling thread begins with this record. */
    public void take(TopicPartition partition, long offset) {
        Hand hand = hands.get();
        Long last = suspected.isEmpty() ? null : suspected.get(partition);
        boolean alone = last != null && offset <= last;
        if ((alone || hand.alone) && hand.flush != null) {
            hand.flush.run();
        }
        hand.alone = alone;
        hand.busy = true;
        hand.written = false;
        hand.take(partition, offset);
        hand.passing = null;
    }

    /** Notes key and timestamp of the calling thread's record. */
    public void hold(byte @Nullable [] key, long timeMs) {
        Hand hand = hands.get();
        hand.key = key;
        hand.timeMs = timeMs;
    }

    /** The calling thread's record passes on unchanged. */
    public void pass(GenericRecord record) {
        hands.get().passing = record;
    }

    /** The calling thread's record if it passes on unchanged; null if it does not. */
    @Nullable
    public GenericRecord passing() {
        return hands.get().passing;
    }

    /** All that the calling thread's record leads to was sent. */
    public void wrote() {
        hands.get().written = true;
    }

    /** Whether all that the calling thread's record leads to was sent; not so where it became a dead letter. */
    public boolean isWritten() {
        return hands.get().written;
    }

    /** The calling thread has finished its record; the outputs are being sent. */
    public void done() {
        hands.get().busy = false;
    }

    /** The outputs of the calling thread's records below these offsets are committed. */
    public void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
        Hand hand = hands.get();
        hand.committed();
        offsets.forEach((partition, next) -> {
            Offset taken = hand.taken.get(partition);
            if (taken != null) {
                taken.taken = -1;
            }
            suspected.computeIfPresent(partition, (same, last) -> last < next.offset() ? null : last);
        });
    }

    public Hand here() {
        return hands.get();
    }

    /** The record that caused this failure of the calling thread; null where no record did, or it is unknown which. */
    @Nullable
    public Culprit culprit(Throwable failure) {
        return hands.get().culprit(failure);
    }

    /**
     * Suspects the calling thread's records since the last commit if the brokers refused an output of one of them and it
     * is unknown which.
     *
     * @return by partition, the last offset that is newly suspected; empty where there is none
     */
    public Map<TopicPartition, Long> suspect(Throwable failure) {
        Map<TopicPartition, Long> fresh = new HashMap<>();
        Hand hand = hands.get();
        if (hand.isUnexplained(failure)) {
            hand.taken.forEach((partition, last) -> {
                Long before = suspected.get(partition);
                if (last.taken >= 0 && (before == null || before < last.taken)) {
                    suspected.put(partition, last.taken);
                    fresh.put(partition, last.taken);
                }
            });
        }
        return fresh;
    }

    /** Whether a record can be the cause: not an outage, not a missing right, nothing that recovers by itself. */
    private static boolean isRecords(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RetriableException
                    || cause instanceof AuthorizationException
                    || cause instanceof AuthenticationException
                    || cause instanceof RegistryUnavailableException
                    || cause instanceof SchemaRefusedException
                    || cause instanceof NoGenerationException) {
                return false;
            }
        }
        return true;
    }
}
