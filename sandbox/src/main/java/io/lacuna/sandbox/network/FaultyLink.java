package io.lacuna.sandbox.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A port on the loopback interface in front of a service, with the faults of a network between: latency, a throttle,
 * bytes that never arrive in one direction or both, connections that are reset or refused. A fault holds for open and
 * new connections until the next one. Safe for concurrent use.
 *
 * <pre>{@code
 * try (FaultyLink link = FaultyLink.to(9092)) {
 *     link.blackhole();                         // nothing arrives, and no end is told
 *     link.pass();                              // what was held back arrives now
 * }
 * }</pre>
 */
public final class FaultyLink implements AutoCloseable {
    private static final int PIECE = 64 * 1024;
    private static final Fault NONE = new Fault(true, true, Duration.ZERO, 0);

    private final int port;
    private final int service;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile ServerSocket listening;
    private Fault fault = NONE;
    private boolean closed;

    /**
     * @param there whether bytes reach the service
     * @param back whether its answers reach the client
     * @param latency of each piece, either way
     * @param bytesPerSecond of each connection, either way; 0 for no limit
     */
    private record Fault(boolean there, boolean back, Duration latency, int bytesPerSecond) {}

    private FaultyLink(int service) throws IOException {
        this.service = service;
        listening = bind(0);
        port = listening.getLocalPort();
        accept(listening);
    }

    /** A link to this port of the loopback interface, which may begin to listen later. */
    public static FaultyLink to(int service) throws IOException {
        return new FaultyLink(service);
    }

    private static ServerSocket bind(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    /** The port that clients connect to. */
    public int port() {
        return port;
    }

    /** No fault; what was held back arrives. */
    public void pass() {
        set(NONE);
    }

    /** Each piece of bytes takes this long, either way. */
    public void latency(Duration each) {
        set(new Fault(true, true, each, 0));
    }

    /** Each connection carries this many bytes a second, either way. */
    public void throttle(int bytesPerSecond) {
        set(new Fault(true, true, Duration.ZERO, bytesPerSecond));
    }

    /** Connections are accepted and stay open, and nothing arrives. */
    public void blackhole() {
        set(new Fault(false, false, Duration.ZERO, 0));
    }

    /** Requests arrive at the service, and its answers do not come back. */
    public void halfOpen() {
        set(new Fault(true, false, Duration.ZERO, 0));
    }

    /** Refuses connections and resets open ones, as if the service were gone. */
    public synchronized void refuse() {
        try {
            listening.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        reset();
    }

    /** Resets every open connection. */
    public void reset() {
        // First all of them: when one end is closed, the thread that carries its bytes closes the other.
        each(socket -> socket.setSoLinger(true, 0));
        each(Socket::close);
        open.clear();
    }

    private interface Change {
        void of(Socket socket) throws IOException;
    }

    private void each(Change change) {
        for (Socket socket : open) {
            try {
                change.of(socket);
            } catch (IOException gone) {
                // It was closed at the same time.
            }
        }
    }

    private synchronized void set(Fault next) {
        fault = next;
        notifyAll();
        if (listening.isClosed() && !closed) {
            try {
                listening = bind(port);
            } catch (IOException taken) {
                throw new UncheckedIOException(taken);
            }
            accept(listening);
        }
    }

    private void accept(ServerSocket socket) {
        daemon(() -> {
            while (!socket.isClosed()) {
                try {
                    connect(socket, socket.accept());
                } catch (IOException refused) {
                    // Connections are refused from now on, or the service does not listen: the client's is closed.
                }
            }
        });
    }

    private void connect(ServerSocket through, Socket client) throws IOException {
        Socket to;
        try {
            to = new Socket(InetAddress.getLoopbackAddress(), service);
        } catch (IOException refused) {
            client.close();
            throw refused;
        }
        client.setTcpNoDelay(true);
        to.setTcpNoDelay(true);
        open.add(client);
        open.add(to);
        if (through.isClosed()) {
            reset(); // Accepted just before connections were refused.
        }
        daemon(() -> carry(client, to, true));
        daemon(() -> carry(to, client, false));
    }

    private void carry(Socket from, Socket to, boolean there) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] piece = new byte[PIECE];
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                for (int sent = 0; sent < read; ) {
                    int next = await(there, read - sent);
                    out.write(piece, sent, next);
                    sent += next;
                }
            }
        } catch (IOException gone) {
            // Either end closed the connection, or it was reset.
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    /** Waits as long as the fault asks for; returns how many of the bytes may go then. */
    private int await(boolean there, int bytes) throws InterruptedException, IOException {
        Fault now;
        synchronized (this) {
            while (!closed && !(there ? fault.there() : fault.back())) {
                wait();
            }
            if (closed) {
                throw new IOException("closed");
            }
            now = fault;
        }
        Thread.sleep(now.latency().toMillis());
        if (now.bytesPerSecond() == 0) {
            return bytes;
        }
        int most = Math.max(1, now.bytesPerSecond() / 10);
        int next = Math.min(bytes, most);
        Thread.sleep(1_000L * next / now.bytesPerSecond());
        return next;
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "faulty-link");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
            listening.close();
            notifyAll();
        }
        reset();
    }
}
