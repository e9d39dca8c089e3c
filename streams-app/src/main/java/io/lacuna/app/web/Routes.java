package io.lacuna.app.web;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/**
 * What is at each path. Finds the page of a request and has it made by the page's own threads; Jetty's threads never wait. Safe
 * for concurrent use; pages are added before the server starts.
 */
final class Routes extends Handler.Abstract {
    static final int NO_BODY = 0;

    /** Bodies that may arrive at the same time; more are refused. */
    private static final int MOST_BODIES = 32;

    private final Map<String, Map<String, Page>> pages = new ConcurrentHashMap<>();
    private final AtomicInteger bodies = new AtomicInteger();
    private final EventStreams streams;
    private UnaryOperator<String> shown = UnaryOperator.identity();
    private HostNames hosts;

    /**
     * What is at a path for one method, and which threads make it.
     *
     * @param mostBytes of the body that is read
     */
    record Page(Function<Call, Answer> answer, ExecutorService makers, int mostBytes) {}

    /** @param hosts names of this server that requests may have */
    Routes(HostNames hosts, EventStreams streams) {
        this.hosts = hosts;
        this.streams = streams;
    }

    void allow(HostNames names) {
        hosts = names;
    }

    void hide(UnaryOperator<String> hidden) {
        shown = hidden;
    }

    void add(HttpMethod method, String path, Page page) {
        pages.computeIfAbsent(path, first -> new ConcurrentHashMap<>()).put(method.asString(), page);
    }

    /** The methods that are answered, by path. */
    Map<String, Set<String>> paths() {
        Map<String, Set<String>> all = new TreeMap<>();
        pages.forEach((path, methods) -> all.put(path, new TreeSet<>(methods.keySet())));
        return all;
    }

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

    private static Answer notAllowed(Map<String, Page> methods) {
        TreeSet<String> allowed = new TreeSet<>(methods.keySet());
        if (allowed.contains(HttpMethod.GET.asString())) {
            allowed.add(HttpMethod.HEAD.asString());
        }
        return Answer.text(HttpStatus.METHOD_NOT_ALLOWED_405, "only " + String.join(" and ", allowed))
                .with(HttpHeader.ALLOW.asString(), String.join(", ", allowed));
    }

    static Answer busy() {
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
}
