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
 * Which input record each stream thread works on, so that what fails can be laid at a record's door: at once where filling it
 * fails, later where the brokers refuse what it led to. Safe to share between threads.
 */
public final class RecordInHand {
    private final ThreadLocal<Hand> hands = ThreadLocal.withInitial(Hand::new);

    /** An input record's place. */
    public record Culprit(int partition, long offset) {}

    /** One thread's record. Its thread writes it; the producer's thread leaves failures in it. */
    public static final class Hand {
        private int partition = -1;
        private long offset = -1;
        private boolean busy;
        private volatile @Nullable Culprit refused;

        public int partition() {
            return partition;
        }

        public long offset() {
            return offset;
        }

        /** The brokers refused what that record led to. */
        public synchronized void refused(int ofPartition, long ofOffset, Exception failure) {
            // The whole batch is refused with one record; the brokers say so to its others by this class.
            boolean other = failure.getClass() == InvalidRecordException.class;
            if (isRecords(failure) && !other && refused == null) {
                refused = new Culprit(ofPartition, ofOffset);
            }
        }
    }

    /** The calling thread begins with that record. */
    public void take(int partition, long offset) {
        Hand hand = hands.get();
        hand.partition = partition;
        hand.offset = offset;
        hand.busy = true;
    }

    /** The calling thread is done with its record; what it led to is on its way. */
    public void done() {
        hands.get().busy = false;
    }

    /** What the calling thread's records led to is committed. */
    public void committed() {
        hands.get().refused = null;
    }

    public Hand here() {
        return hands.get();
    }

    /** The record that ends the calling thread with that failure; null where none is to blame, or nobody knows which. */
    @Nullable
    public Culprit culprit(Throwable failure) {
        Hand hand = hands.get();
        if (!isRecords(failure)) {
            return null;
        }
        Culprit refused = hand.refused;
        return refused != null || !hand.busy ? refused : new Culprit(hand.partition, hand.offset);
    }

    /** Whether it can be a record's fault: no outage, no missing right, nothing that is well again by itself. */
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
