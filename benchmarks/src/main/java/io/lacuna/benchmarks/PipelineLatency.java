package io.lacuna.benchmarks;

import io.lacuna.internal.registry.SchemaRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * End-to-end latency at a steady rate far below saturation: from the timestamp at the producer to the arrival as a
 * committed record.
 */
final class PipelineLatency {
    private static final int RATE = 1_000;
    private static final int RECORDS = 8_000;
    private static final int WARM_UP = 2_000;

    private PipelineLatency() {}

    /** Sorted latencies in milliseconds of the records after a warm-up. */
    static double[] measure(PipelineInput input, SchemaRegistry registry, String output) throws InterruptedException {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", input.bootstrapServers());
        settings.put("isolation.level", "read_committed");
        List<Double> latencies = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(consumer.partitionsFor(output).stream()
                    .map(partition -> new TopicPartition(output, partition.partition()))
                    .toList());
            consumer.seekToEnd(List.of());
            consumer.assignment().forEach(consumer::position);
            long began = System.currentTimeMillis();
            Thread feeder = new Thread(() -> feed(input, registry), "feeder");
            feeder.start();
            long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
            while (latencies.size() < RECORDS && System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(20))) {
                    if (record.timestamp() >= began) {
                        latencies.add((double) (System.currentTimeMillis() - record.timestamp()));
                    }
                }
            }
            feeder.join();
        }
        if (latencies.size() < RECORDS) {
            throw new IllegalStateException("only " + latencies.size() + " of " + RECORDS + " records came out");
        }
        double[] sorted = latencies.stream().skip(WARM_UP).mapToDouble(ms -> ms).toArray();
        Arrays.sort(sorted);
        return sorted;
    }

    private static void feed(PipelineInput input, SchemaRegistry registry) {
        try (KafkaProducer<byte[], GenericRecord> producer = input.producer(registry)) {
            long start = System.nanoTime();
            for (int i = 0; i < RECORDS; i++) {
                long due = start + i * (1_000_000_000L / RATE);
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                producer.send(new ProducerRecord<>(
                        input.topic(), i % 2, System.currentTimeMillis(), PipelineInput.key(i), input.record(i)));
            }
        }
    }
}
