package io.lacuna.internal.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.lacuna.internal.registry.SchemaRegistries;
import io.lacuna.internal.registry.SchemaRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.Utf8;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Any bytes are either a record or poison. Any other exception or error would stop the stream at the same record again
 * and again.
 */
class MangledValuesTest {
    private static final Schema RICH = new Schema.Parser().parse("""
            {"type": "record", "name": "Rich", "fields": [
               {"name": "text", "type": "string"},
               {"name": "java", "type": {"type": "string", "avro.java.string": "String"}},
               {"name": "bytes", "type": "bytes"},
               {"name": "flag", "type": "boolean"},
               {"name": "count", "type": "int"},
               {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
               {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
               {"name": "id", "type": {"type": "string", "logicalType": "uuid"}},
               {"name": "x", "type": ["null", "double", "string"]},
               {"name": "state", "type": {"type": "enum", "name": "State", "symbols": ["ON", "OFF"]}},
               {"name": "hash", "type": {"type": "fixed", "name": "Hash", "size": 4}},
               {"name": "path", "type": {"type": "array", "items": "float"}},
               {"name": "tags", "type": {"type": "map", "values": "long"}},
               {"name": "nothing", "type": {"type": "array", "items": "null"}},
               {"name": "next", "type": ["null", "Rich"]}]}
            """);
    private static final String TOPIC = "mangled";

    private SchemaRegistry registry;
    private AvroValueSerializer serializer;
    private AvroValueDeserializer<GenericRecord> deserializer;

    @BeforeEach
    void open() {
        registry = SchemaRegistries.open(Map.of("schema.registry.url", "mock://mangled"));
        serializer = new AvroValueSerializer(registry);
        deserializer = AvroValueDeserializer.generic(registry);
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void bytesChangedAtRandomAreARecordOrRefused() {
        byte[] good = serializer.serialize(TOPIC, rich(rich(null)));
        Random random = new Random(20_261_120);
        int refused = 0;
        for (int trial = 0; trial < 100_000; trial++) {
            byte[] mangled = mangled(good, random);
            try {
                deserializer.deserialize(TOPIC, mangled);
            } catch (SerializationException poison) {
                refused++;
            } catch (RuntimeException | Error other) {
                fail("trial " + trial, other);
            }
        }
        assertThat(refused).as("most changes break the record").isBetween(30_000, 99_000);
    }

    @Test
    void countsBeyondTheValueTakeNoMemory() throws IOException {
        for (long count : new long[] {1 << 20, 1 << 30, Integer.MAX_VALUE, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
            assertPoison(arrayOf(count));
        }
    }

    @Test
    void nestingBeyondTheStackIsRefused() {
        byte[] one = serializer.serialize(TOPIC, rich(rich(null)));
        byte[] leaf = serializer.serialize(TOPIC, rich(null));
        byte[] level = Arrays.copyOfRange(one, 5, 5 + one.length - leaf.length);
        ByteBuffer deep = ByteBuffer.allocate(5 + 20_000 * level.length).put(one, 0, 5);
        for (int depth = 0; depth < 20_000; depth++) {
            deep.put(level);
        }
        assertPoison(deep.array());
        assertThat(deserializer.deserialize(TOPIC, leaf)).isEqualTo(rich(null));
    }

    private void assertPoison(byte[] bytes) {
        assertThatThrownBy(() -> deserializer.deserialize(TOPIC, bytes))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining(TOPIC);
    }

    private byte[] arrayOf(long count) throws IOException {
        Schema list = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"List\",\"fields\":[{\"name\":\"path\",\"type\":"
                        + "{\"type\":\"array\",\"items\":\"float\"}}]}");
        int id = registry.register("lists-value", list);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        encoder.writeLong(count);
        encoder.writeFloat(1);
        return out.toByteArray();
    }

    private static byte[] mangled(byte[] good, Random random) {
        byte[] bytes = Arrays.copyOf(good, random.nextInt(4) > 0 ? good.length : random.nextInt(good.length));
        for (int change = random.nextInt(4); change >= 0 && bytes.length > 5; change--) {
            int place = 5 + random.nextInt(bytes.length - 5);
            bytes[place] = random.nextBoolean() ? (byte) random.nextInt() : (byte) (random.nextBoolean() ? 0xff : 0x7f);
        }
        return bytes;
    }

    private static GenericRecord rich(@Nullable GenericRecord next) {
        GenericRecord record = new GenericData.Record(RICH);
        record.put("text", new Utf8("some text"));
        record.put("java", "more");
        record.put("bytes", ByteBuffer.wrap(new byte[] {1, 2, 3}));
        record.put("flag", true);
        record.put("count", 12);
        record.put("at", 1_700_000_000_000L);
        record.put("price", ByteBuffer.wrap(new byte[] {4, 5}));
        record.put("id", new Utf8("4c1c2d1e-0000-4000-8000-000000000000"));
        record.put("x", 1.5);
        record.put("state", new GenericData.EnumSymbol(RICH.getField("state").schema(), "OFF"));
        record.put("hash", new GenericData.Fixed(RICH.getField("hash").schema(), new byte[] {1, 2, 3, 4}));
        record.put("path", List.of(0.5f, 1f));
        record.put("tags", Map.of(new Utf8("a"), 1L));
        record.put("nothing", List.of());
        record.put("next", next);
        return record;
    }
}
