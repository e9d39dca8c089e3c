package io.lacuna.app.stream.failure;

import io.lacuna.app.progress.RepeatedFailures;
import io.lacuna.app.stream.failure.RecordInHand.Culprit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a stream thread that died, so that its records are tried again; but not for ever: after too many deaths within a
 * minute the instance stops. A death that one record is to blame for is laid at its place. An outage of the registry does not
 * count, for it ends by itself, nor does a record that the stream holds at. The thread that reads the models topic cannot be
 * replaced: where what it was to read next is gone, the instance has to begin anew.
 */
public final class ThreadReplacement implements StreamsUncaughtExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadReplacement.class);
    private static final long WINDOW_MS = 60_000;
    private static final long PAUSE_MS = 1_000;
    private static final long HOLD_MS = 15_000;
    private static final String GLOBAL_THREAD = "-GlobalStreamThread";

    private final int cap;
    private final LongSupplier clockMs;
    private final LongConsumer pauseMs;
    private final RecordInHand hand;
    private final RepeatedFailures failures;
    private final Consumer<String> died;
    private final Deque<Long> deaths = new ArrayDeque<>();
    private final AtomicReference<@Nullable String> lastFailure = new AtomicReference<>();
    private volatile boolean modelsAreGone;

    /**
     * @param cap deaths within a minute that are borne
     * @param clockMs a clock that only goes forward, in milliseconds
     * @param pauseMs waits that long
     * @param hand which record a thread had
     * @param failures where deaths that a record is to blame for are entered
     * @param died hears the reason of each death
     */
    public ThreadReplacement(
            int cap,
            LongSupplier clockMs,
            LongConsumer pauseMs,
            RecordInHand hand,
            RepeatedFailures failures,
            Consumer<String> died) {
        this.cap = cap;
        this.clockMs = clockMs;
        this.pauseMs = pauseMs;
        this.hand = hand;
        this.failures = failures;
        this.died = died;
    }

    /** What comes of a death. */
    private record Decision(StreamThreadExceptionResponse response, long pauseMs) {}

    @Override
    public StreamThreadExceptionResponse handle(Throwable failure) {
        String reason = rootMessage(failure);
        lastFailure.set(reason);
        died.accept(reason);
        Decision decision = decide(failure, reason);
        if (decision.pauseMs() > 0) {
            // On the dying thread: its successor comes after this, so that a failure that stays does not spin.
            pauseMs.accept(decision.pauseMs());
        }
        return decision.response();
    }

    private synchronized Decision decide(Throwable failure, String reason) {
        if (Thread.currentThread().getName().endsWith(GLOBAL_THREAD)) {
            modelsAreGone = failure.getCause() instanceof InvalidOffsetException;
            LOG.warn("the thread that reads the models topic died: {}", reason);
            return new Decision(StreamThreadExceptionResponse.SHUTDOWN_CLIENT, 0);
        }
        if (DeadLetters.isOutage(failure)) {
            LOG.warn("the schema registry does not answer; trying again: {}", reason);
            return new Decision(StreamThreadExceptionResponse.REPLACE_THREAD, PAUSE_MS);
        }
        Culprit culprit = hand.culprit(failure);
        if (culprit != null) {
            int times = failures.failed(culprit.partition(), culprit.offset(), reason);
            LOG.warn(
                    "offset {} of partition {} ended a stream thread, time {}: {}",
                    culprit.offset(),
                    culprit.partition(),
                    times,
                    reason);
            if (failures.isHeld(culprit.partition(), culprit.offset())) {
                return new Decision(StreamThreadExceptionResponse.REPLACE_THREAD, HOLD_MS);
            }
        }
        return counted(failure, reason);
    }

    private Decision counted(Throwable failure, String reason) {
        long now = clockMs.getAsLong();
        while (!deaths.isEmpty() && deaths.peekFirst() < now - WINDOW_MS) {
            deaths.removeFirst();
        }
        deaths.addLast(now);
        if (deaths.size() > cap) {
            LOG.error("more than {} stream threads died within a minute; stopping", cap);
            return new Decision(StreamThreadExceptionResponse.SHUTDOWN_CLIENT, 0);
        }
        LOG.warn("a stream thread died and is replaced: {}", reason);
        LOG.info("how it died", failure);
        return new Decision(StreamThreadExceptionResponse.REPLACE_THREAD, PAUSE_MS);
    }

    /** Why a thread died last; null where none did. */
    @Nullable
    public String lastFailure() {
        return lastFailure.get();
    }

    /** Whether the models topic no longer holds what was to be read next. */
    public boolean modelsAreGone() {
        return modelsAreGone;
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }
}
