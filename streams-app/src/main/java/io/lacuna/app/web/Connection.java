package io.lacuna.app.web;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection: one request at a time, read, answered, written. Only the thread of the {@link HttpLoop} uses it.
 *
 * <pre>
 * reading --request complete--&gt; answering --answer--&gt; writing --all written--&gt; reading, or draining and closed
 * </pre>
 *
 * <p>Each state but answering has a deadline: a client that is slow costs its buffer, no thread.
 */
final class Connection {
    private static final long IDLE_NANOS = 30_000_000_000L;
    private static final long REQUEST_NANOS = 5_000_000_000L;
    private static final long ANSWER_NANOS = 10_000_000_000L;

    /** A client that still sends when it is answered would lose the answer if the connection were closed at once. */
    private static final long DRAIN_NANOS = 1_000_000_000L;

    private final SocketChannel channel;
    private final SelectionKey key;
    private byte[] received = new byte[512];
    private int length;
    private @Nullable ByteBuffer answer;
    private boolean answering;
    private boolean draining;
    private boolean stays;
    private long deadline;

    Connection(SocketChannel channel, SelectionKey key, long now) {
        this.channel = channel;
        this.key = key;
        deadline = now + REQUEST_NANOS;
    }

    /**
     * Reads what has come.
     *
     * @return a request that is complete; null otherwise
     */
    @Nullable
    Request read(long now) throws IOException, Request.MalformedException {
        if (draining) {
            if (channel.read(ByteBuffer.wrap(received)) < 0) {
                close();
            }
            return null;
        }
        if (length == received.length) {
            received = Arrays.copyOf(received, Math.min(2 * length, Request.MOST_BYTES));
        }
        int read = channel.read(ByteBuffer.wrap(received, length, received.length - length));
        if (read < 0) {
            close();
            return null;
        }
        if (length == 0 && read > 0) {
            deadline = now + REQUEST_NANOS;
        }
        length += read;
        return request();
    }

    private @Nullable Request request() throws Request.MalformedException {
        Request request = Request.parse(received, length);
        if (request != null) {
            length -= request.bytes();
            System.arraycopy(received, request.bytes(), received, 0, length);
            answering = true;
            key.interestOps(0);
        }
        return request;
    }

    /**
     * Begins to write an answer.
     *
     * @param more whether another request may follow
     */
    void answer(byte[] bytes, boolean more, long now) {
        answering = false;
        stays = more;
        answer = ByteBuffer.wrap(bytes);
        deadline = now + ANSWER_NANOS;
        key.interestOps(SelectionKey.OP_WRITE);
    }

    /**
     * Writes what the client takes.
     *
     * @return the next request, where the client has sent it already; null otherwise
     */
    @Nullable
    Request write(long now) throws IOException, Request.MalformedException {
        ByteBuffer rest = answer;
        if (rest == null) {
            return null;
        }
        channel.write(rest);
        if (rest.hasRemaining()) {
            return null;
        }
        answer = null;
        key.interestOps(SelectionKey.OP_READ);
        if (!stays) {
            draining = true;
            deadline = now + DRAIN_NANOS;
            channel.shutdownOutput();
            return null;
        }
        deadline = now + (length > 0 ? REQUEST_NANOS : IDLE_NANOS);
        return request();
    }

    boolean isLate(long now) {
        return !answering && now - deadline > 0;
    }

    /** Whether it may be closed to make room for another one. */
    boolean mayGo() {
        return !answering && answer == null;
    }

    long deadline() {
        return deadline;
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    void close() {
        key.cancel();
        try {
            channel.close();
        } catch (IOException gone) {
            // It is closed either way.
        }
    }
}
