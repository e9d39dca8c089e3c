package io.lacuna.app.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that reads and writes all connections without waiting for any of them. The JDK's own server gives each
 * request a thread before it is complete, so that clients who send half a request end its threads.
 */
final class HttpLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpLoop.class);
    private static final int BACKLOG = 1_024;
    private static final int MOST_CONNECTIONS = 2_000;
    private static final long TICK_MS = 250;

    private final Selector selector;
    private final ServerSocketChannel listening;
    private final Handler handler;
    private final Queue<Runnable> answers = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::run, "lacuna-http");
    private int connections;
    private volatile boolean closed;

    /** Answers requests; called on the loop's thread, which must not wait. */
    interface Handler {
        void handle(Request request, Reply reply);

        /** The answer to what is no request. */
        byte[] malformed(String why);
    }

    /** Where the answer to a request goes, from any thread, once. */
    interface Reply {
        void answer(byte[] bytes);
    }

    /** Binds the address; {@link #start} begins to answer. */
    HttpLoop(InetSocketAddress address, Handler handler) throws IOException {
        this.handler = handler;
        selector = Selector.open();
        listening = ServerSocketChannel.open();
        try {
            listening.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            listening.bind(address, BACKLOG);
            listening.configureBlocking(false);
            listening.register(selector, SelectionKey.OP_ACCEPT);
        } catch (IOException | RuntimeException taken) {
            listening.close();
            selector.close();
            throw taken;
        }
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    InetSocketAddress address() {
        try {
            return (InetSocketAddress) listening.getLocalAddress();
        } catch (IOException unbound) {
            throw new UncheckedIOException(unbound);
        }
    }

    private void run() {
        long ticked = System.nanoTime();
        while (!closed) {
            try {
                selector.select(TICK_MS);
                for (Runnable answer = answers.poll(); answer != null; answer = answers.poll()) {
                    answer.run();
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    serve(key, System.nanoTime());
                }
                selector.selectedKeys().clear();
                long now = System.nanoTime();
                if (now - ticked > TICK_MS * 1_000_000) {
                    ticked = now;
                    open().stream().filter(connection -> connection.isLate(now)).forEach(this::end);
                }
            } catch (IOException | RuntimeException failed) {
                LOG.warn("an HTTP connection failed", failed);
            }
        }
    }

    private List<Connection> open() {
        return selector.keys().stream()
                .map(SelectionKey::attachment)
                .flatMap(each -> each instanceof Connection connection ? Stream.of(connection) : Stream.empty())
                .toList();
    }

    private void serve(SelectionKey key, long now) throws IOException {
        if (!(key.attachment() instanceof Connection connection)) {
            accept(now);
            return;
        }
        try {
            Request request = key.isValid() && key.isWritable()
                    ? connection.write(now)
                    : key.isValid() ? connection.read(now) : null;
            if (request != null) {
                handle(connection, request);
            }
            if (!connection.isOpen()) {
                connections--;
            }
        } catch (Request.MalformedException malformed) {
            connection.answer(handler.malformed(String.valueOf(malformed.getMessage())), false, now);
        } catch (IOException | CancelledKeyException gone) {
            end(connection);
        }
    }

    private void handle(Connection connection, Request request) {
        handler.handle(request, bytes -> {
            answers.add(() -> {
                if (connection.isOpen()) {
                    connection.answer(bytes, request.stays(), System.nanoTime());
                }
            });
            selector.wakeup();
        });
    }

    private void accept(long now) throws IOException {
        for (SocketChannel channel = listening.accept(); channel != null; channel = listening.accept()) {
            if (connections >= MOST_CONNECTIONS) {
                makeRoom();
            }
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            key.attach(new Connection(channel, key, now));
            connections++;
        }
    }

    /** Ends the connection that has been quiet for longest. */
    private void makeRoom() {
        @Nullable
        Connection oldest = open().stream()
                .filter(connection -> connection.isOpen() && connection.mayGo())
                .min(Comparator.comparingLong(Connection::deadline))
                .orElse(null);
        if (oldest != null) {
            end(oldest);
        }
    }

    private void end(Connection connection) {
        if (connection.isOpen()) {
            connection.close();
            connections--;
        }
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join(1_000);
            for (Connection connection : open()) {
                connection.close();
            }
            listening.close();
            selector.close();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (IOException gone) {
            // Nothing listens either way.
        }
    }
}
