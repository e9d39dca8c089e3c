package io.lacuna.app.web;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * Reads the body of one request without waiting, up to a limit. The rest of a larger body is read and dropped, so that its
 * sender gets the answer. Jetty calls it each time that bytes arrive; one call at a time.
 */
final class BodyReader implements Runnable {
    /** A body is dropped up to this size; then its connection is closed. */
    private static final long MOST_DROPPED = 64L << 20;

    private static final long MOST_NANOS = 30_000_000_000L;

    private final Request request;
    private final int most;
    private final Consumer<byte[]> read;
    private final Consumer<Answer> refused;
    private final Consumer<Throwable> failed;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final long began = System.nanoTime();
    private long size;

    /**
     * One of the three is called, once.
     *
     * @param most bytes that are accepted
     * @param failed receives why the body did not come
     */
    BodyReader(Request request, int most, Consumer<byte[]> read, Consumer<Answer> refused, Consumer<Throwable> failed) {
        this.request = request;
        this.most = most;
        this.read = read;
        this.refused = refused;
        this.failed = failed;
    }

    @Override
    public void run() {
        while (true) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                failed.accept(chunk.getFailure());
                return;
            }
            take(chunk.getByteBuffer());
            boolean last = chunk.isLast();
            chunk.release();
            if (last) {
                end();
                return;
            }
            if (size > MOST_DROPPED || System.nanoTime() - began > MOST_NANOS) {
                refused.accept(Answer.refusal(HttpStatus.REQUEST_TIMEOUT_408, "the body does not end"));
                return;
            }
        }
    }

    private void take(ByteBuffer bytes) {
        size += bytes.remaining();
        if (size > most) {
            body.reset();
            return;
        }
        byte[] piece = new byte[bytes.remaining()];
        bytes.get(piece);
        body.writeBytes(piece);
    }

    private void end() {
        if (size > most) {
            refused.accept(Answer.refusal(
                    HttpStatus.PAYLOAD_TOO_LARGE_413,
                    "the body has " + size + " bytes; at most " + most + " are read"));
        } else {
            read.accept(body.toByteArray());
        }
    }
}
