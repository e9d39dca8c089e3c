package io.lacuna.internal.generation;

import java.io.EOFException;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * Checks the lengths and counts that Avro bytes state, as a reader would come upon them. Avro allocates a string's length
 * and a map's count before it sees that the bytes end earlier. {@code GenericDatumReader.skip} is no check: it passes over a
 * block of items by the block's stated size, which a reader ignores. Allocates nothing that depends on the bytes.
 */
final class StatedLengths {
    private final BinaryDecoder decoder;
    private final int most;

    private StatedLengths(byte[] bytes, int from) {
        most = bytes.length - from;
        decoder = DecoderFactory.get().binaryDecoder(bytes, from, most, null);
    }

    /**
     * Reads over the bytes.
     *
     * @param from where the body begins
     * @throws IOException if they end before what they state
     */
    static void check(Schema schema, byte[] bytes, int from) throws IOException {
        new StatedLengths(bytes, Math.min(bytes.length, from)).check(schema);
    }

    private void check(Schema schema) throws IOException {
        switch (schema.getType()) {
            case RECORD -> {
                for (Schema.Field field : schema.getFields()) {
                    check(field.schema());
                }
            }
            case UNION -> {
                int branch = decoder.readIndex();
                if (branch < 0 || branch >= schema.getTypes().size()) {
                    throw new IOException("branch " + branch + " of a union of "
                            + schema.getTypes().size());
                }
                check(schema.getTypes().get(branch));
            }
            case MAP -> {
                for (long left = count(decoder.readMapStart()); left > 0; left = count(decoder.mapNext())) {
                    for (; left > 0; left--) {
                        text();
                        check(schema.getValueType());
                    }
                }
            }
            case ARRAY -> {
                for (long left = count(decoder.readArrayStart()); left > 0; left = count(decoder.arrayNext())) {
                    for (; left > 0; left--) {
                        check(schema.getElementType());
                    }
                }
            }
            case STRING, BYTES -> text();
            case FIXED -> decoder.skipFixed(schema.getFixedSize());
            case ENUM, INT -> decoder.readInt();
            case LONG -> decoder.readLong();
            case FLOAT -> decoder.skipFixed(Float.BYTES);
            case DOUBLE -> decoder.skipFixed(Double.BYTES);
            case BOOLEAN -> decoder.skipFixed(1);
            default -> decoder.readNull();
        }
    }

    private long count(long stated) throws IOException {
        if (stated < 0 || stated > most) {
            throw new EOFException("a collection of " + stated + " entries in " + most + " bytes");
        }
        return stated;
    }

    private void text() throws IOException {
        long length = decoder.readLong();
        if (length < 0 || length > most) {
            throw new EOFException("a text of " + length + " bytes in " + most);
        }
        decoder.skipFixed((int) length);
    }
}
