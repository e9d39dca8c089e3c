package io.lacuna.app.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.streams.errors.SetupException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.LowResourceMonitor;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small HTTP server for health, metrics and status, by Jetty. Clients that are slow hold a connection, not a thread.
 * Health is answered by a thread of its own, so that it does not wait for other pages.
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
    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGE_THREADS = 4;

    /** Jetty needs a thread to accept, one to select, and a few that read requests and never wait. */
    private static final int JETTY_THREADS = 10;

    private static final int BACKLOG = 1_024;
    private static final int MOST_HEAD_BYTES = 8 * 1_024;
    private static final int IDLE_MS = 10_000;

    /** With more connections than this, quiet ones are closed sooner. */
    private static final int MANY_CONNECTIONS = 1_000;

    private static final int IDLE_AMONG_MANY_MS = 1_000;

    private final Server server;
    private final ServerConnector connector;
    private final InetAddress bound;
    private final Map<String, Page> pages = new ConcurrentHashMap<>();
    private final ExecutorService health = Executors.newSingleThreadExecutor(work -> daemon(work, "lacuna-health"));
    private final ExecutorService others =
            Executors.newFixedThreadPool(PAGE_THREADS, work -> daemon(work, "lacuna-web"));
    private UnaryOperator<String> shown = UnaryOperator.identity();
    private HostNames hosts;

    /** What is at a path, and which threads make it. */
    private record Page(Supplier<Answer> answer, ExecutorService makers) {}

    private WebServer(String host, int port) throws IOException {
        QueuedThreadPool threads = new QueuedThreadPool(JETTY_THREADS, 1);
        threads.setName("lacuna-http");
        threads.setDaemon(true);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(MOST_HEAD_BYTES);
        server = new Server(threads);
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(host);
        connector.setPort(port);
        connector.setAcceptQueueSize(BACKLOG);
        connector.setIdleTimeout(IDLE_MS);
        connector.open();
        bound = new InetSocketAddress(host, port).getAddress();
        hosts = HostNames.of(bound, List.of());
        server.addConnector(connector);
        server.setHandler(new Pages());
        server.addBean(soonerAmongMany(server));
    }

    private static LowResourceMonitor soonerAmongMany(Server server) {
        LowResourceMonitor monitor = new LowResourceMonitor(server);
        monitor.setMonitorThreads(false);
        monitor.setMaxMemory(0);
        monitor.addLowResourceCheck(monitor.new MaxConnectionsLowResourceCheck(MANY_CONNECTIONS));
        monitor.setLowResourcesIdleTimeout(IDLE_AMONG_MANY_MS);
        return monitor;
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
        return listen(host, port, "http.port");
    }

    /**
     * As {@link #listen(String, int)}.
     *
     * @param key configuration key of the port, for the error
     */
    public static WebServer listen(String host, int port, String key) {
        try {
            return new WebServer(host, port);
        } catch (IOException | RuntimeException taken) {
            throw new SetupException(
                    "cannot listen on " + host + ":" + port + ": " + taken.getMessage() + "; choose another " + key
                            + ", or -1 for none",
                    taken);
        }
    }

    /** Answers requests to these host names too, or where some are given to none but them and addresses. */
    public WebServer allow(List<String> names) {
        hosts = HostNames.of(bound, names);
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

    /** Finds the page of a request, and has it made by the page's own threads. */
    private final class Pages extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback done) {
            Page page = pages.get(Request.getPathInContext(request));
            if (page == null) {
                send(Answer.text(HttpStatus.NOT_FOUND_404, "not found"), response, done);
                return true;
            }
            try {
                page.makers().execute(() -> send(hidden(answer(page, request)), response, done));
            } catch (RejectedExecutionException closing) {
                send(Answer.text(HttpStatus.SERVICE_UNAVAILABLE_503, "closing"), response, done);
            }
            return true;
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
        if (!hosts.isAllowed(request.getHeaders().get(HttpHeader.HOST))) {
            return Answer.text(HttpStatus.MISDIRECTED_REQUEST_421, "this host name is not one of http.hosts");
        }
        if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
            return Answer.text(HttpStatus.METHOD_NOT_ALLOWED_405, "only GET and HEAD");
        }
        try {
            return page.answer().get();
        } catch (RuntimeException failed) {
            return Answer.text(HttpStatus.INTERNAL_SERVER_ERROR_500, "failed: " + failed.getMessage());
        }
    }

    private static void send(Answer answer, Response response, Callback done) {
        response.setStatus(answer.status());
        response.getHeaders()
                .put(HttpHeader.CONTENT_TYPE, answer.type())
                .put("X-Content-Type-Options", "nosniff")
                .put(HttpHeader.CONTENT_LENGTH, answer.body().length);
        if (answer.status() == HttpStatus.METHOD_NOT_ALLOWED_405) {
            response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
        }
        response.write(true, ByteBuffer.wrap(answer.body()), done);
    }

    /**
     * Begins to answer.
     *
     * @throws SetupException where the server cannot start
     */
    public WebServer start() {
        try {
            server.start();
        } catch (Exception failed) { // Jetty declares no narrower class.
            throw new SetupException("the HTTP server cannot start: " + failed.getMessage(), failed);
        }
        return this;
    }

    /** The port on which the server listens. */
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.stop();
            connector.close();
        } catch (Exception failed) { // Jetty declares no narrower class.
            LOG.warn("the HTTP server did not stop cleanly", failed);
        }
        health.shutdownNow();
        others.shutdownNow();
    }
}
