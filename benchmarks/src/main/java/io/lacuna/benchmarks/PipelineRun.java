package io.lacuna.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.lacuna.app.config.KafkaSettings;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.stream.StreamApp;
import io.lacuna.benchmarks.peer.Peer;
import io.lacuna.benchmarks.peer.StreamThreadCpu;
import io.lacuna.internal.generation.GenerationPublisher;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.schemas.Reason;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The measurements of one pipeline. First it processes the backlog (throughput), then records come at a steady rate
 * (latency).
 *
 * @param recordsPerSecond over the backlog without its first fifth, which warms the JVM up
 * @param threadMicros CPU microseconds of the stream threads per record, over the same part of the backlog
 * @param processMicros CPU microseconds of this process per record: also producers, the compiler, the garbage collector
 * @param medianMs median time from a record's timestamp to the arrival of its committed output at a consumer, at the
 *     steady rate; NaN if it was not measured
 * @param p99Ms the 99th percentile of that time
 */
record PipelineRun(double recordsPerSecond, double threadMicros, double processMicros, double medianMs, double p99Ms) {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** A topology that somebody would write instead, with Lacuna's settings of Kafka. */
    static PipelineRun peer(
            Peer peer, LacunaConfig config, SchemaRegistry registry, PipelineInput input, boolean latency)
            throws Exception {
        String output = peer.id() + "-" + UUID.randomUUID();
        PipelineInput.createTopic(config.bootstrapServers(), output, 2);
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
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
        int d = input.schema().getFields().size();
        try (KafkaStreams streams = new KafkaStreams(peer.topology(registry, input.topic(), output, d), settings)) {
            streams.start();
            return measure(input, registry, output, output, latency);
        }
    }

    /** The application as users run it, with a published model. */
    static PipelineRun lacuna(
            LacunaConfig base, SchemaRegistry registry, PipelineInput input, byte[] artifact, boolean latency)
            throws Exception {
        String run = "lacuna-" + UUID.randomUUID();
        LacunaConfig config =
                base.with(Map.of(LacunaConfig.APPLICATION_ID, run, LacunaConfig.TOPIC_NAMES_PREFIX, run + "-"));
        try (StreamApp app = StreamApp.start(config, registry)) {
            new GenerationPublisher(config.modelsTopicSettings())
                    .publish(
                            artifact, new GenerationPublisher.Draft(Reason.IMPORT, 0, "benchmark", Map.of(), Map.of()));
            awaitReady(app);
            return measure(input, registry, run, config.imputedTopic(), latency);
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

    private static PipelineRun measure(
            PipelineInput input, SchemaRegistry registry, String group, String output, boolean latency)
            throws Exception {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long start;
        long threads;
        long process;
        long from;
        long end;
        try (PipelineProgress progress = new PipelineProgress(input, group)) {
            long target = progress.inputEnd();
            from = progress.await(target - input.records() + input.records() / 5, PATIENCE);
            start = System.nanoTime();
            threads = StreamThreadCpu.nanos();
            process = system.getProcessCpuTime();
            end = progress.await(target, PATIENCE);
        }
        double records = end - from;
        double seconds = (System.nanoTime() - start) / 1e9;
        double threadMicros = (StreamThreadCpu.nanos() - threads) / 1e3 / records;
        double processMicros = (system.getProcessCpuTime() - process) / 1e3 / records;
        double[] latencies = latency ? PipelineLatency.measure(input, registry, output) : new double[] {Double.NaN};
        return new PipelineRun(
                records / seconds,
                threadMicros,
                processMicros,
                latencies[latencies.length / 2],
                latencies[latencies.length * 99 / 100]);
    }
}
