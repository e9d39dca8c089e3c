package io.lacuna.demo;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.demo.feed.Feed;
import io.lacuna.internal.avro.AvroValueSerializer;
import io.lacuna.internal.registry.SchemaRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends the feed: the first records at once, the rest at a rate, with a few poison records in between. It waits at two places
 * of the plan until {@link #allow}. {@link #run} belongs to one thread; all other methods are safe for concurrent
 * use.
 */
final class Sender implements Runnable, AutoCloseable {
    private final Feed feed;
    private final FillScores scores;
    private final Scoreboard board;
    private final DemoPlan pace;
    private final String topic;
    private final AvroValueSerializer values;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong poison = new AtomicLong();
    private final AtomicLong missing = new AtomicLong();
    private volatile long end;
    private volatile boolean stopped;
    private volatile boolean done;
    private volatile @Nullable String failure;

    Sender(
            LacunaConfig config,
            SchemaRegistry registry,
            Feed feed,
            FillScores scores,
            Scoreboard board,
            DemoPlan pace) {
        this.feed = feed;
        this.scores = scores;
        this.board = board;
        this.pace = pace;
        end = pace.firstAt();
        topic = config.inputTopic();
        values = new AvroValueSerializer(registry);
        var settings = config.producerSettings();
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 10);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public void run() {
        try (producer) {
            long startNanos = System.nanoTime();
            for (long i = 0; feed.hasNext() && !stopped; i++) {
                startNanos += hold(i);
                waitUntil(startNanos + (long) (1e9 * Math.max(0, i - pace.backlog()) / pace.perSecond()));
                send(i);
            }
            producer.flush();
            done = !stopped;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException broken) {
            if (!stopped) {
                failure = "sending failed: " + broken.getMessage();
            }
        }
    }

    /** Waits until this record may be sent. Returns the duration of the wait in nanoseconds. */
    private long hold(long i) throws InterruptedException {
        if (i < end) {
            return 0;
        }
        long startNanos = System.nanoTime();
        while (i >= end && !stopped) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return System.nanoTime() - startNanos;
    }

    private void waitUntil(long nanos) throws InterruptedException {
        long left = nanos - System.nanoTime();
        if (left > 2_000_000) {
            TimeUnit.NANOSECONDS.sleep(left);
        }
    }

    private void send(long i) {
        List<byte[]> poisons = poisons();
        long every = Math.max(1, feed.size() / (poisons.size() + 1));
        if (i > 0 && i % every == 0 && i / every <= poisons.size()) {
            int which = (int) (i / every) - 1;
            producer.send(new ProducerRecord<>(topic, which % DemoCluster.PARTITIONS, null, poisons.get(which)));
            poison.incrementAndGet();
        }
        Feed.Row row = feed.next();
        FillScores.Expected expected = scores.sent(row);
        for (double cell : row.observed()) {
            missing.addAndGet(Double.isNaN(cell) ? 1 : 0);
        }
        boolean drifted = i >= feed.driftAt();
        producer.send(message(i, row), (place, failed) -> {
            if (failed == null) {
                board.acknowledged(
                        place.partition(), place.offset(), place.timestamp(), expected, row.record(), drifted);
            } else {
                failure = "sending failed: " + failed.getMessage();
            }
        });
        sent.incrementAndGet();
    }

    /** Kafka chooses the partition by the key; rows without a key take turns. */
    private ProducerRecord<byte[], byte[]> message(long i, Feed.Row row) {
        byte[] value = values.serialize(topic, row.record());
        Long timeMs = feed.timeMs(i) == Feed.NOW ? null : feed.timeMs(i);
        return row.key() == null
                ? new ProducerRecord<>(topic, (int) (i % DemoCluster.PARTITIONS), timeMs, null, value)
                : new ProducerRecord<>(topic, null, timeMs, row.key().getBytes(StandardCharsets.UTF_8), value);
    }

    /**
     * Values that no stream can use: text, an unknown schema, a truncated frame, a truncated record, an empty value.
     */
    private static List<byte[]> poisons() {
        return List.of(
                "not a record".getBytes(StandardCharsets.UTF_8),
                new byte[] {0, 0x7f, 0x7f, 0x7f, 0x7f, 1, 2, 3},
                new byte[] {0, 0},
                new byte[] {0, 0, 0, 0, 1, 2},
                new byte[0]);
    }

    /** Lets the sender send the records before this index. */
    void allow(long before) {
        end = before;
    }

    /** The number of good records sent. */
    long sent() {
        return sent.get();
    }

    /** The number of poison records sent. */
    long poison() {
        return poison.get();
    }

    /** The share of the sent cells that were missing. */
    double missingShare() {
        return missing.get() / (double) Math.max(1, sent.get() * feed.features().size());
    }

    /** Whether it waits before the record with this index. */
    boolean isHolding(long at) {
        return end == at && sent.get() == at && !done;
    }

    /** Whether everything is sent and acknowledged. */
    boolean isDone() {
        return done;
    }

    /** Why sending failed; null if it did not. */
    @Nullable
    String failure() {
        return failure;
    }

    @Override
    public void close() {
        stopped = true;
        producer.close(Duration.ofSeconds(2));
    }
}
