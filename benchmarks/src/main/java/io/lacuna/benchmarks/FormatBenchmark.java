package io.lacuna.benchmarks;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.internal.format.RecordFormat;
import io.lacuna.internal.registry.SchemaRegistries;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.sandbox.process.BrokerCluster;
import io.lacuna.sandbox.registry.InMemoryRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The cost of a format: Lacuna with the same records as Avro and as JSON, on the same broker in the same run, exactly once on
 * one thread. The model without inference shows the most of the format's own cost.
 */
final class FormatBenchmark implements Benchmark {
    private static final int WIDTH = 12;
    private static final int RECORDS = 300_000;
    private static final int PARTITIONS = 2;
    private static final List<String> MODELS = List.of("default", "fast", PipelineModel.MARGINAL);

    @Override
    public String description() {
        return "records/s and latency of Lacuna with Avro and with JSON, real broker: [d] [records]";
    }

    @Override
    public void run(List<String> arguments) throws Exception {
        int d = arguments.isEmpty() ? WIDTH : Integer.parseInt(arguments.get(0));
        int records = arguments.size() < 2 ? RECORDS : Integer.parseInt(arguments.get(1));
        Path directory = Files.createTempDirectory("lacuna-formats");
        try (BrokerCluster cluster = BrokerCluster.startForLoad(directory);
                InMemoryRegistry server = InMemoryRegistry.start(0);
                SchemaRegistry registry = SchemaRegistries.open(Map.of("schema.registry.url", server.url()))) {
            PipelineInput avro = input(cluster, registry, RecordFormat.AVRO, d, records);
            PipelineInput json = input(cluster, registry, RecordFormat.JSON, d, records);
            for (PipelineInput input : List.of(avro, json)) { // Not counted: the JVM still compiles.
                run(cluster, server, registry, input, PipelineModel.artifact(d, "default", directory), directory);
            }
            System.out.printf(
                    "%-10s %-6s %10s %8s %12s %9s %9s%n",
                    "model", "format", "records/s", "ratio", "process us", "p50 ms", "p99 ms");
            for (String model : MODELS) {
                byte[] artifact = PipelineModel.artifact(d, model, directory);
                PipelineRun reference = run(cluster, server, registry, avro, artifact, directory);
                print(model, avro, reference, reference);
                print(model, json, run(cluster, server, registry, json, artifact, directory), reference);
            }
        } finally {
            PipelineBenchmark.delete(directory);
        }
    }

    private static PipelineInput input(
            BrokerCluster cluster, SchemaRegistry registry, RecordFormat format, int d, int records) throws Exception {
        return PipelineInput.produce(cluster.bootstrapServers(), registry, format, d, records, PARTITIONS);
    }

    private static PipelineRun run(
            BrokerCluster cluster,
            InMemoryRegistry server,
            SchemaRegistry registry,
            PipelineInput input,
            byte[] artifact,
            Path directory)
            throws Exception {
        LacunaConfig config = PipelineBenchmark.settings(cluster, server, input, directory, "exactly_once_v2", 1)
                .with(Map.of(LacunaConfig.INPUT_FORMAT, input.format().id()));
        return PipelineRun.lacuna(config, registry, input, artifact, true);
    }

    private static void print(String model, PipelineInput input, PipelineRun run, PipelineRun reference) {
        System.out.printf(
                "%-10s %-6s %10.0f %8.2f %12.1f %9.1f %9.1f%n",
                model,
                input.format().id(),
                run.recordsPerSecond(),
                run.recordsPerSecond() / reference.recordsPerSecond(),
                run.processMicros(),
                run.medianMs(),
                run.p99Ms());
    }
}
