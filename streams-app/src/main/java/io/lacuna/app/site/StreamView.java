package io.lacuna.app.site;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.progress.PartitionProgress;
import io.lacuna.app.stream.StreamApp;
import io.lacuna.app.stream.StreamStatus;
import io.lacuna.app.stream.recent.RecentRecords;
import io.lacuna.app.watch.EventTail;
import io.lacuna.app.web.EventFeed.Event;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.streams.errors.SetupException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all viewers of the page see: state, scores, missing cells, generations and events. Made once for all viewers, at most
 * once a second, and only when one of them asks. Topics are read by a thread of their own. Safe to share between threads.
 */
final class StreamView implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamView.class);
    private static final int EVENTS = 50;
    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(800);
    private static final long TOPICS_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final ObjectMapper json = new ObjectMapper();
    private final LacunaConfig config;
    private final StreamApp app;
    private final SchemaRegistry registry;
    private final Generations generations;
    private final AtomicBoolean reading = new AtomicBoolean();
    private final ExecutorService topics = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "lacuna-view");
        thread.setDaemon(true);
        return thread;
    });

    private List<Event> events = List.of();
    private long made = System.nanoTime() - FRESH_NANOS;
    private volatile long read = System.nanoTime() - TOPICS_NANOS;
    private volatile String knownGenerations = "[]";
    private volatile String knownEvents = "[]";
    private @Nullable EventTail tail;

    StreamView(LacunaConfig config, StreamApp app, SchemaRegistry registry, Generations generations) {
        this.config = config;
        this.app = app;
        this.registry = registry;
        this.generations = generations;
    }

    /** The newest records. */
    RecentRecords recent() {
        return app.metrics().recent();
    }

    /** What all viewers see now. */
    synchronized List<Event> events() {
        if (System.nanoTime() - read > TOPICS_NANOS) {
            readTopics();
        }
        if (System.nanoTime() - made > FRESH_NANOS) {
            List<Event> now = new ArrayList<>();
            now.add(new Event("state", text(state())));
            now.add(new Event("scores", text(scores())));
            now.add(new Event("missing", text(recent().missing().matrix())));
            now.add(new Event("generations", knownGenerations));
            now.add(new Event("events", knownEvents));
            events = List.copyOf(now);
            made = System.nanoTime();
        }
        return events;
    }

    private Map<String, Object> state() {
        StreamStatus status = app.status();
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("applicationId", status.applicationId());
        state.put("input", config.inputTopics().words());
        state.put("imputedTopic", config.imputedTopic());
        state.put("atMs", config.clock().millis());
        state.put("state", status.state());
        state.put("notReady", status.notReady());
        state.put("generation", status.generation());
        state.put("intervalMass", config.servingSettings().intervalMass());
        state.put("imputed", status.imputed());
        state.put("deadLetters", status.deadLetters());
        state.put("deadLetterReasons", app.metrics().deadLetterReasons());
        state.put(
                "waiting",
                status.partitions().stream()
                        .mapToLong(PartitionProgress::waiting)
                        .sum());
        state.put("partitions", status.partitions().size());
        state.put(
                "here",
                status.partitions().stream().filter(PartitionProgress::here).count());
        state.put("keys", recent().keys());
        return state;
    }

    private Map<String, Object> scores() {
        Map<String, Object> scores = new LinkedHashMap<>();
        scores.put("live", app.metrics().live().figures());
        scores.put("shadow", app.metrics().live().comparison());
        scores.put("features", recent().scores().figures());
        return scores;
    }

    private void readTopics() {
        if (!reading.compareAndSet(false, true)) {
            return;
        }
        try {
            topics.execute(() -> {
                try {
                    knownGenerations = text(generations.all());
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

    String text(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException unwritable) {
            throw new IllegalStateException("a value cannot be written as JSON", unwritable);
        }
    }

    @Override
    public void close() {
        try {
            topics.execute(() -> {
                if (tail != null) {
                    tail.close();
                }
            });
            topics.shutdown();
            if (!topics.awaitTermination(2, TimeUnit.SECONDS)) {
                topics.shutdownNow();
            }
        } catch (RejectedExecutionException twice) {
            LOG.debug("closed already", twice);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
