package io.lacuna.app.stream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a stream thread that died, so that its records are tried again; but not for ever: after too many deaths
 * within a minute the instance stops. An outage of the registry does not count, for it ends by itself. The thread that reads
 * the models topic cannot be replaced: where what it was to read next is gone, the instance has to begin anew.
 */
final class ThreadReplacement implements StreamsUncaughtExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadReplacement.class);
    private static final long WINDOW_MS = 60_000;
    private static final String GLOBAL_THREAD = "-GlobalStreamThread";

    private final int cap;
    private final LongSupplier clockMs;
    private final Runnable pause;
    private final Deque<Long> deaths = new ArrayDeque<>();
    private final AtomicReference<@Nullable String> lastFailure = new AtomicReference<>();
    private volatile long lastOutageMs = Long.MIN_VALUE;
    private volatile boolean modelsAreGone;

    ThreadReplacement(int cap, LongSupplier clockMs, Runnable pause) {
        this.cap = cap;
        this.clockMs = clockMs;
        this.pause = pause;
    }

    /** Ten deaths a minute, a second apart. */
    static ThreadReplacement standard() {
        return new ThreadReplacement(10, System::currentTimeMillis, () -> {
            try {
                Thread.sleep(1_000);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Override
    public StreamThreadExceptionResponse handle(Throwable failure) {
        StreamThreadExceptionResponse response = decide(failure);
        if (response == StreamThreadExceptionResponse.REPLACE_THREAD) {
            // On the dying thread: its successor comes after this, so that a failure that stays does not spin.
            pause.run();
        }
        return response;
    }

    private synchronized StreamThreadExceptionResponse decide(Throwable failure) {
        long now = clockMs.getAsLong();
        lastFailure.set(rootMessage(failure));
        if (Thread.currentThread().getName().endsWith(GLOBAL_THREAD)) {
            modelsAreGone = failure.getCause() instanceof InvalidOffsetException;
            LOG.warn("the thread that reads the models topic died: {}", rootMessage(failure));
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        if (DeadLetters.isOutage(failure)) {
            lastOutageMs = now;
            LOG.warn("the schema registry does not answer; trying again: {}", rootMessage(failure));
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        while (!deaths.isEmpty() && deaths.peekFirst() < now - WINDOW_MS) {
            deaths.removeFirst();
        }
        deaths.addLast(now);
        if (deaths.size() > cap) {
            LOG.error("more than {} stream threads died within a minute; stopping", cap);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        LOG.warn("a stream thread died and is replaced: {}", rootMessage(failure));
        LOG.info("how it died", failure);
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    /** Why a thread died last; null where none did. */
    @Nullable
    String lastFailure() {
        return lastFailure.get();
    }

    /** Whether the models topic no longer holds what was to be read next. */
    boolean modelsAreGone() {
        return modelsAreGone;
    }

    /** Whether the registry failed to answer within the last seconds. */
    boolean registryIsAway() {
        return lastOutageMs != Long.MIN_VALUE && clockMs.getAsLong() - lastOutageMs < 15_000;
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }
}
