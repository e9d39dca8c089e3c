package io.lacuna.app.stream.failure;

import io.lacuna.internal.avro.OtherFormatException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Notices that the input has another format than the configuration says: none of the first records could be decoded, and
 * each looks like that format. Then the stream stops, so that its records do not become dead letters. Safe to share
 * between threads.
 */
public final class FormatGuard {
    private static final int FIRST_RECORDS = 20;

    private final AtomicInteger others = new AtomicInteger();
    private volatile boolean open;

    /** Guards from now on until a record is decoded. */
    public void watch() {
        open = true;
    }

    /** A record was decoded: the format is right. */
    void decoded() {
        if (open) {
            open = false;
        }
    }

    /** Whether a record that could not be decoded shows that the whole input has another format. */
    boolean isOther(Exception failure) {
        return open && failure instanceof OtherFormatException && others.incrementAndGet() >= FIRST_RECORDS;
    }
}
