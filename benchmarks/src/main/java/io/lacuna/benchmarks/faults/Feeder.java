package io.lacuna.benchmarks.faults;

import io.lacuna.app.registry.AvroValueSerializer;
import io.lacuna.app.registry.SchemaRegistry;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends partial records at a steady rate through whatever happens, idempotently and with all acknowledgements: eight
 * numbers that hang together, a third of the cells missing, and now and then bytes that are no record. The numbers drift,
 * so that the trainer has something to learn.
 */
final class Feeder implements Runnable, AutoCloseable {
    private static final int FIELDS = 8;
    private static final double MISSING = 0.33;
    private static final int POISON_EVERY = 997;
    private static final Schema SCHEMA = schema();

    private final KafkaProducer<byte[], byte[]> producer;
    private final AvroValueSerializer serializer;
    private final String topic;
    private final int partitions;
    private final int rate;
    private final SplittableRandom random;
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private volatile boolean stopped;
    private final Thread thread = new Thread(this, "feeder");

    Feeder(String bootstrapServers, SchemaRegistry registry, String topic, int partitions, int rate, long seed) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrapServers);
        settings.put("linger.ms", 5);
        settings.put("delivery.timeout.ms", 300_000);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        serializer = new AvroValueSerializer(registry);
        this.topic = topic;
        this.partitions = partitions;
        this.rate = rate;
        random = new SplittableRandom(seed);
    }

    void start() {
        thread.start();
    }

    @Override
    public void run() {
        long began = System.nanoTime();
        for (long i = 0; !stopped; i++) {
            long due = began + i * 1_000_000_000L / rate;
            for (long left = due - System.nanoTime(); left > 0 && !stopped; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            byte[] value = i % POISON_EVERY == POISON_EVERY - 1
                    ? "no record".getBytes(StandardCharsets.UTF_8)
                    : serializer.serialize(topic, reading(i));
            producer.send(new ProducerRecord<>(topic, (int) (i % partitions), null, value), (where, failed) -> {
                if (failed == null) {
                    acknowledged.incrementAndGet();
                } else {
                    failure.compareAndSet(null, failed);
                }
            });
        }
    }

    private GenericRecord reading(long i) {
        GenericRecord record = new GenericData.Record(SCHEMA);
        double common = random.nextGaussian() + i * 2e-5;
        double other = random.nextGaussian();
        for (int j = 0; j < FIELDS; j++) {
            double value = common * (1 + 0.1 * j) + (j % 2 == 0 ? other : -other) + 0.3 * random.nextGaussian();
            if (random.nextDouble() >= MISSING) {
                record.put(j, value);
            }
        }
        return record;
    }

    private static Schema schema() {
        SchemaBuilder.FieldAssembler<Schema> fields =
                SchemaBuilder.record("Reading").namespace("plant").fields();
        for (int j = 0; j < FIELDS; j++) {
            fields = fields.optionalDouble("x" + j);
        }
        return fields.endRecord();
    }

    long acknowledged() {
        return acknowledged.get();
    }

    /** Stops sending and waits until everything sent is acknowledged. */
    void finish() throws InterruptedException {
        stopped = true;
        thread.join();
        producer.flush();
        Exception lost = failure.get();
        if (lost != null) {
            throw new IllegalStateException("the feeder itself could not deliver a record", lost);
        }
    }

    @Override
    public void close() {
        stopped = true;
        producer.close();
    }
}
