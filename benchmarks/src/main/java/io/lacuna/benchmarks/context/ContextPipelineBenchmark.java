package io.lacuna.benchmarks.context;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.benchmarks.Benchmark;
import io.lacuna.internal.registry.SchemaRegistries;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.sandbox.process.BrokerCluster;
import io.lacuna.sandbox.registry.InMemoryRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Records per second, exactly once, of Lacuna with and without context, and of a topology that only carries the last value of a
 * key forward from a store of the same kind ({@code locf-memory}, {@code locf-rocksdb}): the same records, broker and run.
 */
public final class ContextPipelineBenchmark implements Benchmark {
    private static final int D = 12;

    @Override
    public String description() {
        return "records/s with the past of 10,000 keys, without, and of carrying the last value forward: [keys] [records]"
                + " [threads] [preset]";
    }

    @Override
    public void run(List<String> arguments) throws Exception {
        int keys = number(arguments, 0, 10_000);
        int records = number(arguments, 1, 400_000);
        int threads = number(arguments, 2, 1);
        String preset = arguments.size() < 4 ? "default" : arguments.get(3);
        try (Folder folder = new Folder("lacuna-context");
                BrokerCluster cluster = BrokerCluster.startForLoad(folder.path());
                InMemoryRegistry server = InMemoryRegistry.start(0);
                SchemaRegistry registry = SchemaRegistries.open(Map.of("schema.registry.url", server.url()))) {
            Path path = folder.path();
            KeyedInput input = new KeyedInput(cluster.bootstrapServers(), "keyed", D, keys, records);
            input.produce(registry);
            LacunaConfig base =
                    KeyedRun.config(input, server.url(), path.resolve("state").toString(), threads);
            byte[] alone = KeyedModel.artifact(D, preset, false, path);
            byte[] context = KeyedModel.artifact(D, preset, true, path);
            // Not counted: the first run of a JVM is measured while it compiles.
            KeyedRun.lacuna(base, registry, input, context, "memory");
            KeyedRun.carryForward(base, registry, input, true);
            System.out.printf("%-18s %10s %10s%n", "pipeline", "records/s", "x alone");
            double reference = KeyedRun.lacuna(base, registry, input, alone, "memory");
            print("without context", reference, reference);
            print("context-memory", KeyedRun.lacuna(base, registry, input, context, "memory"), reference);
            print("context-rocksdb", KeyedRun.lacuna(base, registry, input, context, "rocksdb"), reference);
            double again = KeyedRun.lacuna(base, registry, input, alone, "memory");
            print("without, again", again, reference);
            print("locf-memory", KeyedRun.carryForward(base, registry, input, true), reference);
            print("locf-rocksdb", KeyedRun.carryForward(base, registry, input, false), reference);
        }
    }

    static int number(List<String> arguments, int place, int otherwise) {
        return arguments.size() <= place ? otherwise : Integer.parseInt(arguments.get(place));
    }

    private static void print(String pipeline, double recordsPerSecond, double reference) {
        System.out.printf("%-18s %10.0f %10.2f%n", pipeline, recordsPerSecond, recordsPerSecond / reference);
    }
}
