package io.lacuna.benchmarks;

import io.lacuna.app.cluster.Cluster;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.config.RuntimeKeys;
import io.lacuna.app.config.TrainerKeys;
import io.lacuna.internal.generation.ModelsTopicReader;
import io.lacuna.internal.registry.SchemaRegistries;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.sandbox.process.BrokerCluster;
import io.lacuna.sandbox.process.ChildJvm;
import io.lacuna.sandbox.registry.InMemoryRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Whether memory stays constant: a stream and a trainer as separate processes under a steady load, with a refit of the
 * default method or a neural one every few seconds. One row per minute: records filled, the smallest heap use of the
 * stream within the minute (the live objects), and the resident memory of both processes, including native memory.
 */
final class SoakBenchmark implements Benchmark {
    private static final int FEATURES = 12;
    private static final int PARTITIONS = 2;
    private static final Pattern HEAP =
            Pattern.compile("(?m)^jvm_memory_used_bytes\\{[^}]*area=\"heap\"[^}]*} ([0-9.E+]+)$");
    private static final Pattern FILLED =
            Pattern.compile("(?m)^lacuna_records_total\\{[^}]*outcome=\"imputed\"[^}]*} ([0-9.E+]+)$");
    private static final Pattern RSS = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");

    private final HttpClient http = HttpClient.newHttpClient();

    @Override
    public String description() {
        return "memory of stream and trainer under a steady load: [minutes] [records/s] [method]";
    }

    @Override
    public void run(List<String> arguments) throws Exception {
        int minutes = arguments.isEmpty() ? 10 : Integer.parseInt(arguments.get(0));
        int rate = arguments.size() < 2 ? 2_000 : Integer.parseInt(arguments.get(1));
        String method = arguments.size() < 3 ? "relay-mixture+svi" : arguments.get(2);
        Path directory = Files.createTempDirectory("lacuna-soak");
        AtomicBoolean ended = new AtomicBoolean();
        try (BrokerCluster cluster = BrokerCluster.start(directory, 1);
                InMemoryRegistry server = InMemoryRegistry.start(0);
                SchemaRegistry registry = SchemaRegistries.open(Map.of("schema.registry.url", server.url()))) {
            PipelineInput input =
                    PipelineInput.produce(cluster.bootstrapServers(), registry, FEATURES, 2_000, PARTITIONS);
            Map<String, String> keys = keys(cluster, server, input, directory, method);
            LacunaConfig config = LacunaConfig.of(keys);
            try (Cluster topics = Cluster.connect(config)) {
                topics.ensureModelsTopic();
            }
            try (ChildJvm trainer = child("train", keys, directory);
                    ChildJvm stream = child("stream", keys, directory)) {
                Thread feeder = new Thread(() -> feed(input, registry, rate, ended), "feeder");
                feeder.start();
                try {
                    watch(minutes, config, stream, trainer);
                } finally {
                    ended.set(true);
                    feeder.join();
                }
            }
        }
    }

    private static Map<String, String> keys(
            BrokerCluster cluster, InMemoryRegistry server, PipelineInput input, Path directory, String method)
            throws IOException {
        Map<String, String> keys = new HashMap<>();
        keys.put(LacunaConfig.BOOTSTRAP_SERVERS, cluster.bootstrapServers());
        keys.put(LacunaConfig.SCHEMA_REGISTRY_URL, server.url());
        keys.put(LacunaConfig.INPUT_TOPIC, input.topic());
        keys.put(LacunaConfig.REPLICATION_FACTOR, "1");
        keys.put(LacunaConfig.STATE_DIR, directory.resolve("state").toString());
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            keys.put(RuntimeKeys.HTTP_PORT, Integer.toString(free.getLocalPort()));
        }
        keys.put(TrainerKeys.TRAINER_METHOD, method);
        keys.put(TrainerKeys.TRAINER_INTERVAL_MS, "10000");
        keys.put(TrainerKeys.TRAINER_BUDGET_MS, "4000");
        keys.put(TrainerKeys.TRAINER_WINDOW_RECORDS, "2000");
        keys.put("trainer.min.records", "500");
        keys.put(TrainerKeys.TRAINER_PROMOTION_MIN_GAIN, "-1"); // Publish every generation: each takeover counts.
        keys.put(TrainerKeys.TRAINER_PROMOTION_MIN_Z, "-1000");
        return keys;
    }

    private static ChildJvm child(String command, Map<String, String> keys, Path directory) {
        List<String> arguments = new ArrayList<>(List.of(command));
        keys.forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
        return ChildJvm.start(
                command,
                directory.resolve(command + ".log"),
                List.of("-Xmx256m"),
                "io.lacuna.app.cli.Lacuna",
                arguments);
    }

    private static void feed(PipelineInput input, SchemaRegistry registry, int rate, AtomicBoolean ended) {
        try (KafkaProducer<byte[], GenericRecord> producer = input.producer(registry)) {
            long start = System.nanoTime();
            for (int i = 0; !ended.get(); i++) {
                LockSupport.parkNanos(start + i * (1_000_000_000L / rate) - System.nanoTime());
                producer.send(new ProducerRecord<>(input.topic(), i % PARTITIONS, null, input.record(i)));
            }
        }
    }

    private void watch(int minutes, LacunaConfig config, ChildJvm stream, ChildJvm trainer)
            throws IOException, InterruptedException {
        URI metrics = URI.create("http://127.0.0.1:" + config.http().port() + "/metrics");
        System.out.printf(
                "%6s %12s %12s %16s %16s %17s%n",
                "minute", "filled", "generations", "live heap MiB", "stream RSS MiB", "trainer RSS MiB");
        for (int minute = 1; minute <= minutes; minute++) {
            double live = Double.POSITIVE_INFINITY;
            double filled = 0;
            for (int second = 0; second < 60; second += 2) {
                Thread.sleep(2_000);
                String scraped = scrape(metrics);
                if (!scraped.isEmpty()) {
                    live = Math.min(live, sum(HEAP, scraped));
                    filled = sum(FILLED, scraped);
                }
            }
            System.out.printf(
                    Locale.ROOT,
                    "%6d %12.0f %12d %16.1f %16.1f %17.1f%n",
                    minute,
                    filled,
                    generations(config),
                    live / (1 << 20),
                    resident(stream),
                    resident(trainer));
        }
    }

    /** Empty while the stream does not answer yet. */
    private String scrape(URI metrics) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(metrics)
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException notYet) {
            return "";
        }
    }

    private static double sum(Pattern pattern, String text) {
        double sum = 0;
        for (Matcher line = pattern.matcher(text); line.find(); ) {
            sum += Double.parseDouble(line.group(1));
        }
        return sum;
    }

    private static long generations(LacunaConfig config) {
        try (ModelsTopicReader reader = ModelsTopicReader.open(config.modelsTopicSettings())) {
            return reader.read().generations().size();
        }
    }

    /** In MiB, including native memory and the JVM's own. */
    private static double resident(ChildJvm process) throws IOException {
        Matcher line = RSS.matcher(Files.readString(Path.of("/proc/" + process.pid() + "/status")));
        return line.find() ? Double.parseDouble(line.group(1)) / 1024 : Double.NaN;
    }
}
