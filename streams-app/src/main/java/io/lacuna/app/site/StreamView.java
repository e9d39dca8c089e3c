package io.lacuna.app.site;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.progress.PartitionProgress;
import io.lacuna.app.stream.StreamApp;
import io.lacuna.app.stream.StreamStatus;
import io.lacuna.app.stream.recent.RecentRecords;
import io.lacuna.app.web.EventFeed.Event;
import io.lacuna.internal.registry.SchemaRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What all viewers of the page see: state, scores, missing cells, generations and events. Made once for all viewers, at most
 * once a second, and only when one of them asks. Safe to share between threads.
 */
final class StreamView implements AutoCloseable {
    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(800);

    private final LacunaConfig config;
    private final StreamApp app;
    private final TopicView topics;
    private List<Event> events = List.of();
    private long made = System.nanoTime() - FRESH_NANOS;

    StreamView(LacunaConfig config, StreamApp app, SchemaRegistry registry, Generations generations) {
        this.config = config;
        this.app = app;
        topics = new TopicView(config, registry, generations::all);
    }

    /** The newest records. */
    RecentRecords recent() {
        return app.metrics().recent();
    }

    /** What all viewers see now. */
    synchronized List<Event> events() {
        if (System.nanoTime() - made > FRESH_NANOS) {
            List<Event> now = new ArrayList<>();
            now.add(new Event("state", TopicView.text(state())));
            now.add(new Event("scores", TopicView.text(scores())));
            now.add(new Event("missing", TopicView.text(recent().missing().matrix())));
            now.addAll(topics.events());
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

    @Override
    public void close() {
        topics.close();
    }
}
