package io.lacuna.demo;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.data.Features;
import io.lacuna.demo.feed.AvroCells;
import io.lacuna.internal.avro.AvroValueDeserializer;
import io.lacuna.internal.registry.SchemaRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the imputed topic as any consumer does, committed records only. It scores a record as soon as both sides are
 * known: what was sent, and what came out. {@link #run} belongs to one thread; all other methods are safe for
 * concurrent use.
 */
final class Scoreboard implements Runnable, AutoCloseable {
    private final Features features;
    private final FillScores scores;
    private final ModelAlone alone;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final AvroValueDeserializer<GenericRecord> values;
    private final Map<Place, Sent> awaited = new HashMap<>();
    private final Map<Place, Arrived> early = new HashMap<>();
    private final SortedMap<Long, Long> byGeneration = new TreeMap<>();
    private long imputed;

    private record Place(int partition, long offset) {}

    private record Sent(FillScores.Expected expected, GenericRecord record, long timeMs, boolean drifted) {}

    private record Arrived(double[] filled, long generation) {}

    Scoreboard(LacunaConfig config, SchemaRegistry registry, Features features, FillScores scores, ModelAlone alone) {
        this.alone = alone;
        this.features = features;
        this.scores = scores;
        Map<String, Object> settings = config.consumerSettings();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        values = AvroValueDeserializer.generic(registry);
        var partitions = consumer.partitionsFor(config.imputedTopic()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    @Override
    public void run() {
        try (consumer) {
            while (true) {
                look();
                consumer.poll(Duration.ofMillis(100)).forEach(this::take);
            }
        } catch (WakeupException closed) {
            // Closed.
        }
    }

    private synchronized void look() {
        alone.look();
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        GenericRecord value = values.deserialize(record.topic(), record.value());
        if (value == null || !(value.get("imputation") instanceof GenericRecord note)) {
            return;
        }
        double[] filled = new double[features.size()];
        for (int j = 0; j < filled.length; j++) {
            filled[j] = AvroCells.get(value, features.get(j));
        }
        Place place = new Place((Integer) note.get("sourcePartition"), (Long) note.get("sourceOffset"));
        arrived(place, new Arrived(filled, (Long) note.get("generation")));
    }

    private synchronized void arrived(Place place, Arrived arrived) {
        imputed++;
        byGeneration.merge(arrived.generation(), 1L, Long::sum);
        Sent sent = awaited.remove(place);
        if (sent == null) {
            early.put(place, arrived);
        } else {
            score(sent, arrived);
        }
    }

    /** The broker acknowledged a record at this position, with this time. */
    synchronized void acknowledged(
            int partition,
            long offset,
            long timeMs,
            FillScores.Expected expected,
            GenericRecord record,
            boolean drifted) {
        Place place = new Place(partition, offset);
        Sent sent = new Sent(expected, record, timeMs, drifted);
        Arrived arrived = early.remove(place);
        if (arrived == null) {
            awaited.put(place, sent);
        } else {
            score(sent, arrived);
        }
    }

    private void score(Sent sent, Arrived arrived) {
        long generation = arrived.generation();
        double[] without = alone.fill(generation, sent.record(), sent.timeMs());
        scores.filled(sent.expected(), arrived.filled(), without, new FillScores.Part(sent.drifted(), generation));
    }

    /** The number of imputed records read. */
    synchronized long imputed() {
        return imputed;
    }

    /** The number of imputed records read, by the generation that filled them. */
    synchronized SortedMap<Long, Long> byGeneration() {
        return new TreeMap<>(byGeneration);
    }

    @Override
    public void close() {
        consumer.wakeup();
    }
}
