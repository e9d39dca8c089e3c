package io.lacuna.benchmarks.fuzz;

import io.lacuna.benchmarks.fuzz.Watched.RefusedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/**
 * Sends bytes to an HTTP server and reads its answer. A request hangs if it is not answered in time and a plain request that
 * is sent then is: a machine that is busy with other work delays both.
 */
final class HttpProbe {
    private static final byte[] PLAIN = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);
    private static final int STATUS_LINE = 15;

    /** However busy the machine is, no answer within this many waits is a hang. */
    private static final int MOST_WAITS = 24;

    private final int port;
    private final int waitMs;

    /**
     * @param waitMs time in which an answer is due
     */
    HttpProbe(int port, int waitMs) {
        this.port = port;
        this.waitMs = waitMs;
    }

    /**
     * Returns the beginning of the answer.
     *
     * @throws RefusedException if the server closes the connection
     * @throws IllegalStateException if the request hangs
     */
    String request(byte[] bytes) throws RefusedException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            StringBuilder answer = new StringBuilder();
            for (int waits = 1; ; ) {
                try {
                    int next = answer.length() == STATUS_LINE
                            ? -1
                            : socket.getInputStream().read();
                    if (next < 0) {
                        return answer.isEmpty() ? "closed" : answer.toString();
                    }
                    answer.append((char) next);
                } catch (SocketTimeoutException silent) {
                    if (waits++ == MOST_WAITS || isPlainAnswered()) {
                        throw new IllegalStateException(
                                "no answer within " + waitMs + " ms, and a plain request was answered", silent);
                    }
                }
            }
        } catch (IOException closed) {
            throw new RefusedException("closed: " + closed.getMessage());
        }
    }

    private boolean isPlainAnswered() throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(PLAIN);
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException busy) {
            return false;
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(waitMs);
        socket.setSoLinger(true, 0); // Leaves no port in TIME_WAIT.
        return socket;
    }
}
