package io.lacuna.benchmarks;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.internal.registry.SchemaRegistries;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.sandbox.process.BrokerCluster;
import io.lacuna.sandbox.registry.InMemoryRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The cost of imputation in a pipeline: records per second and end-to-end latency of Lacuna, compared with a topology
 * that only reads and writes the same Avro records, with the same serdes and settings, on the same broker in the same
 * run. Lacuna writes two topics, the pass-through one; Lacuna also scores some records. The marginal model shows how
 * much of the difference comes from that and not from inference.
 */
final class PipelineBenchmark implements Benchmark {
    private static final int RECORDS = 600_000;
    private static final int PARTITIONS = 2;
    private static final List<String> MODELS = List.of("default", "fast", PipelineModel.MARGINAL);

    @Override
    public String description() {
        return "records/s and latency of Lacuna and of a pass-through, real broker: [d,d,...] [records] [key=value ...]";
    }

    @Override
    public void run(List<String> arguments) throws Exception {
        int[] widths = arguments.isEmpty()
                ? new int[] {12, 57}
                : Arrays.stream(arguments.get(0).split(","))
                        .mapToInt(Integer::parseInt)
                        .toArray();
        int records = arguments.size() < 2 ? RECORDS : Integer.parseInt(arguments.get(1));
        Map<String, String> more = settings(arguments.subList(Math.min(2, arguments.size()), arguments.size()));
        Path directory = Files.createTempDirectory("lacuna-pipeline");
        try (BrokerCluster cluster = BrokerCluster.startForLoad(directory);
                InMemoryRegistry server = InMemoryRegistry.start(0);
                SchemaRegistry registry = SchemaRegistries.open(Map.of("schema.registry.url", server.url()))) {
            System.out.printf(
                    "%4s %-14s %7s %-16s %10s %8s %12s %9s %9s %8s%n",
                    "d",
                    "guarantee",
                    "threads",
                    "pipeline",
                    "records/s",
                    "ratio",
                    "cpu s/M",
                    "p50 ms",
                    "p99 ms",
                    "ratio");
            for (int d : widths) {
                PipelineInput input =
                        PipelineInput.produce(cluster.bootstrapServers(), registry, d, records, PARTITIONS);
                warmUp(
                        settings(cluster, server, input, directory, "exactly_once_v2", 2)
                                .with(more),
                        registry,
                        input,
                        d,
                        directory);
                for (String guarantee : List.of("exactly_once_v2", "at_least_once")) {
                    for (int threads : new int[] {1, 2}) {
                        LacunaConfig config = settings(cluster, server, input, directory, guarantee, threads)
                                .with(more);
                        compare(config, registry, input, d, guarantee, threads, directory);
                    }
                }
            }
        } finally {
            delete(directory);
        }
    }

    static LacunaConfig settings(
            BrokerCluster cluster,
            InMemoryRegistry server,
            PipelineInput input,
            Path directory,
            String guarantee,
            int threads) {
        return LacunaConfig.of(Map.of(
                LacunaConfig.BOOTSTRAP_SERVERS,
                cluster.bootstrapServers(),
                LacunaConfig.SCHEMA_REGISTRY_URL,
                server.url(),
                LacunaConfig.INPUT_TOPIC,
                input.topic(),
                LacunaConfig.STATE_DIR,
                directory.resolve("state").toString(),
                LacunaConfig.PROCESSING_GUARANTEE,
                guarantee,
                LacunaConfig.NUM_STREAM_THREADS,
                Integer.toString(threads),
                LacunaConfig.REPLICATION_FACTOR,
                "1",
                "commit.interval.ms",
                "100"));
    }

    /** One run of each pipeline that is not counted: the first run of a JVM would be measured while it compiles. */
    private static void warmUp(LacunaConfig config, SchemaRegistry registry, PipelineInput input, int d, Path directory)
            throws Exception {
        PipelineRun.passThrough(config, registry, input);
        for (String model : MODELS) {
            PipelineRun.lacuna(config, registry, input, PipelineModel.artifact(d, model, directory));
        }
    }

    /** Settings for all pipelines; Kafka's settings with their prefix, such as {@code producer.linger.ms=5}. */
    private static Map<String, String> settings(List<String> arguments) {
        Map<String, String> settings = new TreeMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("'" + argument + "' is no key=value");
            }
            settings.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        return settings;
    }

    private static void compare(
            LacunaConfig config,
            SchemaRegistry registry,
            PipelineInput input,
            int d,
            String guarantee,
            int threads,
            Path directory)
            throws Exception {
        PipelineRun reference = PipelineRun.passThrough(config, registry, input);
        print(d, guarantee, threads, "pass-through", reference, reference);
        for (String model : MODELS) {
            print(
                    d,
                    guarantee,
                    threads,
                    "lacuna " + model,
                    PipelineRun.lacuna(config, registry, input, PipelineModel.artifact(d, model, directory)),
                    reference);
        }
    }

    private static void print(
            int d, String guarantee, int threads, String pipeline, PipelineRun run, PipelineRun reference) {
        System.out.printf(
                "%4d %-14s %7d %-16s %10.0f %8.2f %12.1f %9.1f %9.1f %8.2f%n",
                d,
                guarantee.replace("_v2", "").replace("_once", ""),
                threads,
                pipeline,
                run.recordsPerSecond(),
                run.recordsPerSecond() / reference.recordsPerSecond(),
                run.cpuSecondsPerMillion(),
                run.medianMs(),
                run.p99Ms(),
                run.p99Ms() / reference.p99Ms());
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
