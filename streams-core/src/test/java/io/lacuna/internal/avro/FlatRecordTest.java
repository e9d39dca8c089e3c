package io.lacuna.internal.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.Utf8;
import org.junit.jupiter.api.Test;

/** The reference is Avro's own generic reader and writer. */
class FlatRecordTest {
    private static final List<String> TYPES = List.of(
            "\"boolean\"",
            "\"int\"",
            "\"long\"",
            "\"float\"",
            "\"double\"",
            "{\"type\":\"enum\",\"name\":\"E%d\",\"symbols\":[\"x\",\"y\",\"z\"]}",
            "{\"type\":\"int\",\"logicalType\":\"date\"}",
            "\"string\"",
            "\"bytes\"",
            "{\"type\":\"array\",\"items\":\"double\"}",
            "{\"type\":\"map\",\"values\":\"string\"}");

    private static final Schema EVERYTHING = everything();

    /** Every type: plain, nullable with null first and last, and in larger and smaller unions. */
    private static Schema everything() {
        StringBuilder fields = new StringBuilder();
        int count = 0;
        for (String type : TYPES) {
            for (String wrapped : List.of("%s", "[\"null\",%s]", "[%s,\"null\"]", "[%s]")) {
                String own = wrapped.replace("%s", type.replace("%d", Integer.toString(count)));
                fields.append(fields.isEmpty() ? "" : ",").append(field("f" + count++, own));
            }
        }
        fields.append(",").append(field("wide", "[\"null\",\"long\",\"double\"]"));
        fields.append(",").append(field("nothing", "\"null\""));
        return record(fields.toString());
    }

    private static Schema record(String fields) {
        return new Schema.Parser().parse("{\"type\":\"record\",\"name\":\"R\",\"fields\":[" + fields + "]}");
    }

    private static String field(String name, String type) {
        return "{\"name\":\"" + name + "\",\"type\":" + type + "}";
    }

    private static GenericRecord random(SplittableRandom random) {
        GenericRecord record = new GenericData.Record(EVERYTHING);
        for (Schema.Field field : EVERYTHING.getFields()) {
            record.put(field.pos(), value(field.schema(), random));
        }
        return record;
    }

    private static Object value(Schema schema, SplittableRandom random) {
        return switch (schema.getType()) {
            case UNION ->
                value(schema.getTypes().get(random.nextInt(schema.getTypes().size())), random);
            case BOOLEAN -> random.nextBoolean();
            case INT -> random.nextInt();
            case LONG -> random.nextLong();
            case FLOAT -> Float.intBitsToFloat(random.nextInt());
            case DOUBLE -> Double.longBitsToDouble(random.nextLong());
            case ENUM ->
                new GenericData.EnumSymbol(schema, schema.getEnumSymbols().get(random.nextInt(3)));
            case STRING -> new Utf8(Long.toString(random.nextLong()));
            case BYTES -> java.nio.ByteBuffer.wrap(new byte[random.nextInt(5)]);
            case ARRAY ->
                new GenericData.Array<>(
                        schema, random.doubles(random.nextInt(4)).boxed().toList());
            case MAP -> Map.of(new Utf8("k"), new Utf8("v"));
            default -> null;
        };
    }

