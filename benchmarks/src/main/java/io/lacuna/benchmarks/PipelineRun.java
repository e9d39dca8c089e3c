package io.lacuna.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.lacuna.app.config.KafkaSettings;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.stream.StreamApp;
import io.lacuna.internal.avro.AvroValueDeserializer;
import io.lacuna.internal.avro.AvroValueSerializer;
import io.lacuna.internal.generation.GenerationPublisher;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.schemas.Reason;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;

/**
 * The measurements of one pipeline. First it processes the backlog (throughput), then records come at a steady rate
 * (latency).
 *
 * @param recordsPerSecond over the backlog without its first fifth, which warms the JVM up
 * @param cpuSecondsPerMillion CPU seconds of this process per million records, over the same part of the backlog
 * @param medianMs median time from a record's timestamp to the arrival of its committed output at a consumer, at the
 *     steady rate
 * @param p99Ms the 99th percentile of that time
 */
record PipelineRun(double recordsPerSecond, double cpuSecondsPerMillion, double medianMs, double p99Ms) {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** A source, a sink, and the serdes between them. */
    static PipelineRun passThrough(LacunaConfig config, SchemaRegistry registry, PipelineInput input) throws Exception {
        String output = "pass-" + UUID.randomUUID();
        PipelineInput.createTopic(config.bootstrapServers(), output, 2);
        Topology topology = new Topology();
        topology.addSource(
                AutoOffsetReset.earliest(),
                "records",
                new ByteArrayDeserializer(),
                AvroValueDeserializer.generic(registry),
                input.topic());
        topology.addSink("passed", output, new ByteArraySerializer(), new AvroValueSerializer(registry), "records");
        Properties settings = new Properties();
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, KafkaSettings.BATCH_BYTES);
        config.given().forEach((key, value) -> {
            if (key.startsWith("producer.") || key.startsWith("consumer.")) {
                settings.put(key, value);
            }
        });
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, output);
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDir());
        settings.put(
                StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                config.processingGuarantee().id());
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.streamThreads());
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
        try (KafkaStreams streams = new KafkaStreams(topology, settings)) {
            streams.start();
            return measure(input, registry, output, output);
        }
    }

    /** The application as users run it, with a published model. */
    static PipelineRun lacuna(LacunaConfig base, SchemaRegistry registry, PipelineInput input, byte[] artifact)
            throws Exception {
        String run = "lacuna-" + UUID.randomUUID();
        LacunaConfig config =
                base.with(Map.of(LacunaConfig.APPLICATION_ID, run, LacunaConfig.TOPIC_NAMES_PREFIX, run + "-"));
        try (StreamApp app = StreamApp.start(config, registry)) {
            new GenerationPublisher(config.modelsTopicSettings())
                    .publish(
                            artifact, new GenerationPublisher.Draft(Reason.IMPORT, 0, "benchmark", Map.of(), Map.of()));
            awaitReady(app);
            return measure(input, registry, run, config.imputedTopic());
        }
    }

    private static void awaitReady(StreamApp app) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!app.notReady().isEmpty()) {
            if (System.nanoTime() > deadline || !app.isAlive()) {
                throw new IllegalStateException("Lacuna is not ready: " + app.notReady() + " "
                        + app.catalog().states());
            }
            Thread.sleep(20);
        }
    }

    private static PipelineRun measure(PipelineInput input, SchemaRegistry registry, String group, String output)
            throws Exception {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long start;
        long cpu;
        long from;
        long end;
        try (PipelineProgress progress = new PipelineProgress(input, group)) {
            long target = progress.inputEnd();
            from = progress.await(target - input.records() + input.records() / 5, PATIENCE);
            start = System.nanoTime();
            cpu = system.getProcessCpuTime();
            end = progress.await(target, PATIENCE);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpuSeconds = (system.getProcessCpuTime() - cpu) / 1e9;
        double[] latencies = PipelineLatency.measure(input, registry, output);
        return new PipelineRun(
                (end - from) / seconds,
                cpuSeconds / (end - from) * 1e6,
                latencies[latencies.length / 2],
                latencies[latencies.length * 99 / 100]);
    }
}
