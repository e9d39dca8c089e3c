package io.lacuna.app.stream.failure;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.progress.DeadLetterShare;
import io.lacuna.app.stream.meters.StreamMetrics;
import io.lacuna.app.watch.EventLog;
import io.lacuna.app.watch.InputEvent;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.schemas.EventKind;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what the stream itself notices to the events topic, in order, on a thread of its own. An event that cannot be written
 * is a warning in the log.
 */
public final class StreamEvents implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamEvents.class);

    private final LacunaConfig config;
    private final SchemaRegistry registry;
    private final LongSupplier generation;
    private final ExecutorService writer = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "lacuna-events");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param generation number of the serving generation; 0 for none
     */
    public StreamEvents(LacunaConfig config, SchemaRegistry registry, LongSupplier generation) {
        this.config = config;
        this.registry = registry;
        this.generation = generation;
    }

    /** Writes an event for each field that changed its type, and one each time that nearly all records become dead letters. */
    public StreamEvents of(StreamMetrics metrics, DeadLetterShare deadLetters) {
        metrics.whenUnreadable(words -> write(EventKind.FIELD_UNREADABLE, words, "unreadable " + words));
        deadLetters.whenStopped(words -> write(EventKind.DEAD_LETTERS, words, EventKind.DEAD_LETTERS.name()));
        return this;
    }

    private void write(EventKind kind, String words, String key) {
        try {
            write(new InputEvent(kind, null, words, Map.of()), key);
        } catch (RejectedExecutionException closed) {
            LOG.warn("the instance ends, and an event is not written to {}: {}", config.eventsTopic(), words);
        }
    }

    /**
     * Writes an event after the earlier ones.
     *
     * @param key tells it from other events of its kind
     * @throws RejectedExecutionException after {@link #close}
     */
    public void write(InputEvent event, String key) {
        writer.execute(() -> {
            try (EventLog events = new EventLog(config, registry)) {
                events.write(event, key, generation.getAsLong());
            } catch (RuntimeException unwritten) {
                LOG.warn("an event could not be written to {}: {}", config.eventsTopic(), event.message(), unwritten);
            }
        });
    }

    /**
     * Is done when the events up to now are written, or could not be.
     *
     * @throws RejectedExecutionException after {@link #close}
     */
    public Future<?> written() {
        return writer.submit(() -> {});
    }

    @Override
    public void close() {
        writer.shutdown();
    }
}
