package io.lacuna.app.site;

import io.lacuna.app.config.HttpSettings;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.config.Secrets;
import io.lacuna.app.stream.StreamApp;
import io.lacuna.app.web.Answer;
import io.lacuna.app.web.WebServer;
import io.lacuna.internal.generation.GenerationPublisher;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.streams.errors.SetupException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * All that a running stream answers over HTTP.
 *
 * <pre>{@code
 * try (StreamSite site = StreamSite.open(config, app, registry)) {
 *     out.println("http://" + config.http().host() + ":" + site.port());
 * }
 * }</pre>
 */
public final class StreamSite implements AutoCloseable {
    private final Generations generations;
    private final StreamView view;
    private final WebServer web;

    private StreamSite(LacunaConfig config, StreamApp app, SchemaRegistry registry) {
        generations = new Generations(app.catalog(), config.modelsTopicSettings());
        view = new StreamView(config, app, registry, generations);
        HttpSettings http = config.http();
        web = pages(WebServer.listen(http.host(), http.port()), config, app);
    }

    /**
     * Listens at the address of the {@code http.*} keys.
     *
     * @param registry of the stream; the caller closes it
     * @throws SetupException if the address cannot be bound
     */
    public static StreamSite open(LacunaConfig config, StreamApp app, SchemaRegistry registry) {
        StreamSite site = new StreamSite(config, app, registry);
        site.web.start();
        return site;
    }

    private WebServer pages(WebServer listening, LacunaConfig config, StreamApp app) {
        ImputeCalls impute = new ImputeCalls(generations::serving, config.servingSettings(), config.clock());
        GenerationCalls changes = new GenerationCalls(
                config.http().token(),
                () -> new GenerationPublisher(config.modelsTopicSettings()),
                generations::refresh);
        if (!config.http().isHealthApart()) {
            listening.health(app::isAlive, app::notReady);
        }
        return Assets.serve(listening, "index.html")
                .allow(config.http().hosts())
                .hide(Secrets::hide)
                .metrics(app.meters()::scrape)
                .json("/api/status", app::status)
                .events("/api/live", call -> new ViewerFeed(view, call.parameter("key")))
                .get("/api/openapi.json", () -> Answer.json(resource("openapi.json")))
                .get("/api/generations", this::generations)
                .json(
                        "/api/features",
                        () -> FeatureList.of(
                                app.catalog().newest(), config.bounds(), config.mappingRules(), app.meters()))
                .json("/api/scores", () -> ScoreList.of(app.metrics()))
                .post("/api/impute", ImputeCalls.MOST_BYTES, impute::answer)
                .post("/api/generations", GenerationCalls.MOST_BYTES, changes::answer);
    }

    private Answer generations() {
        try {
            return Answer.json(Map.of("generations", generations.all()));
        } catch (SetupException silent) {
            return Answer.refusal(503, String.valueOf(silent.getMessage()));
        }
    }

    /** A file of this package. */
    static byte[] resource(String name) {
        try (InputStream file = Objects.requireNonNull(StreamSite.class.getResourceAsStream(name), name)) {
            return file.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The methods that are answered, by path. */
    public Map<String, Set<String>> paths() {
        return web.paths();
    }

    /** The port on which it listens. */
    public int port() {
        return web.port();
    }

    @Override
    public void close() {
        web.close();
        view.close();
        generations.close();
    }
}
