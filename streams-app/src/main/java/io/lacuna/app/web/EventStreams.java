package io.lacuna.app.web;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Viewers of event streams. Once a second one thread asks the feed of each viewer and sends what it gives. A viewer that has
 * not taken the last events gets none meanwhile, so nothing piles up; its connection ends by the server's idle timeout. Without
 * a viewer nothing runs. Safe to share between threads.
 */
final class EventStreams implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);

    /** More are refused. */
    static final int MOST_VIEWERS = 32;

    private static final long EVERY_MS = 1_000;

    private final Map<String, Function<Call, EventFeed>> feeds = new ConcurrentHashMap<>();
    private final Set<Viewer> viewers = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clock;

    /** Whether there will be a next second; guarded by this. */
    private boolean ticking;

    EventStreams() {
        clock = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "lacuna-events");
            thread.setDaemon(true);
            return thread;
        });
    }

    void add(String path, Function<Call, EventFeed> feed) {
        feeds.put(path, feed);
    }

    boolean has(String path) {
        return feeds.containsKey(path);
    }

    Set<String> paths() {
        return feeds.keySet();
    }

    /**
     * Begins to send events, if there are not too many viewers.
     *
     * @return whether it does
     */
    boolean open(String path, Call call, Response response, Callback done, UnaryOperator<String> shown) {
        Function<Call, EventFeed> feed = feeds.get(path);
        if (feed == null || viewers.size() >= MOST_VIEWERS) {
            return false;
        }
        response.setStatus(HttpStatus.OK_200);
        response.getHeaders()
                .put(HttpHeader.CONTENT_TYPE, "text/event-stream; charset=utf-8")
                .put(HttpHeader.CACHE_CONTROL, "no-store")
                .put("X-Content-Type-Options", "nosniff");
        Viewer viewer = new Viewer(feed.apply(call), response, done, shown);
        try {
            synchronized (this) {
                viewers.add(viewer);
                clock.execute(viewer::tick);
                if (!ticking) {
                    ticking = true;
                    clock.schedule(this::tick, EVERY_MS, TimeUnit.MILLISECONDS);
                }
            }
        } catch (RejectedExecutionException closing) {
            viewer.end();
        }
        return true;
    }

    private void tick() {
        viewers.forEach(Viewer::tick);
        synchronized (this) {
            ticking = !viewers.isEmpty() && !clock.isShutdown();
            if (ticking) {
                clock.schedule(this::tick, EVERY_MS, TimeUnit.MILLISECONDS);
            }
        }
    }

    @Override
    public synchronized void close() {
        clock.shutdownNow();
        viewers.forEach(Viewer::end);
    }

    private final class Viewer {
        private final EventFeed feed;
        private final Response response;
        private final Callback done;
        private final UnaryOperator<String> shown;
        private final AtomicBoolean sending = new AtomicBoolean();

        Viewer(EventFeed feed, Response response, Callback done, UnaryOperator<String> shown) {
            this.feed = feed;
            this.response = response;
            this.done = done;
            this.shown = shown;
        }

        void tick() {
            if (!sending.compareAndSet(false, true)) {
                return; // The last events are not taken yet.
            }
            try {
                response.write(false, bytes(), Callback.from(() -> sending.set(false), this::gone));
            } catch (RuntimeException failed) {
                LOG.debug("no events for a viewer", failed);
                gone(failed);
            }
        }

        /** The events; a comment where there are none, so that a viewer that has left is noticed. */
        private ByteBuffer bytes() {
            StringBuilder text = new StringBuilder();
            for (EventFeed.Event event : feed.next()) {
                text.append("event: ")
                        .append(event.name())
                        .append("\ndata: ")
                        .append(event.data())
                        .append("\n\n");
            }
            String sent = text.isEmpty() ? ":\n\n" : shown.apply(text.toString());
            return ByteBuffer.wrap(sent.getBytes(StandardCharsets.UTF_8));
        }

        private void gone(Throwable why) {
            if (viewers.remove(this)) {
                done.failed(why);
            }
        }

        void end() {
            if (viewers.remove(this) && sending.compareAndSet(false, true)) {
                response.write(true, BufferUtil.EMPTY_BUFFER, done);
            } else {
                done.failed(new CancellationException("closing"));
            }
        }
    }
}
