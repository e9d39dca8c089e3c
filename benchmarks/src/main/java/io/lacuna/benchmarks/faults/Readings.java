package io.lacuna.benchmarks.faults;

import io.lacuna.internal.avro.AvroValueSerializer;
import io.lacuna.internal.registry.SchemaRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.SchemaBuilder.FieldAssembler;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * The records of the fault suite, by number: eight correlated values that drift, with a third of the cells missing.
 * Among them are records without any value, infinities, tombstones, records of a megabyte, and three kinds of poison.
 * The schema changes every {@value #SCHEMA_EVERY} records: one field gets a wider type, one is added, one is renamed.
 * Mutable; one thread owns it.
 */
final class Readings {
    private static final int FIELDS = 8;
    private static final double MISSING = 0.33;
    private static final int SCHEMA_EVERY = 10_000;
    private static final byte[] NO_RECORD = "no record".getBytes(StandardCharsets.UTF_8);
    private static final byte[] UNKNOWN_SCHEMA = {0, 0, 15, 66, 63, 2, 2, 2};
    private static final String NOTE = "note";

    private final AvroValueSerializer serializer;
    private final String topic;
    private final List<Schema> schemas = List.of(schema(0), schema(1), schema(2));
    private final SplittableRandom random;

    Readings(SchemaRegistry registry, String topic, long seed) {
        serializer = new AvroValueSerializer(registry);
        this.topic = topic;
        random = new SplittableRandom(seed);
    }

    /** Whether the record with this number can only become a dead letter. */
    static boolean isPoison(long i) {
        return !isTombstone(i) && (i % 997 == 996 || i % 1_499 == 1_498 || i % 1_999 == 1_998);
    }

    private static boolean isTombstone(long i) {
        return i % 1_709 == 1_708;
    }

    /** The error of the sender's clock in milliseconds; the brokers reject more than an hour. */
    static long clockSkewMs(long i) {
        return i % 1_103 != 1_102 ? 0 : i % 2 == 0 ? 3_300_000 : -3_300_000;
    }

    byte @Nullable [] value(long i) {
        if (isTombstone(i)) {
            return null;
        }
        if (i % 997 == 996) {
            return NO_RECORD;
        }
        if (i % 1_499 == 1_498) {
            return UNKNOWN_SCHEMA;
        }
        if (i % 1_999 == 1_998) {
            return serializer.serialize("another-topic", textWhereANumberBelongs());
        }
        return serializer.serialize(topic, reading(i));
    }

    private static GenericRecord textWhereANumberBelongs() {
        Schema schema = SchemaBuilder.record("Reading")
                .namespace("elsewhere")
                .fields()
                .optionalString("x0")
                .endRecord();
        GenericRecord record = new GenericData.Record(schema);
        record.put("x0", "cold");
        return record;
    }

    private GenericRecord reading(long i) {
        int version = (int) (i / SCHEMA_EVERY % schemas.size());
        GenericRecord record = new GenericData.Record(schemas.get(version));
        double common = random.nextGaussian() + i * 2e-5;
        double other = random.nextGaussian();
        boolean empty = i % 1_201 == 1_200;
        for (int j = 0; j < FIELDS; j++) {
            double value = common * (1 + 0.1 * j) + (j % 2 == 0 ? other : -other) + 0.3 * random.nextGaussian();
            if (random.nextDouble() >= MISSING && !empty) {
                record.put(j, version == 0 && j == 6 ? (Object) (float) value : (Object) value);
            }
        }
        if (i % 1_301 == 1_300) {
            record.put(0, Double.NaN);
            record.put(1, Double.POSITIVE_INFINITY);
        }
        if (i % 20_011 == 5_000) {
            record.put(NOTE, "n".repeat(1_000_000));
        }
        return record;
    }

    /** Version 0; in version 1, x6 has a wider type and x8 is new; in version 2, x7 has another name. */
    private static Schema schema(int version) {
        List<String> names = new ArrayList<>();
        for (int j = 0; j < FIELDS; j++) {
            names.add(version == 2 && j == 7 ? "y7" : "x" + j);
        }
        FieldAssembler<Schema> fields =
                SchemaBuilder.record("Reading").namespace("plant").fields();
        for (String name : names) {
            fields = version == 0 && name.equals("x6") ? fields.optionalFloat(name) : fields.optionalDouble(name);
        }
        fields = fields.optionalString(NOTE);
        return (version == 0 ? fields : fields.optionalDouble("x8")).endRecord();
    }
}
