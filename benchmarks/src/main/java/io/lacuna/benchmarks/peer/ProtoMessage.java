package io.lacuna.benchmarks.peer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A Protocol Buffers message, field after field. Mutable. */
final class ProtoMessage {
    private static final int VARINT = 0;
    private static final int LENGTH_DELIMITED = 2;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** A whole number of at least 0. */
    ProtoMessage varint(int field, long value) {
        write((long) field << 3 | VARINT);
        write(value);
        return this;
    }

    ProtoMessage bytes(int field, byte[] value) {
        write((long) field << 3 | LENGTH_DELIMITED);
        write(value.length);
        out.writeBytes(value);
        return this;
    }

    ProtoMessage string(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    ProtoMessage message(int field, ProtoMessage value) {
        return bytes(field, value.toBytes());
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    private void write(long value) {
        long left = value;
        for (; left >= 0x80; left >>>= 7) {
            out.write((int) (left & 0x7f | 0x80));
        }
        out.write((int) left);
    }
}
