package io.lacuna.internal.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Parts of an artifact, written, changed in places and read again. */
final class ModelBytes {
    private ModelBytes() {}

    interface Writer {
        void write(DataOutput out) throws IOException;
    }

    interface Reader<T> {
        T read(DataInput in) throws IOException;
    }

    static byte[] bytes(Writer writer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            writer.write(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    static <T> T read(byte[] bytes, Reader<T> reader) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        T read = reader.read(in);
        assertThat(in.available()).as("bytes left unread").isZero();
        return read;
    }

    /** Written and read, it has the same bytes, and none of their beginnings is a whole one. */
    static <T> T again(Writer writer, Reader<T> reader) throws IOException {
        byte[] bytes = bytes(writer);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> read(cut, reader)).as("%d bytes", length).isInstanceOf(EOFException.class);
        }
        return read(bytes, reader);
    }

    static void refused(byte[] bytes, Reader<?> reader, String message) {
        assertThatThrownBy(() -> read(bytes, reader))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage(message);
    }

    static byte[] with(byte[] bytes, int at, int value) {
        return ByteBuffer.wrap(bytes.clone()).putInt(at, value).array();
    }

    static byte[] with(byte[] bytes, int at, float value) {
        return ByteBuffer.wrap(bytes.clone()).putFloat(at, value).array();
    }
}
