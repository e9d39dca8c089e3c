package io.lacuna.benchmarks.context;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.stream.StreamApp;
import io.lacuna.benchmarks.Benchmark;
import io.lacuna.internal.registry.SchemaRegistries;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.sandbox.process.BrokerCluster;
import io.lacuna.sandbox.registry.InMemoryRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Many keys: records per second, size of the state, and the time that a new instance needs until it is ready: with the state of
 * the old one, and without, when it reads the whole changelog.
 */
public final class ManyKeysBenchmark implements Benchmark {
    private static final int D = 12;
    private static final int RECORDS_A_KEY = 2;

    @Override
    public String description() {
        return "a million keys: records/s, size of the state, time to restore it: [keys] [memory|rocksdb]";
    }

    @Override
    public void run(List<String> arguments) throws Exception {
        int keys = ContextPipelineBenchmark.number(arguments, 0, 1_000_000);
        List<String> stores = arguments.size() < 2 ? List.of("memory", "rocksdb") : List.of(arguments.get(1));
        try (Folder folder = new Folder("lacuna-keys");
                BrokerCluster cluster = BrokerCluster.startForLoad(folder.path());
                InMemoryRegistry server = InMemoryRegistry.start(0);
                SchemaRegistry registry = SchemaRegistries.open(Map.of("schema.registry.url", server.url()))) {
            KeyedInput input =
                    new KeyedInput(cluster.bootstrapServers(), "keyed", D, keys, (long) keys * RECORDS_A_KEY);
            input.produce(registry);
            byte[] artifact = KeyedModel.artifact(D, "default", true, folder.path());
            System.out.printf(
                    "%-9s %9s %10s %14s %12s %12s %12s %14s%n",
                    "store", "keys", "records/s", "changelog MB", "bytes/key", "disk MB", "restart s", "restore s");
            for (String store : stores) {
                measure(folder, server, registry, input, artifact, store);
            }
        }
    }

    private static void measure(
            Folder folder,
            InMemoryRegistry server,
            SchemaRegistry registry,
            KeyedInput input,
            byte[] artifact,
            String store)
            throws Exception {
        Path state = folder.path().resolve("state-" + store);
        LacunaConfig config = KeyedRun.named(KeyedRun.config(input, server.url(), state.toString(), 2), store);
        double perSecond;
        try (StreamApp app = KeyedRun.started(config, registry, artifact)) {
            KeyedRun.awaitReady(app);
            perSecond = input.throughput(config.applicationId());
        }
        long changelog = input.logBytes(config.contextTopic());
        long disk = folder.bytes("state-" + store);
        double restart = secondsUntilReady(config, registry);
        delete(state);
        double restore = secondsUntilReady(config, registry);
        System.out.printf(
                "%-9s %9d %10.0f %14.0f %12.0f %12.0f %12.1f %14.1f%n",
                store,
                input.keys(),
                perSecond,
                changelog / 1e6,
                changelog / (double) input.records(),
                disk / 1e6,
                restart,
                restore);
    }

    private static double secondsUntilReady(LacunaConfig config, SchemaRegistry registry) throws Exception {
        long start = System.nanoTime();
        try (StreamApp app = StreamApp.start(config, registry)) {
            KeyedRun.awaitReady(app);
            return (System.nanoTime() - start) / 1e9;
        }
    }

    /** Deletes the folder of a state; stores in memory have none. */
    private static void delete(Path state) throws Exception {
        if (!Files.exists(state)) {
            return;
        }
        try (Stream<Path> files = Files.walk(state)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
