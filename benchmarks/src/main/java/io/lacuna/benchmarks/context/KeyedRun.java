package io.lacuna.benchmarks.context;

import io.lacuna.app.config.ContextKeys;
import io.lacuna.app.config.KafkaSettings;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.stream.StreamApp;
import io.lacuna.benchmarks.peer.Peer;
import io.lacuna.internal.generation.GenerationPublisher;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.schemas.Reason;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;

/** Runs one pipeline over the whole input and measures its throughput. */
final class KeyedRun {
    private static final long PATIENCE_NANOS = 600_000_000_000L;

    private KeyedRun() {}

    /** The settings of an application, without its name. */
    static LacunaConfig config(KeyedInput input, String registryUrl, String stateDir, int threads) {
        return LacunaConfig.of(Map.of(
                LacunaConfig.BOOTSTRAP_SERVERS,
                input.bootstrapServers(),
                LacunaConfig.SCHEMA_REGISTRY_URL,
                registryUrl,
                LacunaConfig.INPUT_TOPIC,
                input.topic(),
                LacunaConfig.STATE_DIR,
                stateDir,
                LacunaConfig.NUM_STREAM_THREADS,
                Integer.toString(threads),
                LacunaConfig.REPLICATION_FACTOR,
                "1",
                "commit.interval.ms",
                "100"));
    }

    /** The application as users run it, exactly once, with a published model. */
    static double lacuna(LacunaConfig base, SchemaRegistry registry, KeyedInput input, byte[] artifact, String store)
            throws Exception {
        LacunaConfig config = named(base, store);
        try (StreamApp app = started(config, registry, artifact)) {
            awaitReady(app);
            return input.throughput(config.applicationId());
        }
    }

    /** The configuration with a new name and that store. */
    static LacunaConfig named(LacunaConfig base, String store) {
        String run = "lacuna-" + UUID.randomUUID();
        return base.with(Map.of(
                LacunaConfig.APPLICATION_ID,
                run,
                LacunaConfig.TOPIC_NAMES_PREFIX,
                run + "-",
                ContextKeys.CONTEXT_STORE,
                store));
    }

    /** The application; its model is published after its topics exist. */
    static StreamApp started(LacunaConfig config, SchemaRegistry registry, byte[] artifact) {
        StreamApp app = StreamApp.start(config, registry);
        new GenerationPublisher(config.modelsTopicSettings())
                .publish(artifact, new GenerationPublisher.Draft(Reason.IMPORT, 0, "benchmark", Map.of(), Map.of()));
        return app;
    }

    static void awaitReady(StreamApp app) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!app.notReady().isEmpty()) {
            if (System.nanoTime() > deadline || !app.isAlive()) {
                throw new IllegalStateException("Lacuna is not ready: " + app.notReady());
            }
            Thread.sleep(20);
        }
    }

    /** A topology that only carries the last value of a key forward, with the same serdes, settings and kind of store. */
    static double carryForward(LacunaConfig base, SchemaRegistry registry, KeyedInput input, boolean inMemory)
            throws Exception {
        String output = "locf-" + UUID.randomUUID();
        input.createTopic(output);
        Peer peer = inMemory ? Peer.LOCF_MEMORY : Peer.LOCF_ROCKSDB;
        Properties settings = new Properties();
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, KafkaSettings.BATCH_BYTES);
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, output);
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, base.bootstrapServers());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, base.stateDir());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, base.streamThreads());
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
        try (KafkaStreams streams =
                new KafkaStreams(peer.topology(registry, input.topic(), output, input.d()), settings)) {
            streams.start();
            return input.throughput(output);
        }
    }
}
