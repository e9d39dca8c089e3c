package io.lacuna.benchmarks.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A port on the loopback interface in front of a service. While shut, it refuses connections and drops open ones, as if
 * the service were gone; the service itself keeps its state. Safe for concurrent use.
 */
final class Door implements AutoCloseable {
    private final int inner;
    private final int port;
    private final Set<Socket> passing = ConcurrentHashMap.newKeySet();
    private @Nullable ServerSocket listening;

    /** Opens a door to this port of the loopback interface. */
    Door(int inner) throws IOException {
        this.inner = inner;
        listening = bind(0);
        port = listening.getLocalPort();
        accept(listening);
    }

    int port() {
        return port;
    }

    synchronized void open() throws IOException {
        if (listening == null) {
            ServerSocket socket = bind(port);
            listening = socket;
            accept(socket);
        }
    }

    synchronized void shut() throws IOException {
        if (listening != null) {
            listening.close();
            listening = null;
            for (Socket socket : passing) {
                socket.close();
            }
            passing.clear();
        }
    }

    private static ServerSocket bind(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    private void accept(ServerSocket socket) {
        daemon(() -> {
            try {
                while (true) {
                    Socket outer = socket.accept();
                    Socket service = new Socket(InetAddress.getLoopbackAddress(), inner);
                    passing.add(outer);
                    passing.add(service);
                    daemon(() -> pass(outer, service));
                    daemon(() -> pass(service, outer));
                }
            } catch (IOException shut) {
                // No more connections are accepted.
            }
        });
    }

    private void pass(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (SocketException gone) {
            // Either end closed the connection, or the door was shut.
        } catch (IOException broken) {
            // The same, reported by the stream.
        } finally {
            passing.remove(from);
            passing.remove(to);
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "door");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        shut();
    }
}
