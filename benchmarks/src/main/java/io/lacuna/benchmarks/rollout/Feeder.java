package io.lacuna.benchmarks.rollout;

import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends records of JSON at a steady rate, half of whose cells are missing, to all partitions by turns. */
final class Feeder implements AutoCloseable {
    private static final int FEATURES = 12;
    private static final long SECOND = 1_000_000_000L;

    private final KafkaProducer<String, String> producer;
    private final AtomicLong sent = new AtomicLong();
    private final Thread thread;
    private volatile boolean over;

    Feeder(String bootstrapServers, String topic, int partitions, int rate, int atOnce) {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new StringSerializer());
        thread = new Thread(() -> feed(topic, partitions, rate, atOnce), "feeder");
        thread.start();
    }

    private void feed(String topic, int partitions, int rate, int atOnce) {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < atOnce; i++) {
            producer.send(new ProducerRecord<>(topic, i % partitions, "sensor-" + i % 96, record(random)));
            sent.incrementAndGet();
        }
        long start = System.nanoTime();
        for (int i = 0; !over; i++) {
            LockSupport.parkNanos(start + i * (SECOND / rate) - System.nanoTime());
            producer.send(new ProducerRecord<>(topic, i % partitions, "sensor-" + i % 96, record(random)));
            sent.incrementAndGet();
        }
    }

    private static String record(SplittableRandom random) {
        double cause = random.nextGaussian();
        StringBuilder text = new StringBuilder("{");
        for (int j = 0; j < FEATURES; j++) {
            text.append(j == 0 ? "\"x" : ",\"x").append(j).append("\":");
            text.append(
                    random.nextBoolean()
                            ? "null"
                            : String.format(Locale.ROOT, "%.4f", cause * (j + 1) + 0.3 * random.nextGaussian()));
        }
        return text.append('}').toString();
    }

    /** Records that were sent so far. */
    long sent() {
        return sent.get();
    }

    /** Sends no more, and waits until all are in the topic. */
    void stop() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        producer.flush();
    }

    @Override
    public void close() {
        stop();
        producer.close();
    }
}
