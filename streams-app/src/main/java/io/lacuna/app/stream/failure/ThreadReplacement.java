package io.lacuna.app.stream.failure;

import io.lacuna.app.progress.RepeatedFailures;
import io.lacuna.app.stream.failure.RecordInHand.Culprit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a stream thread that died, so that its records are tried again. After too many deaths within a minute the
 * instance stops. A death caused by one record is counted for that record. Three kinds of death do not count: an outage
 * of the registry or a schema that it refuses, because it ends without the instance; a record at which the stream stops;
 * and a death whose records are suspected from then on. The thread that reads the models topic cannot be replaced: if its
 * next records are gone, the instance must restart.
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
     * @param cap largest number of deaths within a minute
     * @param clockMs monotonic clock, in milliseconds
     * @param pauseMs sleeps for this time
     * @param hand the current record of each thread
     * @param failures counts deaths caused by a record
     * @param died receives the reason of each death
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

    /** Consequence of a death. */
    private record Decision(StreamThreadExceptionResponse response, long pauseMs) {}

    @Override
    public StreamThreadExceptionResponse handle(Throwable failure) {
        String reason = rootMessage(failure);
        lastFailure.set(reason);
        died.accept(reason);
        Decision decision = decide(failure, reason);
        if (decision.pauseMs() > 0) {
            // The pause is on the dying thread, before its replacement starts, so that a lasting failure does not spin.
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
        if (DeadLetters.isOtherFormat(failure)) {
            LOG.error("the input has another format: {}", reason);
            return new Decision(StreamThreadExceptionResponse.SHUTDOWN_CLIENT, 0);
        }
        if (DeadLetters.isOutage(failure)) {
            LOG.warn("the schema registry does not answer; trying again: {}", reason);
            return new Decision(StreamThreadExceptionResponse.REPLACE_THREAD, PAUSE_MS);
        }
        if (DeadLetters.isRefusal(failure)) {
            LOG.warn("the schema registry refuses the outputs; trying again: {}", reason);
            return new Decision(StreamThreadExceptionResponse.REPLACE_THREAD, HOLD_MS);
        }
        Culprit culprit = hand.culprit(failure);
        if (culprit != null) {
            int times = failures.failed(culprit.partition(), culprit.offset(), reason);
            LOG.warn(
                    "offset {} of {} ended a stream thread, time {}: {}",
                    culprit.offset(),
                    culprit.partition(),
                    times,
                    reason);
            if (failures.isHeld(culprit.partition(), culprit.offset())) {
                return new Decision(StreamThreadExceptionResponse.REPLACE_THREAD, HOLD_MS);
            }
            return counted(failure, reason);
        }
        Map<TopicPartition, Long> suspected = hand.suspect(failure);
        if (!suspected.isEmpty()) {
            LOG.warn(
                    "an output was refused, and it is unknown of which record; outputs are sent one record at a time up to"
                            + " these offsets, by partition: {}: {}",
                    suspected,
                    reason);
            return new Decision(StreamThreadExceptionResponse.REPLACE_THREAD, PAUSE_MS);
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

    /** The reason of the last death; null where there was none. */
    @Nullable
    public String lastFailure() {
        return lastFailure.get();
    }

    /** Whether the models topic no longer has the records to be read next. */
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
