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
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

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

    /** A client that is slow to ask or to read is cut off: it holds a thread meanwhile. */
    private static final Map<String, String> DEADLINES_S =
            Map.of("sun.net.httpserver.maxReqTime", "5", "sun.net.httpserver.maxRspTime", "10");

    /** More threads than slow clients can occupy for long, so that health requests are still answered. */
    private static final int MOST_THREADS = 256;

    static {
        DEADLINES_S.forEach((key, seconds) -> {
            if (System.getProperty(key) == null) {
                System.setProperty(key, seconds);
            }
        });
    }

    private final HttpServer server;
    private final ExecutorService threads =
            new ThreadPoolExecutor(0, MOST_THREADS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                Thread thread = new Thread(work, "lacuna-web");
                thread.setDaemon(true);
                return thread;
            });
    private UnaryOperator<String> shown = UnaryOperator.identity();
    private HostNames hosts;

    private WebServer(HttpServer server) {
        this.server = server;
        hosts = HostNames.of(server.getAddress().getAddress(), List.of());
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

    /** Answers requests to these host names too, or where some are given to none but them and addresses. */
    public WebServer allow(List<String> names) {
        hosts = HostNames.of(server.getAddress().getAddress(), names);
        return this;
    }

    /** Passes each text answer through this. */
    public WebServer hide(UnaryOperator<String> hidden) {
        shown = hidden;
        return this;
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
                send(exchange, hidden(answer(exchange, path, answer)));
            }
        });
        return this;
    }

    private Answer hidden(Answer answer) {
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        String safe = shown.apply(text);
        return safe.equals(text)
                ? answer
                : new Answer(answer.status(), answer.type(), safe.getBytes(StandardCharsets.UTF_8));
    }

    private Answer answer(HttpExchange exchange, String path, Supplier<Answer> answer) {
        if (!hosts.isAllowed(exchange.getRequestHeaders().getFirst("Host"))) {
            return Answer.text(421, "this host name is not one of http.hosts");
        }
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
