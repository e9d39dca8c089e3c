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
 * number as key, and records which of them were acknowledged.
 */
final class Feeder implements Runnable, AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final Readings readings;
    private final LacunaConfig config;
    private final int partitions;
    private final int rate;
    private final BitSet acknowledged = new BitSet();
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
        byte[] key = ByteBuffer.allocate(8).putLong(i).array();
        long timestampMs = System.currentTimeMillis() + Readings.clockSkewMs(i);
        producer.send(
                new ProducerRecord<>(config.inputTopic(), (int) (i % partitions), timestampMs, key, readings.value(i)),
                (where, failed) -> {
                    if (failed != null) {
                        failure.compareAndSet(null, failed);
                    } else {
                        synchronized (acknowledged) {
                            acknowledged.set((int) i);
                        }
                    }
                });
    }

    /** The number of records passed to the producer so far. */
    long sent() {
        return sent;
    }

    /** The number of poison records among them. */
    long poison() {
        long poison = 0;
        for (long i = 0; i < sent; i++) {
            poison += Readings.isPoison(i) ? 1 : 0;
        }
        return poison;
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
     * @return the difference; empty if every acknowledged record is there once and no other
     */
    String missing() {
        BitSet found = new BitSet();
        long twice = 0;
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
                    int i = (int) ByteBuffer.wrap(record.key()).getLong();
                    twice += found.get(i) ? 1 : 0;
                    found.set(i);
                }
            }
        }
        synchronized (acknowledged) {
            return found.equals(acknowledged) && twice == 0
                    ? ""
                    : found.cardinality() + " records in the input, " + acknowledged.cardinality() + " acknowledged, "
                            + twice + " twice";
        }
    }

    @Override
    public void close() {
        stopped = true;
        producer.close();
    }
}
