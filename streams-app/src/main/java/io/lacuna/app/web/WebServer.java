package io.lacuna.app.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.streams.errors.SetupException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
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
    private static final int THREADS = 4;
    private static final Map<Integer, String> WORDS = Map.of(
            200,
            "OK",
            400,
            "Bad Request",
            404,
            "Not Found",
            405,
            "Method Not Allowed",
            421,
            "Misdirected Request",
            500,
            "Internal Server Error",
            503,
            "Service Unavailable");

    private static final DateTimeFormatter DATE = DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

    private final HttpLoop loop;
    private final Map<String, Page> pages = new ConcurrentHashMap<>();

    /** Health has a thread of its own, so that no page is before it. */
    private final ExecutorService health = Executors.newSingleThreadExecutor(work -> daemon(work, "lacuna-health"));

    private final ExecutorService others = Executors.newFixedThreadPool(THREADS, work -> daemon(work, "lacuna-web"));
    private UnaryOperator<String> shown = UnaryOperator.identity();
    private HostNames hosts;

    /** What is at a path, and who makes it. */
    private record Page(Supplier<Answer> answer, ExecutorService maker) {}

    private WebServer(InetSocketAddress address) throws IOException {
        loop = new HttpLoop(address, new Pages());
        hosts = HostNames.of(loop.address().getAddress(), List.of());
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
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
            return new WebServer(new InetSocketAddress(host, port));
        } catch (IOException | RuntimeException taken) {
            throw new SetupException(
                    "cannot listen on " + host + ":" + port + ": " + taken.getMessage()
                            + "; choose another http.port, or -1 for none",
                    taken);
        }
    }

    /** Answers requests to these host names too, or where some are given to none but them and addresses. */
    public WebServer allow(List<String> names) {
        hosts = HostNames.of(loop.address().getAddress(), names);
        return this;
    }

    /** Passes each text answer through this. */
    public WebServer hide(UnaryOperator<String> hidden) {
        shown = hidden;
        return this;
    }

    public WebServer health(BooleanSupplier live, Supplier<List<String>> notReady) {
        pages.put(
                "/health/live",
                new Page(() -> live.getAsBoolean() ? Answer.text(200, "live") : Answer.text(503, "failed"), health));
        pages.put(
                "/health/ready",
                new Page(
                        () -> {
                            List<String> reasons = notReady.get();
                            return reasons.isEmpty()
                                    ? Answer.text(200, "ready")
                                    : Answer.text(503, String.join("\n", reasons));
                        },
                        health));
        return this;
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
        pages.put(path, new Page(answer, others));
        return this;
    }

    /** Finds the page of a request, and has it made by the page's own thread. */
    private final class Pages implements HttpLoop.Handler {
        @Override
        public void handle(Request request, HttpLoop.Reply reply) {
            Page page = pages.get(request.path());
            if (page == null) {
                reply.answer(bytes(Answer.text(404, "not found"), request));
            } else {
                try {
                    page.maker().execute(() -> reply.answer(bytes(hidden(answer(page, request)), request)));
                } catch (RejectedExecutionException closing) {
                    reply.answer(bytes(Answer.text(503, "closing"), request));
                }
            }
        }

        @Override
        public byte[] malformed(String why) {
            return bytes(Answer.text(400, why), new Request("GET", "", null, false, 0));
        }
    }

    private Answer hidden(Answer answer) {
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        String safe = shown.apply(text);
        return safe.equals(text)
                ? answer
                : new Answer(answer.status(), answer.type(), safe.getBytes(StandardCharsets.UTF_8));
    }

    private Answer answer(Page page, Request request) {
        if (!hosts.isAllowed(request.host())) {
            return Answer.text(421, "this host name is not one of http.hosts");
        }
        if (!isRead(request)) {
            return Answer.text(405, "only GET and HEAD");
        }
        try {
            return page.answer().get();
        } catch (RuntimeException failed) {
            return Answer.text(500, "failed: " + failed.getMessage());
        }
    }

    private static boolean isRead(Request request) {
        return request.method().equals("GET") || request.method().equals("HEAD");
    }

    private static byte[] bytes(Answer answer, Request request) {
        String head = "HTTP/1.1 " + answer.status() + " " + WORDS.getOrDefault(answer.status(), "Status")
                + "\r\nDate: " + DATE.format(Instant.now())
                + "\r\nContent-Type: " + answer.type()
                + "\r\nX-Content-Type-Options: nosniff"
                + (answer.status() == 405 ? "\r\nAllow: GET, HEAD" : "")
                + (request.stays() ? "" : "\r\nConnection: close")
                + "\r\nContent-Length: " + answer.body().length + "\r\n\r\n";
        byte[] start = head.getBytes(StandardCharsets.ISO_8859_1);
        if (request.method().equals("HEAD")) {
            return start;
        }
        byte[] all = Arrays.copyOf(start, start.length + answer.body().length);
        System.arraycopy(answer.body(), 0, all, start.length, answer.body().length);
        return all;
    }

    public WebServer start() {
        loop.start();
        return this;
    }

    /** The port on which the server listens. */
    public int port() {
        return loop.address().getPort();
    }

    @Override
    public void close() {
        loop.close();
        health.shutdownNow();
        others.shutdownNow();
    }
}
