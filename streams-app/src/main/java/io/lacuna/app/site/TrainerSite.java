package io.lacuna.app.site;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.app.config.HttpSettings;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.config.Secrets;
import io.lacuna.app.config.TrainerKeys;
import io.lacuna.app.web.Answer;
import io.lacuna.app.web.EventFeed.Event;
import io.lacuna.app.web.WebServer;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.streams.errors.SetupException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** All that a running trainer answers over HTTP, on {@code trainer.http.port}: its page, health, metrics, status, generations. */
public final class TrainerSite implements AutoCloseable {
    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(800);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LacunaConfig config;
    private final Supplier<?> status;
    private final GenerationHistory generations;
    private final TopicView topics;
    private final WebServer web;

    /** What all viewers see, and when it was made; guarded by this. */
    private List<Event> events = List.of();

    private long made = System.nanoTime() - FRESH_NANOS;

    private TrainerSite(
            LacunaConfig config,
            SchemaRegistry registry,
            Supplier<?> status,
            Supplier<List<String>> notReady,
            Supplier<String> scrape) {
        this.config = config;
        this.status = status;
        generations = new GenerationHistory(config.modelsTopicSettings());
        topics = new TopicView(config, registry, generations::outcomes);
        HttpSettings http = config.http();
        // The process lives as long as its loop, so it is alive while it answers.
        web = Assets.serve(
                        WebServer.listen(http.host(), config.trainerHttpPort(), TrainerKeys.TRAINER_HTTP_PORT),
                        "trainer.html")
                .allow(http.hosts())
                .hide(Secrets::hide)
                .health(() -> true, notReady)
                .metrics(scrape)
                .json("/api/status", status)
                .get("/api/generations", this::generations)
                .events("/api/live", call -> new ChangedEvents(this::events));
    }

    /**
     * Listens at {@code http.host} and {@code trainer.http.port}.
     *
     * @param registry of the trainer; the caller closes it
     * @param status what {@code /api/status} answers, a value that can be written as a JSON object
     * @param notReady why it cannot work; empty if it can
     * @param scrape metrics in Prometheus' text format
     * @throws SetupException if the address cannot be bound
     */
    public static TrainerSite open(
            LacunaConfig config,
            SchemaRegistry registry,
            Supplier<?> status,
            Supplier<List<String>> notReady,
            Supplier<String> scrape) {
        TrainerSite site = new TrainerSite(config, registry, status, notReady, scrape);
        site.web.start();
        return site;
    }

    private Answer generations() {
        try {
            return Answer.json(Map.of("generations", generations.outcomes()));
        } catch (SetupException silent) {
            return Answer.refusal(503, String.valueOf(silent.getMessage()));
        }
    }

    private synchronized List<Event> events() {
        if (System.nanoTime() - made > FRESH_NANOS) {
            Map<String, Object> state = new LinkedHashMap<>();
            state.put("applicationId", config.applicationId());
            state.put("input", config.trainerTopics().words());
            state.put("modelsTopic", config.modelsTopicSettings().topic());
            state.put("atMs", config.clock().millis());
            state.put("promotion", config.trainer().promotion().id());
            state.putAll(JSON.convertValue(status.get(), new TypeReference<Map<String, Object>>() {}));
            List<Event> now = new ArrayList<>();
            now.add(new Event("trainer", TopicView.text(state)));
            now.addAll(topics.events());
            events = List.copyOf(now);
            made = System.nanoTime();
        }
        return events;
    }

    /** The port on which it listens. */
    public int port() {
        return web.port();
    }

    @Override
    public void close() {
        web.close();
        topics.close();
        generations.close();
    }
}
