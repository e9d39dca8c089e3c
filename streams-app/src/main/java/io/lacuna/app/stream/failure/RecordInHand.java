package io.lacuna.app.stream.failure;

import io.lacuna.streams.errors.NoGenerationException;
import io.lacuna.streams.errors.RegistryUnavailableException;
import io.lacuna.streams.errors.SchemaRefusedException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * The input record that each stream thread processes, so that a failure can be assigned to a record: at once if filling
 * fails, later if the brokers refuse its outputs. Safe to share between threads.
 */
public final class RecordInHand {
    private final ThreadLocal<Hand> hands = ThreadLocal.withInitial(Hand::new);

    /** Partition and offset of an input record. */
    public record Culprit(int partition, long offset) {}

    /** The record of one thread. That thread writes it; the producer's thread adds failures. */
    public static final class Hand {
        private int partition = -1;
        private long offset = -1;
        private boolean busy;
        private boolean written;
        private volatile @Nullable Culprit refused;

        public int partition() {
            return partition;
        }

        public long offset() {
            return offset;
        }

        /** The brokers refused an output of this record. */
        public synchronized void refused(int ofPartition, long ofOffset, Exception failure) {
            // One bad record fails its whole batch; the brokers mark the other records of the batch with this class.
            boolean other = failure.getClass() == InvalidRecordException.class;
            if (isRecords(failure) && !other && refused == null) {
                refused = new Culprit(ofPartition, ofOffset);
            }
        }
    }

    /** The calling thread begins with this record. */
    public void take(int partition, long offset) {
        Hand hand = hands.get();
        hand.partition = partition;
        hand.offset = offset;
        hand.busy = true;
        hand.written = false;
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

    /** The outputs of the calling thread's records are committed. */
    public void committed() {
        hands.get().refused = null;
    }

    public Hand here() {
        return hands.get();
    }

    /** The record that caused this failure of the calling thread; null where no record did, or it is unknown which. */
    @Nullable
    public Culprit culprit(Throwable failure) {
        Hand hand = hands.get();
        if (!isRecords(failure)) {
            return null;
        }
        Culprit refused = hand.refused;
        return refused != null || !hand.busy ? refused : new Culprit(hand.partition, hand.offset);
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
