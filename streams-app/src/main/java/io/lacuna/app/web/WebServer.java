package io.lacuna.app.web;

import io.lacuna.streams.errors.SetupException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
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
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
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

    /** Bodies that may arrive at the same time; more are refused. */
    private static final int MOST_BODIES = 32;

    private static final int NO_BODY = 0;

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
    private final Map<String, Map<String, Page>> pages = new ConcurrentHashMap<>();
    private final AtomicInteger bodies = new AtomicInteger();
    private final EventStreams streams = new EventStreams();
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
    private UnaryOperator<String> shown = UnaryOperator.identity();
    private HostNames hosts;

    /**
     * What is at a path for one method, and which threads make it.
     *
     * @param mostBytes of the body that is read
     */
    private record Page(Function<Call, Answer> answer, ExecutorService makers, int mostBytes) {}

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
        page(HttpMethod.GET, "/health/live", new Page(call -> live(live), health, NO_BODY));
        page(HttpMethod.GET, "/health/ready", new Page(call -> ready(notReady.get()), health, NO_BODY));
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
        page(HttpMethod.GET, path, new Page(call -> answer.get(), others, NO_BODY));
        return this;
    }

    /**
     * Answers POST requests for exactly this path.
     *
     * @param mostBytes of a body; a larger one is refused
     */
    public WebServer post(String path, int mostBytes, Function<Call, Answer> answer) {
        page(HttpMethod.POST, path, new Page(answer, calls, mostBytes));
        return this;
    }

    /**
     * Sends events to whoever asks for exactly this path, once a second.
     *
     * @param feed makes the feed of a viewer
     */
    public WebServer events(String path, Function<Call, EventFeed> feed) {
        streams.add(path, feed);
        page(HttpMethod.GET, path, new Page(call -> busy(), others, NO_BODY));
        return this;
    }

    private void page(HttpMethod method, String path, Page page) {
        pages.computeIfAbsent(path, first -> new ConcurrentHashMap<>()).put(method.asString(), page);
    }

    /** The methods that are answered, by path. */
    public Map<String, Collection<String>> paths() {
        Map<String, Collection<String>> all = new TreeMap<>();
        pages.forEach((path, methods) -> all.put(path, new TreeSet<>(methods.keySet())));
        return all;
    }

    /** Finds the page of a request, and has it made by the page's own threads. */
    private final class Pages extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback done) {
            String path = Request.getPathInContext(request);
            Map<String, Page> methods = pages.get(path);
            String method = HttpMethod.HEAD.is(request.getMethod()) ? HttpMethod.GET.asString() : request.getMethod();
            Page page = methods == null ? null : methods.get(method);
            if (methods == null) {
                send(Answer.text(HttpStatus.NOT_FOUND_404, "not found"), response, done);
            } else if (!hosts.isAllowed(request.getHeaders().get(HttpHeader.HOST))) {
                send(
                        Answer.text(HttpStatus.MISDIRECTED_REQUEST_421, "this host name is not one of http.hosts"),
                        response,
                        done);
            } else if (page == null) {
                send(notAllowed(methods), response, done);
            } else if (streams.has(path) && HttpMethod.GET.is(request.getMethod())) {
                watch(path, page, call(request, new byte[0]), response, done);
            } else if (page.mostBytes() == NO_BODY) {
                make(page, call(request, new byte[0]), response, done);
            } else {
                read(page, request, response, done);
            }
            return true;
        }

        private void watch(String path, Page page, @Nullable Call call, Response response, Callback done) {
            if (call == null || !streams.open(path, call, response, done, shown)) {
                make(page, call, response, done);
            }
        }

        private void read(Page page, Request request, Response response, Callback done) {
            if (bodies.incrementAndGet() > MOST_BODIES) {
                bodies.decrementAndGet();
                send(busy(), response, done);
                return;
            }
            new BodyReader(
                            request,
                            page.mostBytes(),
                            body -> {
                                bodies.decrementAndGet();
                                make(page, call(request, body), response, done);
                            },
                            refusal -> {
                                bodies.decrementAndGet();
                                send(refusal, response, done);
                            },
                            failure -> {
                                bodies.decrementAndGet();
                                done.failed(failure);
                            })
                    .run();
        }

        private void make(Page page, @Nullable Call call, Response response, Callback done) {
            if (call == null) {
                send(Answer.refusal(HttpStatus.BAD_REQUEST_400, "the query cannot be read"), response, done);
                return;
            }
            try {
                page.makers().execute(() -> send(hidden(answer(page, call)), response, done));
            } catch (RejectedExecutionException tooMany) {
                send(busy(), response, done);
            }
        }
    }

    private static Answer notAllowed(Map<String, Page> methods) {
        TreeSet<String> allowed = new TreeSet<>(methods.keySet());
        if (allowed.contains(HttpMethod.GET.asString())) {
            allowed.add(HttpMethod.HEAD.asString());
        }
        return Answer.text(HttpStatus.METHOD_NOT_ALLOWED_405, "only " + String.join(" and ", allowed))
                .with(HttpHeader.ALLOW.asString(), String.join(", ", allowed));
    }

    private static Answer busy() {
        return Answer.refusal(HttpStatus.SERVICE_UNAVAILABLE_503, "too many calls at once; try again")
                .with(HttpHeader.RETRY_AFTER.asString(), "1");
    }

    /** The request as a call; null if its query is malformed. */
    private static @Nullable Call call(Request request, byte[] body) {
        Map<String, String> query = new HashMap<>();
        try {
            for (Fields.Field field : Request.extractQueryParameters(request)) {
                query.put(field.getName(), String.valueOf(field.getValue()));
            }
        } catch (RuntimeException malformed) {
            return null;
        }
        return new Call(
                query, header(request, HttpHeader.CONTENT_TYPE), header(request, HttpHeader.AUTHORIZATION), body);
    }

    private static String header(Request request, HttpHeader name) {
        String value = request.getHeaders().get(name);
        return value == null ? "" : value;
    }

    private Answer hidden(Answer answer) {
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        String safe = shown.apply(text);
        return safe.equals(text)
                ? answer
                : new Answer(answer.status(), answer.type(), safe.getBytes(StandardCharsets.UTF_8), answer.headers());
    }

    private static Answer answer(Page page, Call call) {
        try {
            return page.answer().apply(call);
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
        answer.headers().forEach((name, value) -> response.getHeaders().put(name, value));
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
