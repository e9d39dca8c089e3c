package io.lacuna.internal.model;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Input over a range of untrusted bytes. It checks every count against the number of bytes left, before anything is
 * allocated.
 */
final class BoundedInput extends DataInputStream {
    private final byte[] bytes;
    private final int end;

    BoundedInput(byte[] bytes, int offset, int length) {
        super(new ByteArrayInputStream(bytes, offset, length));
        this.bytes = bytes;
        this.end = offset + length;
    }

    /** Reads the number of items of which each takes at least {@code bytesEach} bytes. */
    int readCount(long bytesEach) throws IOException {
        int count = readInt();
        if (count < 0 || count * bytesEach > available()) {
            throw new IOException("a count of " + count + ", but only " + available() + " bytes are left");
        }
        return count;
    }

    /** Reads a byte count, then as many bytes of UTF-8. */
    String readText() throws IOException {
        byte[] utf8 = new byte[readCount(1)];
        readFully(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    double[] readDoubles(int count) throws IOException {
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = readDouble();
        }
        return numbers;
    }

    /** The next bytes as a separate input. */
    BoundedInput readBytes(int length) throws IOException {
        BoundedInput slice = new BoundedInput(bytes, end - available(), length);
        skipNBytes(length);
        return slice;
    }
}
