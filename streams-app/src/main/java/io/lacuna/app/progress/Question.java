package io.lacuna.app.progress;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A question to the brokers that is asked again when its answer came or failed. For one thread. */
final class Question<T> {
    private final long longestNanos;
    private @Nullable CompletableFuture<T> answer;
    private long askedNanos;

    /**
     * @param longestMs time after which it is asked again all the same
     */
    Question(long longestMs) {
        longestNanos = TimeUnit.MILLISECONDS.toNanos(longestMs);
    }

    /** Whether it may be asked. */
    boolean isFree() {
        return answer == null || System.nanoTime() - askedNanos > longestNanos;
    }

    /**
     * Asks.
     *
     * @param listener receives the answer when it comes, on the client's thread
     */
    void ask(CompletionStage<T> question, Consumer<T> listener) {
        askedNanos = System.nanoTime();
        CompletableFuture<T> asked = question.toCompletableFuture();
        asked.thenAccept(listener);
        answer = asked;
    }

    /** Waits for the answer or its failure. */
    void await(long untilNanos) throws InterruptedException {
        CompletableFuture<T> waited = answer;
        if (waited != null && !waited.isDone()) {
            try {
                waited.get(Math.max(1, untilNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (ExecutionException | TimeoutException silent) {
                // Taken with the other answers.
            }
        }
    }

    /** The answer or its failure, once; null if there is none yet. */
    @Nullable
    CompletableFuture<T> take() {
        CompletableFuture<T> taken = answer;
        if (taken == null || !taken.isDone()) {
            return null;
        }
        answer = null;
        return taken;
    }

    /** Why there is no answer; null where there is one, or none yet. */
    static @Nullable Throwable failure(@Nullable CompletableFuture<?> taken) {
        if (taken == null || !taken.isCompletedExceptionally()) {
            return null;
        }
        try {
            taken.join();
            return null;
        } catch (CompletionException failed) {
            return failed.getCause() == null ? failed : failed.getCause();
        } catch (CancellationException closed) {
            return closed;
        }
    }
}
