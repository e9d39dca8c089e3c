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
 * The records of the fault suite, by number: eight correlated values of {@value #SENSORS} sensors in turn, which change
 * slowly and drift, with a third of the cells missing. Among them are records without a key or any value, infinities,
 * tombstones, records of a megabyte, and three kinds of poison. The clocks of a few sensors are wrong by turns. The schema
 * changes every {@value #SCHEMA_EVERY} records: one field gets a wider type, one is added, one is renamed. Mutable; one
 * thread owns it.
 */
final class Readings {
    /** A multiple of the input's partitions, because a sensor's records are in one of them. */
    static final int SENSORS = 96;

    /**
     * Sensors with a wrong clock, none of them in the partition of {@link Deletions}: a key remembers a record from the future
     * for as long as it is ahead, and if that record is deleted, the audit cannot know of it.
     */
    private static final int WRONG_CLOCKS = Deletions.PARTITION;

    private static final int FIELDS = 8;

    /** Share of a cause that is left at the sensor's next record. */
    private static final double KEPT = 0.97;

    private static final double MISSING = 0.33;
    private static final int SCHEMA_EVERY = 10_000;
    private static final byte[] NO_RECORD = "no record".getBytes(StandardCharsets.UTF_8);
    private static final byte[] UNKNOWN_SCHEMA = {0, 0, 15, 66, 63, 2, 2, 2};
    private static final String NOTE = "note";

    private final AvroValueSerializer serializer;
    private final String topic;
    private final List<Schema> schemas = List.of(schema(0), schema(1), schema(2));
    private final SplittableRandom random;
    private final double[] common = new double[SENSORS];
    private final double[] other = new double[SENSORS];
    private final double[] offset = new double[SENSORS];

    Readings(SchemaRegistry registry, String topic, long seed) {
        serializer = new AvroValueSerializer(registry);
        this.topic = topic;
        random = new SplittableRandom(seed);
        for (int s = 0; s < SENSORS; s++) {
            common[s] = random.nextGaussian();
            other[s] = random.nextGaussian();
            offset[s] = random.nextGaussian();
        }
    }

    /** The sensor that sends the record with this number. */
    static int sensor(long i) {
        return (int) (hasWrongTime(i) ? i / 1_103 % WRONG_CLOCKS : i % SENSORS);
    }

    /** The record's key, the name of its sensor; null for a few records, which have no past. */
    static byte @Nullable [] key(long i) {
        return i % 1_409 == 1_408 ? null : ("sensor-" + sensor(i)).getBytes(StandardCharsets.UTF_8);
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
        return !hasWrongTime(i) ? 0 : i % 2 == 0 ? 3_300_000 : -3_300_000;
    }

    private static boolean hasWrongTime(long i) {
        return i % 1_103 == 1_102;
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
        int sensor = sensor(i);
        double first = next(common, sensor) + i * 2e-5;
        double second = next(other, sensor);
        boolean empty = i % 1_201 == 1_200;
        for (int j = 0; j < FIELDS; j++) {
            double value = first * (1 + 0.1 * j)
                    + (j % 2 == 0 ? second : -second)
                    + (j % 3 == 0 ? offset[sensor] : 0)
                    + 0.3 * random.nextGaussian();
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

    private double next(double[] causes, int sensor) {
        causes[sensor] = KEPT * causes[sensor] + Math.sqrt(1 - KEPT * KEPT) * random.nextGaussian();
        return causes[sensor];
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
