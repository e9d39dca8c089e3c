package io.lacuna.app.progress;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Offsets of one input partition, and since when its records wait. Not safe to share between threads. */
final class PartitionState {
    private static final long STALE_ANSWER_NANOS = 5_000_000_000L;

    private final Answering leader;
    private long begin;
    private @Nullable Long end;
    private @Nullable Long committed;

    /** The coordinator's last committed offset. */
    private @Nullable Long said;

    /** The earliest time at which the last commit can have taken place. */
    private Moment moved;

    private @Nullable Moment ownCommit;

    /** The last moment of which it is known that no record waited. */
    private @Nullable Moment idle;

    /** Since when records may have waited: from {@link #idle}, if it was seen idle before. */
    private @Nullable Moment waitingSince;

    /** Since when records were seen to wait. */
    private @Nullable Moment seenWaiting;

    /** An end that the leader told, and when it was asked for it; the next one is kept when this one is reached. */
    private @Nullable End next;

    /** When the leader was asked for the last end that was reached. */
    private @Nullable Moment reached;

    /** Committed offsets of earlier looks, oldest first. */
    private final Deque<Mark> marks = new ArrayDeque<>();

    private boolean hasMoved;
    private @Nullable String thread;
    private long waiting;

    /** The partition's end when the leader was asked for it. */
    private record End(long offset, Moment asked) {}

    /** The committed offset at that moment. */
    private record Mark(Moment when, long offset) {}

    PartitionState(Moment now) {
        leader = new Answering(now);
        moved = now;
    }

    /** The leader's answer. */
    void ends(long first, long next) {
        begin = first;
        end = next;
    }

    /**
     * The coordinator's offset; ignored where it is older than the stream's own commit. A smaller offset is no progress.
     *
     * @param before when the coordinator was asked the time before: what is new was committed since then
     */
    void coordinatorSays(long offset, Moment before, Moment now) {
        Long known = committed;
        Moment own = ownCommit;
        boolean stale =
                known != null && offset < known && own != null && now.nanos() - own.nanos() < STALE_ANSWER_NANOS;
        if (known == null) {
            committed = offset;
        } else if (offset != known && !stale) {
            committed = offset;
            if (offset > known) {
                movedSince(before);
            }
        }
    }

    /** Keeps the coordinator's offset, for the comparison with a later end. */
    void coordinatorSaid(long offset) {
        said = offset;
    }

    /**
     * The stream's own commit.
     *
     * @param begun when it was begun: its answer may have been on its way for long
     */
    void streamCommits(long offset, Moment begun, Moment now) {
        if (committed == null || committed != offset) {
            movedSince(begun);
        }
        committed = offset;
        ownCommit = now;
    }

    private void movedSince(Moment earliest) {
        moved = earliest.isBefore(moved) ? moved : earliest;
        hasMoved = true;
    }

    /** The stream thread of this instance that processes the partition; null where none does. */
    void workedBy(@Nullable String streamThread) {
        thread = streamThread;
    }

    /**
     * Counts the waiting records.
     *
     * @param settled from the committed offset to the first one that may still have a record to process
     */
    void measure(LongUnaryOperator settled, Moment now) {
        Long last = end;
        if (last == null) {
            return;
        }
        long first = Math.max(begin, settled.applyAsLong(committed == null ? begin : committed));
        waiting = Math.max(0, last - first);
        reach(first, new End(last, leader.last()));
        if (waiting == 0) {
            waitingSince = null;
            seenWaiting = null;
            idle = leader.last();
        } else if (waitingSince == null) {
            waitingSince = idle == null ? now : idle;
            seenWaiting = now;
        }
    }

    private void reach(long first, End newest) {
        End pending = next == null ? newest : next;
        if (first >= pending.offset()) {
            reached = pending.asked();
            pending = newest;
        }
        if (first >= newest.offset()) {
            reached = newest.asked();
        }
        next = pending;
    }

    /** Notes the committed offset, and forgets what was noted this long ago. */
    void mark(Moment now, long longestNanos) {
        if (committed != null) {
            marks.addLast(new Mark(now, committed));
        }
        while (!marks.isEmpty() && now.nanos() - marks.getFirst().when().nanos() > longestNanos) {
            marks.removeFirst();
        }
    }

    /** How far the committed offset has advanced since the first look at this moment or later. */
    long advancedSince(Moment moment) {
        Long now = committed;
        for (Mark mark : marks) {
            if (now != null && !mark.when().isBefore(moment)) {
                return now - mark.offset();
            }
        }
        return 0;
    }

    /** Whether all records that were there after this moment, when the leader was asked, are finished. */
    boolean isFinishedBeyond(Moment moment) {
        Moment last = reached;
        return last != null && moment.isBefore(last);
    }

    /**
     * Time since which records may wait while nothing is committed; null where no record waits. Brokers that did not answer
     * for a while do not shorten it.
     */
    @Nullable
    Moment stillSince() {
        return laterThanMove(waitingSince);
    }

    /** Time since which records were seen to wait while nothing is committed; null where no record waits. */
    @Nullable
    Moment seenStillSince() {
        return laterThanMove(seenWaiting);
    }

    private @Nullable Moment laterThanMove(@Nullable Moment since) {
        return since == null || since.nanos() - moved.nanos() > 0 ? since : moved;
    }

    /** Whether records wait, and it is not known that the stream ever committed or finished the partition. */
    boolean isUnproven() {
        return waiting > 0 && idle == null && !hasMoved;
    }

    /** Whether the committed offset changed since the start. */
    boolean hasMoved() {
        return hasMoved;
    }

    Answering leader() {
        return leader;
    }

    long begin() {
        return begin;
    }

    @Nullable
    Long end() {
        return end;
    }

    @Nullable
    Long committed() {
        return committed;
    }

    @Nullable
    Long said() {
        return said;
    }

    /** The earliest time at which the last commit can have taken place. */
    Moment moved() {
        return moved;
    }

    @Nullable
    String thread() {
        return thread;
    }

    /** Number of records that wait. */
    long waiting() {
        return waiting;
    }
}
