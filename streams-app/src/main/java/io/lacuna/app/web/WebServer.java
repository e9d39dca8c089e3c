package io.lacuna.app.web;

import io.lacuna.streams.errors.SetupException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.LowResourceMonitor;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small HTTP server for health, metrics, status and calls, by Jetty. Clients that are slow hold a connection, not a
 * thread. Health is answered by a thread of its own, so that it does not wait for other pages; calls have two threads and a
 * short queue, and are refused beyond it.
 *
 * <pre>{@code
 * try (WebServer web = WebServer.listen("127.0.0.1", 8088)
 *         .health(app::isAlive, app::notReady)
 *         .metrics(app.meters()::scrape)
 *         .json("/api/status", app::status)
 *         .post("/api/impute", 1 << 20, calls::answer)
 *         .start()) { ... }
 * }</pre>
 */
public final class WebServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
    private static final int PAGE_THREADS = 4;
    private static final int CALL_THREADS = 2;

    /** Calls that wait for a thread; more are refused. */
    private static final int CALLS_WAITING = 16;

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
    private final EventStreams streams = new EventStreams();
    private final Routes routes;
    private final ExecutorService health = Executors.newSingleThreadExecutor(work -> daemon(work, "lacuna-health"));
    private final ExecutorService others =
            Executors.newFixedThreadPool(PAGE_THREADS, work -> daemon(work, "lacuna-web"));
    private final ExecutorService calls = new ThreadPoolExecutor(
            CALL_THREADS,
            CALL_THREADS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(CALLS_WAITING),
            work -> daemon(work, "lacuna-calls"));

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
        routes = new Routes(HostNames.of(bound, List.of()), streams);
        server.addConnector(connector);
        server.setHandler(routes);
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
        routes.allow(HostNames.of(bound, names));
        return this;
    }

    /** Passes each text answer through this. */
    public WebServer hide(UnaryOperator<String> hidden) {
        routes.hide(hidden);
        return this;
    }

    public WebServer health(BooleanSupplier live, Supplier<List<String>> notReady) {
        routes.add(HttpMethod.GET, "/health/live", new Routes.Page(call -> live(live), health, Routes.NO_BODY));
        routes.add(
                HttpMethod.GET,
                "/health/ready",
                new Routes.Page(call -> ready(notReady.get()), health, Routes.NO_BODY));
        return this;
    }

    private static Answer live(BooleanSupplier live) {
        return live.getAsBoolean() ? Answer.text(200, "live") : Answer.text(503, "failed");
    }

    private static Answer ready(List<String> reasons) {
        return reasons.isEmpty() ? Answer.text(200, "ready") : Answer.text(503, String.join("\n", reasons));
    }

    /** Serves metrics in Prometheus' text format under {@code /metrics}. */
    public WebServer metrics(Supplier<String> scrape) {
        return get(
                "/metrics",
                () -> Answer.of(
                        200,
                        "text/plain; version=0.0.4; charset=utf-8",
                        scrape.get().getBytes(StandardCharsets.UTF_8)));
    }

    /** Serves the supplier's value as JSON. */
    public WebServer json(String path, Supplier<?> value) {
        return get(path, () -> Answer.json(value.get()));
    }

    /** Answers GET and HEAD requests for exactly this path. */
    public WebServer get(String path, Supplier<Answer> answer) {
        routes.add(HttpMethod.GET, path, new Routes.Page(call -> answer.get(), others, Routes.NO_BODY));
        return this;
    }

    /**
     * Answers POST requests for exactly this path.
     *
     * @param mostBytes of a body; a larger one is refused
     */
    public WebServer post(String path, int mostBytes, Function<Call, Answer> answer) {
        routes.add(HttpMethod.POST, path, new Routes.Page(answer, calls, mostBytes));
        return this;
    }

    /**
     * Sends events to whoever asks for exactly this path, once a second.
     *
     * @param feed makes the feed of a viewer
     */
    public WebServer events(String path, Function<Call, EventFeed> feed) {
        streams.add(path, feed);
        routes.add(HttpMethod.GET, path, new Routes.Page(call -> Routes.busy(), others, Routes.NO_BODY));
        return this;
    }

    /** The methods that are answered, by path. */
    public Map<String, Set<String>> paths() {
        return routes.paths();
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
        streams.close();
        try {
            server.stop();
            connector.close();
        } catch (Exception failed) { // Jetty declares no narrower class.
            LOG.warn("the HTTP server did not stop cleanly", failed);
        }
        health.shutdownNow();
        others.shutdownNow();
        calls.shutdownNow();
    }
}