    private static byte[] bytes(DatumWriter<? super GenericRecord> writer, GenericRecord record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        writer.setSchema(record.getSchema());
        writer.write(record, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }

    private static FlatRecord read(Schema schema, byte[] bytes) throws IOException {
        return new FlatReader(schema).read(null, DecoderFactory.get().binaryDecoder(bytes, null));
    }

    @Test
    void readsAndWritesEveryTypeAsAvroDoesToTheBit() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 300; i++) {
            byte[] bytes = bytes(new GenericDatumWriter<>(EVERYTHING), random(random));
            GenericRecord avros = new GenericDatumReader<GenericRecord>(EVERYTHING)
                    .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
            FlatRecord flat = read(EVERYTHING, bytes);
            assertThat(flat.toString()).isEqualTo(avros.toString());
            assertThat(flat).isEqualTo(avros).isEqualTo(read(EVERYTHING, bytes));
            assertThat(flat).hasSameHashCodeAs(read(EVERYTHING, bytes));
            assertThat(bytes(new RecordWriter(), flat)).isEqualTo(bytes);
            assertThat(bytes(new GenericDatumWriter<>(EVERYTHING), flat)).isEqualTo(bytes);
            FlatRecord copy = FlatRecord.of(avros, new RecordLayout(EVERYTHING));
            assertThat(bytes(new RecordWriter(), copy)).isEqualTo(bytes);
        }
    }

    @Test
    void aRecordOfNumbersCostsTwoArraysAndNoObjectANumber() throws IOException {
        StringBuilder fields = new StringBuilder(field("x0", "\"double\""));
        for (int i = 1; i < 100; i++) {
            fields.append(",").append(field("x" + i, "[\"null\",\"double\"]"));
        }
        Schema schema = record(fields.toString());
        GenericRecord record = new GenericData.Record(schema);
        for (int i = 0; i < 100; i++) {
            record.put(i, i + 0.5);
        }
        byte[] bytes = bytes(new GenericDatumWriter<>(schema), record);
        FlatReader reader = new FlatReader(schema);
        org.apache.avro.io.BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, null);
        com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        int records = 2_000;
        double sum = 0;
        long before = 0;
        for (int i = -records; i < records; i++) {
            if (i == 0) {
                before = threads.getCurrentThreadAllocatedBytes();
            }
            decoder = DecoderFactory.get().binaryDecoder(bytes, decoder);
            sum += reader.read(null, decoder).number(99);
        }
        double each = (double) (threads.getCurrentThreadAllocatedBytes() - before) / records;
        assertThat(sum).isEqualTo(2 * records * 99.5);
        // 100 boxed doubles alone would take 1,600 or 2,400 bytes in addition to the array that holds them.
        assertThat(each).isLessThan(100 * (Long.BYTES + 1) + 150);
    }

    @Test
    void numbersComeAndGoWithoutABox() throws IOException {
        Schema schema = record(field("i", "[\"null\",\"int\"]") + "," + field("l", "\"long\"") + ","
                + field("f", "\"float\"") + "," + field("b", "\"boolean\"") + "," + field("s", "\"string\""));
        FlatRecord record = new FlatRecord(new RecordLayout(schema));
        record.putNumber(0, 2.5);
        record.putNumber(1, -1e300);
        record.putNumber(2, 1e300);
        record.putBoolean(3, true);
        assertThat(record.get("i")).isEqualTo(2);
        assertThat(record.get("l")).isEqualTo(Long.MIN_VALUE);
        assertThat(record.get("f")).isEqualTo(Float.MAX_VALUE);
        assertThat(record.number(3)).isEqualTo(1);
        assertThat(record.isNull(4)).isTrue();
        assertThatThrownBy(() -> record.number(4)).hasMessageContaining("s is no number");
        assertThatThrownBy(() -> record.putNumber(3, 1)).hasMessageContaining("b is no number");
        record.put("i", null);
        assertThat(record.isNull(0)).isTrue();
    }

    @Test
    void aLongerSchemaKeepsWhatWasThere() {
        Schema one = record(field("a", "\"int\"") + "," + field("s", "\"string\""));
        Schema two = record(
                field("a", "\"int\"") + "," + field("s", "\"string\"") + "," + field("more", "[\"null\",\"string\"]"));
        FlatRecord shorter = new FlatRecord(new RecordLayout(one));
        shorter.put("a", 7);
        shorter.put("s", "kept");
        FlatRecord longer = shorter.extended(new RecordLayout(two));
        longer.put("more", "added");
        longer.put("a", 8);
        assertThat(longer).hasToString("{\"a\": 8, \"s\": \"kept\", \"more\": \"added\"}");
        assertThat(shorter).hasToString("{\"a\": 7, \"s\": \"kept\"}");
    }

    @Test
    void whatDoesNotFitIsRefusedByName() {
        Schema schema = record(field("a", "\"int\"") + ","
                + field("e", "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"x\"]}") + ","
                + field("n", "[\"null\",\"double\"]") + ","
                + field("o", "[\"double\"]"));
        FlatRecord record = new FlatRecord(new RecordLayout(schema));
        assertThatThrownBy(() -> record.put("a", 1.5))
                .isInstanceOf(AvroRuntimeException.class)
                .hasMessageContaining("'a'")
                .hasMessageContaining("int");
        assertThatThrownBy(() -> record.put("e", new GenericData.EnumSymbol(schema, "y")))
                .hasMessageContaining("'e'")
                .hasMessageContaining("'y'");
        assertThatThrownBy(() -> record.put("gone", 1)).hasMessageContaining("'gone'");
        assertThatThrownBy(() -> record.get("gone")).hasMessageContaining("'gone'");
        assertThatThrownBy(() -> bytes(new RecordWriter(), record)).hasMessageContaining("'a' is null");
        // a = 0, then symbol 1 of an enum with one symbol; a = 0, x, then branch 2 of a union of two types, and
        // branch -1.
        assertThatThrownBy(() -> read(schema, new byte[] {0, 2})).hasMessageContaining("'e'");
        assertThatThrownBy(() -> read(schema, new byte[] {0, 0, 4})).hasMessageContaining("'n'");
        assertThatThrownBy(() -> read(schema, new byte[] {0, 0, 1})).hasMessageContaining("'n'");
        // Then branch 1 of a union of one type.
        assertThatThrownBy(() -> read(schema, new byte[] {0, 0, 0, 2})).hasMessageContaining("'o'");
    }
}
