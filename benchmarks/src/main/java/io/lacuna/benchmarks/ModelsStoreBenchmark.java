package io.lacuna.benchmarks;

import io.lacuna.app.cluster.Cluster;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.config.RuntimeKeys;
import io.lacuna.internal.generation.ModelsTopic;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.internal.registry.SchemaRegistries;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.sandbox.process.BrokerCluster;
import io.lacuna.sandbox.process.ChildJvm;
import io.lacuna.sandbox.registry.InMemoryRegistry;
import io.lacuna.schemas.Generation;
import io.lacuna.schemas.Outcome;
import io.lacuna.schemas.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Start time and live heap of a stream whose models topic has many generations, each with a model of its own: once as
 * published with the default {@code generation.keep}, where each publication deletes the models beyond it, and once with
 * {@code generation.keep=0}. The log is not compacted yet, so a start reads all of it. The store's memory is the difference
 * to a stream with a single generation. Prints the budget, a quarter of the heap, in the same row.
 */
final class ModelsStoreBenchmark implements Benchmark {
    private static final int HEAP_MIB = 256;
    private static final int KEEP = 20;
    private static final int CHUNK = 524_288;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    @Override
    public String description() {
        return "start time and memory of a stream with many generations: [generations] [MiB a model]";
    }

    @Override
    public void run(List<String> arguments) throws Exception {
        int generations = arguments.isEmpty() ? 1_000 : Integer.parseInt(arguments.get(0));
        double mebibytes = arguments.size() < 2 ? 1 : Double.parseDouble(arguments.get(1));
        ImputationModel small = TakeoverBenchmark.small();
        int times = (int) Math.ceil(mebibytes * 1_048_576 / ModelArtifact.write(small).length);
        ImputationModel model = TakeoverBenchmark.grown(small, times);
        Path directory = Files.createTempDirectory("lacuna-models");
        try (BrokerCluster cluster = BrokerCluster.start(directory, 1);
                InMemoryRegistry server = InMemoryRegistry.start(0);
                SchemaRegistry registry = SchemaRegistries.open(Map.of("schema.registry.url", server.url()))) {
            PipelineInput input =
                    PipelineInput.produce(cluster.bootstrapServers(), registry, TakeoverBenchmark.FEATURES, 200, 1);
            System.out.printf(
                    "%12s %16s %12s %10s %14s %16s %12s%n",
                    "generations",
                    "generation.keep",
                    "topic MiB",
                    "start s",
                    "live heap MiB",
                    "above one MiB",
                    "budget MiB");
            double alone = 0;
            for (int[] row : new int[][] {{1, KEEP}, {generations, KEEP}, {generations, 0}}) {
                LacunaConfig config = config(cluster, server, input, directory, row);
                long bytes = publish(config, model, row[0], row[1]);
                Started started = start(config, row[0], directory);
                alone = row[0] == 1 ? started.liveMiB() : alone;
                System.out.printf(
                        Locale.ROOT,
                        "%12d %16d %12.0f %10.1f %14.1f %16.1f %12.0f%n",
                        row[0],
                        row[1],
                        bytes / 1_048_576.0,
                        started.seconds(),
                        started.liveMiB(),
                        started.liveMiB() - alone,
                        HEAP_MIB / 4.0);
            }
        } finally {
            PipelineBenchmark.delete(directory);
        }
    }

    private static LacunaConfig config(
            BrokerCluster cluster, InMemoryRegistry server, PipelineInput input, Path directory, int[] row) {
        String name = "models-" + row[0] + "-" + row[1];
        Map<String, String> keys = new HashMap<>();
        keys.put(LacunaConfig.BOOTSTRAP_SERVERS, cluster.bootstrapServers());
        keys.put(LacunaConfig.SCHEMA_REGISTRY_URL, server.url());
        keys.put(LacunaConfig.INPUT_TOPIC, input.topic());
        keys.put(LacunaConfig.APPLICATION_ID, name);
        keys.put("topic.names.prefix", name + "-");
        keys.put(LacunaConfig.REPLICATION_FACTOR, "1");
        keys.put(LacunaConfig.STATE_DIR, directory.resolve(name).toString());
        keys.put(RuntimeKeys.HTTP_PORT, "0");
        return LacunaConfig.of(keys);
    }

