package io.lacuna.benchmarks.faults;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.internal.registry.SchemaRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends {@link Readings} at a steady rate through all faults, idempotently and with all acknowledgements, each with its
 * sensor as key and its number in a header, and records which of them were acknowledged.
 */
final class Feeder implements Runnable, AutoCloseable {
    private static final String NUMBER = "number";

    private final KafkaProducer<byte[], byte[]> producer;
    private final Readings readings;
    private final LacunaConfig config;
    private final int partitions;
    private final int rate;
    private final SentRecords acknowledged = new SentRecords();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private volatile long sent;
    private volatile boolean stopped;
    private final Thread thread = new Thread(this, "feeder");

    Feeder(LacunaConfig config, SchemaRegistry registry, int partitions, int rate, long seed) {
        Map<String, Object> settings = new HashMap<>(config.producerSettings());
        settings.put("linger.ms", 5);
        settings.put("delivery.timeout.ms", 300_000);
        settings.put("buffer.memory", 128L << 20);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        readings = new Readings(registry, config.inputTopic(), seed);
        this.config = config;
        this.partitions = partitions;
        this.rate = rate;
    }

    void start() {
        thread.start();
    }

    @Override
    public void run() {
        long began = System.nanoTime();
        try {
            for (long i = 0; !stopped; i++) {
                long due = began + i * 1_000_000_000L / rate;
                for (long left = due - System.nanoTime(); left > 0 && !stopped; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                send(i);
                sent = i + 1;
            }
        } catch (RuntimeException failed) {
            failure.compareAndSet(null, failed);
        }
    }

    private void send(long i) {
        long timestampMs = System.currentTimeMillis() + Readings.clockSkewMs(i);
        int partition = Readings.sensor(i) % partitions;
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(config.inputTopic(), partition, timestampMs, Readings.key(i), readings.value(i));
        record.headers().add(NUMBER, ByteBuffer.allocate(8).putLong(i).array());
        producer.send(record, (where, failed) -> {
            if (failed != null) {
                failure.compareAndSet(null, failed);
            } else {
                acknowledged.acknowledged(i, where.partition(), where.offset());
            }
        });
    }

    /** The number of records passed to the producer so far. */
    long sent() {
        return sent;
    }

    /** The records that were acknowledged. */
    SentRecords acknowledged() {
        return acknowledged;
    }

    /** The number of poison records that were sent, without those below the first offset of their partition. */
    long poison(Map<Integer, Long> begins) {
        long poison = 0;
        for (long i = 0; i < sent; i++) {
            poison += Readings.isPoison(i) && isKept(i, begins) ? 1 : 0;
        }
        return poison;
    }

    private boolean isKept(long i, Map<Integer, Long> begins) {
        return acknowledged.offset(i) >= begins.getOrDefault(Readings.sensor(i) % partitions, 0L);
    }

    /** Stops sending and waits until everything sent is acknowledged. */
    void finish() throws InterruptedException {
        stopped = true;
        thread.join();
        producer.flush();
        Exception lost = failure.get();
        if (lost != null) {
            throw new IllegalStateException("the feeder itself could not deliver a record: " + lost, lost);
        }
    }

    /**
     * Compares the input topic with the acknowledged records.
     *
     * @param begins first offsets of the partitions: records below them were deleted
     * @return the difference; empty if each acknowledged record is there once, at its offset, and no other
     */
    String missing(Map<Integer, Long> begins) {
        BitSet found = new BitSet();
        long elsewhere = 0;
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                config.consumerSettings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = consumer.partitionsFor(config.inputTopic()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (all.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                    int i = (int)
                            ByteBuffer.wrap(record.headers().lastHeader(NUMBER).value())
                                    .getLong();
                    elsewhere += found.get(i) || acknowledged.offset(i) != record.offset() ? 1 : 0;
                    found.set(i);
                }
            }
        }
        long lost = 0;
        for (int i = 0; i < sent; i++) {
            lost += isKept(i, begins) && !found.get(i) ? 1 : 0;
        }
        return lost == 0 && elsewhere == 0
                ? ""
                : lost + " of " + acknowledged.count() + " acknowledged records are not there, " + elsewhere
                        + " are at another offset or twice";
    }

    @Override
    public void close() {
        stopped = true;
        producer.close();
    }
}
