package io.lacuna.app.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.lacuna.streams.errors.SetupException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A small HTTP server for health, metrics and status.
 *
 * <pre>{@code
 * try (WebServer web = WebServer.listen("127.0.0.1", 8088)
 *         .health(app::isAlive, app::notReady)
 *         .metrics(app.meters()::scrape)
 *         .json("/api/status", app::status)
 *         .start()) { ... }
 * }</pre>
 */
public final class WebServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(2, work -> {
        Thread thread = new Thread(work, "lacuna-web");
        thread.setDaemon(true);
        return thread;
    });

    private WebServer(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
    }

    /** The answer to a request. */
    public record Answer(int status, String type, byte[] body) {
        public static Answer text(int status, String text) {
            return new Answer(status, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * Binds the address. {@link #start} begins to answer.
     *
     * @param port 0 chooses a free port
     * @throws SetupException where the address cannot be bound
     */
    public static WebServer listen(String host, int port) {
        try {
            return new WebServer(HttpServer.create(new InetSocketAddress(host, port), 0));
        } catch (IOException | RuntimeException taken) {
            throw new SetupException(
                    "cannot listen on " + host + ":" + port + ": " + taken.getMessage()
                            + "; choose another http.port, or -1 for none",
                    taken);
        }
    }

    public WebServer health(BooleanSupplier live, Supplier<List<String>> notReady) {
        get("/health/live", () -> live.getAsBoolean() ? Answer.text(200, "live") : Answer.text(503, "failed"));
        return get("/health/ready", () -> {
            List<String> reasons = notReady.get();
            return reasons.isEmpty() ? Answer.text(200, "ready") : Answer.text(503, String.join("\n", reasons));
        });
    }

    /** Serves metrics in Prometheus' text format under {@code /metrics}. */
    public WebServer metrics(Supplier<String> scrape) {
        return get(
                "/metrics",
                () -> new Answer(
                        200,
                        "text/plain; version=0.0.4; charset=utf-8",
                        scrape.get().getBytes(StandardCharsets.UTF_8)));
    }

    /** Serves the supplier's value as JSON. */
    public WebServer json(String path, Supplier<?> value) {
        return get(path, () -> {
            try {
                return new Answer(200, "application/json", JSON.writeValueAsBytes(value.get()));
            } catch (JsonProcessingException unwritable) {
                throw new IllegalStateException("no JSON for " + path, unwritable);
            }
        });
    }

    /** Answers GET and HEAD requests for exactly this path. */
    public WebServer get(String path, Supplier<Answer> answer) {
        server.createContext(path, exchange -> {
            try (exchange) {
                send(exchange, answer(exchange, path, answer));
            }
        });
        return this;
    }

    private static Answer answer(HttpExchange exchange, String path, Supplier<Answer> answer) {
        if (!exchange.getRequestURI().getPath().equals(path)) {
            return Answer.text(404, "not found");
        }
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            return Answer.text(405, "only GET and HEAD");
        }
        try {
            return answer.get();
        } catch (RuntimeException failed) {
            return Answer.text(500, "failed: " + failed.getMessage());
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", answer.type());
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(answer.status(), head ? -1 : answer.body().length);
        if (!head) {
            exchange.getResponseBody().write(answer.body());
        }
    }

    public WebServer start() {
        server.start();
        return this;
    }

    /** The port on which the server listens. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
