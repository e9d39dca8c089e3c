package io.lacuna.internal.generation;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class StatedLengthsTest {
    private static final Schema MAP = SchemaBuilder.map().values().stringType();
    private static final Schema ALL = SchemaBuilder.record("All")
            .fields()
            .requiredString("text")
            .requiredLong("number")
            .requiredDouble("real")
            .requiredBoolean("flag")
            .optionalBytes("bytes")
            .name("map")
            .type(MAP)
            .noDefault()
            .name("list")
            .type()
            .array()
            .items()
            .intType()
            .noDefault()
            .endRecord();

    private interface Writing {
        void to(Encoder encoder) throws IOException;
    }

    private static byte[] bytes(Writing writing) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        writing.to(encoder);
        encoder.flush();
        return out.toByteArray();
    }

    private static GenericRecord all() {
        GenericRecord record = new GenericData.Record(ALL);
        record.put("text", "abc");
        record.put("number", 5L);
        record.put("real", 1.5);
        record.put("flag", true);
        record.put("map", Map.of("a", "b", "c", "d"));
        record.put("list", List.of(1, 2, 3));
        return record;
    }

    @Test
    void whatAvroWroteIsAccepted() throws IOException {
        byte[] bytes = bytes(encoder -> new GenericDatumWriter<>(ALL).write(all(), encoder));
        assertThatCode(() -> StatedLengths.check(ALL, bytes, 0)).doesNotThrowAnyException();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder blocks = EncoderFactory.get().blockingBinaryEncoder(out, null);
        new GenericDatumWriter<>(ALL).write(all(), blocks);
        blocks.flush();
        assertThatCode(() -> StatedLengths.check(ALL, out.toByteArray(), 0)).doesNotThrowAnyException();
    }

    @Test
    void bytesThatEndBeforeWhatTheyStateAreRefused() throws IOException {
        byte[] bytes = bytes(encoder -> new GenericDatumWriter<>(ALL).write(all(), encoder));
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> StatedLengths.check(ALL, cut, 0)).isInstanceOf(IOException.class);
        }
    }

    /** A block may state its size, which readers ignore; found by fuzzing: skipping by it hid the text. */
    @Test
    void aTextInABlockOfStatedSizeIsCheckedAsWell() throws IOException {
        byte[] bytes = bytes(encoder -> {
            encoder.writeLong(-1); // One entry, and the size follows.
            encoder.writeLong(7);
            encoder.writeLong(2_000_000_000);
            encoder.writeString("x");
        });
        assertThatThrownBy(() -> StatedLengths.check(MAP, bytes, 0)).isInstanceOf(EOFException.class);
    }

    @Test
    void countsAboveTheNumberOfBytesAreRefused() throws IOException {
        byte[] bytes = bytes(encoder -> {
            encoder.writeLong(1_000_000_000);
            encoder.writeString("x");
            encoder.writeString("y");
        });
        assertThatThrownBy(() -> StatedLengths.check(MAP, bytes, 0))
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("1000000000 entries");
    }
}
