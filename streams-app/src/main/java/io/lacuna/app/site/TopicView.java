package io.lacuna.app.site;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.watch.EventTail;
import io.lacuna.app.web.EventFeed.Event;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.streams.errors.SetupException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the pages show of topics: generations and events. They are read by a thread of their own, at most every two seconds and
 * only when somebody looks. Safe to share between threads.
 */
final class TopicView implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicView.class);
    private static final int EVENTS = 50;
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LacunaConfig config;
    private final SchemaRegistry registry;
    private final Supplier<List<GenerationHistory.Known>> generations;
    private final AtomicBoolean reading = new AtomicBoolean();
    private final ExecutorService reader = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "lacuna-view");
        thread.setDaemon(true);
        return thread;
    });
    private volatile long read = System.nanoTime() - FRESH_NANOS;
    private volatile String knownGenerations = "[]";
    private volatile String knownEvents = "[]";
    private @Nullable EventTail tail;

    /** @param generations reads those of the models topic */
    TopicView(LacunaConfig config, SchemaRegistry registry, Supplier<List<GenerationHistory.Known>> generations) {
        this.config = config;
        this.registry = registry;
        this.generations = generations;
    }

    /** What was read last; begins to read again if that is old. */
    List<Event> events() {
        if (System.nanoTime() - read > FRESH_NANOS) {
            read();
        }
        return List.of(new Event("generations", knownGenerations), new Event("events", knownEvents));
    }

    private void read() {
        if (!reading.compareAndSet(false, true)) {
            return;
        }
        try {
            reader.execute(() -> {
                try {
                    knownGenerations = text(generations.get());
                    knownEvents = text(eventsOfTopic());
                } catch (SetupException | KafkaException away) {
                    LOG.debug("the page shows older generations and events", away);
                } finally {
                    read = System.nanoTime();
                    reading.set(false);
                }
            });
        } catch (RejectedExecutionException closing) {
            reading.set(false);
        }
    }

    private List<Map<String, Object>> eventsOfTopic() {
        EventTail open = tail;
        if (open == null) {
            open = new EventTail(config, registry, EVENTS);
            tail = open;
        }
        return open.read().stream()
                .map(event -> {
                    Map<String, Object> shown = new LinkedHashMap<>();
                    shown.put("kind", event.getKind().name());
                    shown.put("atMs", event.getCreatedMs().toEpochMilli());
                    shown.put("generation", event.getGeneration());
                    shown.put("feature", event.getFeature());
                    shown.put("message", event.getMessage());
                    return shown;
                })
                .toList();
    }

    /** A value as JSON in one line. */
    static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException unwritable) {
            throw new IllegalStateException("a value cannot be written as JSON", unwritable);
        }
    }

    @Override
    public void close() {
        try {
            reader.execute(() -> {
                if (tail != null) {
                    tail.close();
                }
            });
            reader.shutdown();
            if (!reader.awaitTermination(2, TimeUnit.SECONDS)) {
                reader.shutdownNow();
            }
        } catch (RejectedExecutionException twice) {
            LOG.debug("closed already", twice);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