    /** Writes what that many publications write; returns how many bytes. */
    private static long publish(LacunaConfig config, ImputationModel model, int generations, int keep) {
        try (Cluster topics = Cluster.connect(config)) {
            topics.ensureModelsTopic();
        }
        Map<String, Object> settings = new HashMap<>(config.producerSettings());
        settings.put("transactional.id", config.modelsTopic());
        settings.put("batch.size", 1 << 20);
        long bytes = 0;
        Deque<byte[][]> kept = new ArrayDeque<>();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            for (int number = 1; number <= generations; number++) {
                byte[] artifact = ModelArtifact.write(
                        model.with(model.provenance().with(Map.of("number", Integer.toString(number)))));
                String hash = ModelArtifact.sha256(artifact);
                producer.beginTransaction();
                byte[][] keys = new byte[(artifact.length + CHUNK - 1) / CHUNK][];
                for (int n = 0; n < keys.length; n++) {
                    keys[n] = ModelsTopic.chunkKey(hash, n);
                    send(
                            producer,
                            config,
                            keys[n],
                            Arrays.copyOfRange(artifact, n * CHUNK, Math.min(artifact.length, (n + 1) * CHUNK)));
                }
                send(
                        producer,
                        config,
                        ModelsTopic.generationKey(number),
                        ModelsTopic.encode(generation(number, hash, artifact.length, keys.length)));
                kept.add(keys);
                if (keep > 0 && kept.size() > keep) {
                    for (byte[] key : kept.remove()) {
                        producer.send(new ProducerRecord<>(config.modelsTopic(), 0, key, null));
                    }
                }
                producer.commitTransaction();
                bytes += artifact.length;
            }
        }
        return bytes;
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, LacunaConfig config, byte[] key, byte[] value) {
        producer.send(new ProducerRecord<>(config.modelsTopic(), 0, key, value));
    }

    private static Generation generation(int number, String hash, int bytes, int chunks) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return Generation.newBuilder()
                .setNumber(number)
                .setOutcome(Outcome.PUBLISHED)
                .setReason(Reason.REFIT)
                .setArtifact(hash)
                .setArtifactBytes(bytes)
                .setChunks(chunks)
                .setCreatedMs(now)
                .setEffectiveFromMs(now)
                .setMessage("benchmark")
                .setProvenance(Map.of())
                .setEvaluation(Map.of())
                .build();
    }

    /**
     * @param seconds from the start of the process until it is ready
     * @param liveMiB heap in use after a full collection
     */
    private record Started(double seconds, double liveMiB) {}

    private static Started start(LacunaConfig config, int newest, Path directory)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("stream"));
        config.given().forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
        long began = System.nanoTime();
        try (ChildJvm stream = ChildJvm.start(
                "stream",
                directory.resolve(config.applicationId() + ".log"),
                List.of("-Xmx" + HEAP_MIB + "m", "-XX:+UseSerialGC"),
                "io.lacuna.app.cli.Lacuna",
                arguments)) {
            String ready = "ready: generation " + newest + " serves";
            while (stream.printed().stream().noneMatch(line -> line.contains(ready))) {
                if (!stream.isAlive() || System.nanoTime() - began > PATIENCE.toNanos()) {
                    throw new IllegalStateException("the stream is not ready: " + stream.printed());
                }
                Thread.sleep(20);
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            jcmd(stream, "GC.run");
            return new Started(seconds, usedMiB(jcmd(stream, "GC.heap_info")));
        }
    }

    private static double usedMiB(String heap) {
        long used = 0;
        for (String line : heap.split("\n")) {
            // Metaspace is not in the heap.
            if (line.contains("generation")) {
                Matcher found = USED.matcher(line);
                used += found.find() ? Long.parseLong(found.group(1)) : 0;
            }
        }
        return used / 1_024.0;
    }

    private static String jcmd(ChildJvm process, String command) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        command)
                .redirectErrorStream(true)
                .start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new IllegalStateException("jcmd " + command + ": " + said);
        }
        return said;
    }
}
