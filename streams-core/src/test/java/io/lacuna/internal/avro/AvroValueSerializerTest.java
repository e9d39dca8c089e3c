package io.lacuna.internal.avro;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.internal.registry.SchemaRegistries;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.schemas.CellContext;
import io.lacuna.schemas.Imputation;
import io.lacuna.schemas.ImputedCell;
import java.io.ByteArrayOutputStream;
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
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

/** The reference is Avro's own generic writer, without any shortcut. */
class AvroValueSerializerTest {
    private static final Schema READING = SchemaBuilder.record("Reading")
            .fields()
            .optionalDouble("x")
            .nullableInt("y", 0)
            .name("z")
            .type()
            .unionOf()
            .nullType()
            .and()
            .longType()
            .and()
            .doubleType()
            .endUnion()
            .nullDefault()
            .optionalBoolean("flag")
            .optionalString("name")
            .name("imputation")
            .type()
            .unionOf()
            .nullType()
            .and()
            .type(Imputation.getClassSchema())
            .endUnion()
            .nullDefault()
            .endRecord();

    @Test
    void writesTheBytesThatAvrosGenericWriterWrites() throws IOException {
        try (SchemaRegistry registry = SchemaRegistries.open(Map.of("schema.registry.url", "mock://bytes"))) {
            AvroValueSerializer serializer = new AvroValueSerializer(registry);
            for (GenericRecord record : List.of(
                    reading(null, null, null, null, null, null),
                    reading(1.5, 2, 3L, true, "name", note()),
                    reading(-0.0, -7, 2.5, false, "", null))) {
                byte[] written = serializer.serialize("readings", record);
                assertThat(Arrays.copyOfRange(written, WireFormat.HEADER_BYTES, written.length))
                        .isEqualTo(plainly(record));
            }
        }
    }

    private static Imputation note() {
        ImputedCell number = new ImputedCell(
                "x", 1.0, 0.5, null, 2.0, null, 1.25, new CellContext(7L, 60_000L, 1.5, null, 0.25f, null));
        ImputedCell category = new ImputedCell("flag", null, null, null, null, Map.of("true", 0.25), null, null);
        return new Imputation(
                3L,
                "f".repeat(64),
                "svi",
                "readings",
                1,
                42L,
                4,
                7,
                true,
                null,
                0.9,
                List.of(number, category),
                null,
                null);
    }

    private static GenericRecord reading(Object... values) {
        GenericRecord record = new GenericData.Record(READING);
        for (int i = 0; i < values.length; i++) {
            record.put(i, values[i]);
        }
        return record;
    }

    private static byte[] plainly(GenericRecord record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(READING).write(record, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }
}
