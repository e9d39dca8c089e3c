package io.lacuna.benchmarks;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.internal.registry.SchemaRegistries;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.sandbox.process.BrokerCluster;
import io.lacuna.sandbox.registry.InMemoryRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Records per second, CPU time and end-to-end latency of Lacuna beside what a user would run instead ({@link
 * io.lacuna.benchmarks.peer.Peer}): the same keyed Avro records, serdes and settings of Kafka, on the same broker in the same run.
 * A round runs every row once, one after another, so that what else the machine does meets all of them; the table has medians over
 * the rounds, and its ratios are medians of the ratios of each round. The marginal model shows the cost of Lacuna without
 * inference.
 */
final class PipelineBenchmark implements Benchmark {
    private static final int PARTITIONS = 2;

    /** The input of runs that are not counted: the first run of a JVM is measured while it compiles. */
    private static final int WARM_UP = 150_000;

    @Override
    public String description() {
        return "records/s, CPU and latency of Lacuna beside a pass-through, last values carried forward and ONNX Runtime, real"
                + " broker: [d,d,...] [records] [rounds=3] [threads=1,2] [guarantees=exactly_once_v2,...] [rows=name,...]"
                + " [key=value ...]";
    }

    @Override
    public void run(List<String> words) throws Exception {
        PipelineArguments arguments = PipelineArguments.of(words);
        Path directory = Files.createTempDirectory("lacuna-pipeline");
        try (BrokerCluster cluster = BrokerCluster.startForLoad(directory);
                InMemoryRegistry server = InMemoryRegistry.start(0);
                SchemaRegistry registry = SchemaRegistries.open(Map.of("schema.registry.url", server.url()))) {
            System.out.printf(
                    "%4s %-10s %7s %-16s %10s %10s %10s %8s %8s %8s %8s %8s%n",
                    "d",
                    "guarantee",
                    "threads",
                    "pipeline",
                    "records/s",
                    "thread us",
                    "process us",
                    "x pass",
                    "x locf",
                    "x onnx",
                    "p50 ms",
                    "p99 ms");
            for (int d : arguments.widths()) {
                List<PipelineRow> rows = PipelineRow.chosen(arguments.rows(), d, directory);
                PipelineInput warmUp = PipelineInput.produce(
                        cluster.bootstrapServers(),
                        registry,
                        d,
                        Math.min(WARM_UP, arguments.records() / 2),
                        PARTITIONS);
                PipelineInput input =
                        PipelineInput.produce(cluster.bootstrapServers(), registry, d, arguments.records(), PARTITIONS);
                for (PipelineRow row : rows) {
                    row.pipeline()
                            .run(
                                    settings(cluster, server, warmUp, directory, "exactly_once_v2", 1)
                                            .with(arguments.settings()),
                                    registry,
                                    warmUp,
                                    false);
                }
                for (String guarantee : arguments.guarantees()) {
                    for (int threads : arguments.threads()) {
                        LacunaConfig config = settings(cluster, server, input, directory, guarantee, threads)
                                .with(arguments.settings());
                        print(d, guarantee, threads, rounds(rows, arguments.rounds(), config, registry, input));
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

    /** The runs of each row, in the order of the rounds. Latency takes seconds and is measured in the last round. */
    private static Map<String, List<PipelineRun>> rounds(
            List<PipelineRow> rows, int rounds, LacunaConfig config, SchemaRegistry registry, PipelineInput input)
            throws Exception {
        Map<String, List<PipelineRun>> runs = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (PipelineRow row : rows) {
                runs.computeIfAbsent(row.name(), unseen -> new ArrayList<>())
                        .add(row.pipeline().run(config, registry, input, round == rounds - 1));
            }
        }
        return runs;
    }

    private static void print(int d, String guarantee, int threads, Map<String, List<PipelineRun>> runs) {
        runs.forEach((name, own) -> {
            PipelineRun last = own.get(own.size() - 1);
            System.out.printf(
                    "%4d %-10s %7d %-16s %10.0f %10.1f %10.1f %8s %8s %8s %8.1f %8.1f%n",
                    d,
                    guarantee.replace("_v2", "").replace("_once", ""),
                    threads,
                    name,
                    median(own, PipelineRun::recordsPerSecond),
                    median(own, PipelineRun::threadMicros),
                    median(own, PipelineRun::processMicros),
                    ratio(own, runs.get(PipelineRow.PASS_THROUGH)),
                    ratio(own, runs.get(PipelineRow.LOCF)),
                    ratio(own, runs.get(PipelineRow.ONNX)),
                    last.medianMs(),
                    last.p99Ms());
        });
    }

    private static double median(List<PipelineRun> runs, ToDoubleFunction<PipelineRun> of) {
        return middle(runs.stream().mapToDouble(of).toArray());
    }

    /** Median over the rounds of records per second in relation to a reference; a dash without one. */
    private static String ratio(List<PipelineRun> own, @Nullable List<PipelineRun> reference) {
        return reference == null
                ? "-"
                : String.format(
                        "%.2f",
                        middle(IntStream.range(0, own.size())
                                .mapToDouble(round -> own.get(round).recordsPerSecond()
                                        / reference.get(round).recordsPerSecond())
                                .toArray()));
    }

    private static double middle(double[] numbers) {
        double[] sorted = Arrays.stream(numbers).sorted().toArray();
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : 0.5 * (sorted[half - 1] + sorted[half]);
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
