package io.lacuna.app.stream.failure;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.KafkaStreams;

/**
 * The end of an instance of Kafka Streams: all its threads have ended, or they had {@code shutdown.timeout.ms} to do so.
 * A thread whose output topic was deleted waits in its producer's flush until the topic is there again, so that an end
 * without a limit might never come. Safe for all threads.
 */
public final class StreamEnd implements KafkaStreams.StateListener {
    private final long timeoutMs;
    private final CountDownLatch ended = new CountDownLatch(1);

    public StreamEnd(long timeoutMs) {
        this.timeoutMs = timeoutMs;
    }

    @Override
    public void onChange(KafkaStreams.State now, KafkaStreams.State before) {
        if (now.hasCompletedShutdown()) {
            reached();
        } else if (now.isShuttingDown()) {
            CompletableFuture.delayedExecutor(timeoutMs, TimeUnit.MILLISECONDS).execute(this::reached);
        }
    }

    /** No thread is waited for any longer. */
    public void reached() {
        ended.countDown();
    }

    /** Waits for the end. */
    public void await() throws InterruptedException {
        ended.await();
    }
}
