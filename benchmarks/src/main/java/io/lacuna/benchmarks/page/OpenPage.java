package io.lacuna.benchmarks.page;

import io.lacuna.app.cluster.Cluster;
import io.lacuna.app.config.KafkaSettings;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.config.RuntimeKeys;
import io.lacuna.app.site.StreamSite;
import io.lacuna.app.stream.StreamApp;
import io.lacuna.benchmarks.peer.StreamThreadCpu;
import io.lacuna.internal.generation.GenerationPublisher;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.sandbox.process.BrokerCluster;
import io.lacuna.schemas.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A stream over a backlog on a real broker, with its page open and closed by turns: two seconds without a viewer, two seconds with
 * one that reads the server-sent events of a key over HTTP. Ratios are of neighbouring windows of one run.
 */
final class OpenPage {
    private static final String TOPIC = "readings";
    private static final int KEYS = 8;
    private static final int PAIRS = 12;
    private static final long WINDOW_MS = 2_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private OpenPage() {}

    /** What was counted in a window. */
    private record Window(double recordsPerSecond, double threadMicros, double pageShare) {}

    static void run(ImputationModel model, byte[][] frames, int records) throws Exception {
        Path folder = Files.createTempDirectory("lacuna-page");
        try (BrokerCluster broker = BrokerCluster.startForLoad(folder)) {
            LacunaConfig config = config(broker.bootstrapServers(), folder);
            try (Admin admin = Admin.create(config.adminSettings())) {
                Cluster.createTopics(admin, List.of(new NewTopic(TOPIC, 2, (short) 1)));
            }
            send(config.bootstrapServers(), frames, records);
            try (SchemaRegistry registry = KafkaSettings.openRegistry(config);
                    StreamApp app = StreamApp.start(config, registry);
                    StreamSite site = StreamSite.open(config, app, registry)) {
                new GenerationPublisher(config.modelsTopicSettings())
                        .publish(
                                ModelArtifact.write(model),
                                new GenerationPublisher.Draft(Reason.IMPORT, 0, "benchmark", Map.of(), Map.of()));
                awaitFilled(app, records / 10);
                print(app, site.port(), records);
            }
        }
    }

    private static LacunaConfig config(String bootstrapServers, Path folder) {
        Map<String, String> keys = new HashMap<>();
        keys.put(LacunaConfig.BOOTSTRAP_SERVERS, bootstrapServers);
        keys.put(LacunaConfig.INPUT_TOPIC, TOPIC);
        keys.put(LacunaConfig.INPUT_FORMAT, "json");
        keys.put(LacunaConfig.REPLICATION_FACTOR, "1");
        keys.put(LacunaConfig.STATE_DIR, folder.resolve("state").toString());
        keys.put(RuntimeKeys.HTTP_PORT, "0");
        return LacunaConfig.of(keys);
    }

    private static void send(String bootstrapServers, byte[][] frames, int records) {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>(TOPIC, "station-" + i % KEYS, frames[i % frames.length]));
            }
        }
    }

    private static void awaitFilled(StreamApp app, long count) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (filled(app) < count) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the stream does not fill: " + app.notReady());
            }
            Thread.sleep(20);
        }
    }

    private static long filled(StreamApp app) {
        return app.meters().get("lacuna.inference").timer().count();
    }

    private static void print(StreamApp app, int port, int records) throws Exception {
        double[] rates = new double[PAIRS];
        double[] micros = new double[PAIRS];
        double[] share = new double[PAIRS];
        double[] alone = new double[PAIRS];
        int pairs = 0;
        while (pairs < PAIRS) {
            Window closed = window(app);
            Window open;
            try (Socket viewer = viewer(port)) {
                Thread.sleep(WINDOW_MS / 2);
                open = window(app);
            }
            if (filled(app) >= records) {
                break; // The backlog ended within the last window.
            }
            rates[pairs] = open.recordsPerSecond() / closed.recordsPerSecond();
            micros[pairs] = open.threadMicros() / closed.threadMicros();
            share[pairs] = open.pageShare();
            alone[pairs] = closed.threadMicros();
            pairs++;
        }
        if (pairs < 3) {
            throw new IllegalStateException("the backlog is too short; give more records");
        }
        System.out.printf(
                Locale.ROOT,
                "%d pairs of windows; page closed %.1f us of a stream thread a record; open / closed: thread time %.3f, records/s %.3f;"
                        + " the page's own threads take %.2f%% of a core%n",
                pairs,
                median(alone, pairs),
                median(micros, pairs),
                median(rates, pairs),
                100 * median(share, pairs));
    }

    private static Window window(StreamApp app) throws InterruptedException {
        long began = System.nanoTime();
        long count = filled(app);
        long threads = StreamThreadCpu.nanos();
        long page = pageNanos();
        Thread.sleep(WINDOW_MS);
        double nanos = System.nanoTime() - began;
        double records = Math.max(1, filled(app) - count);
        return new Window(
                records / nanos * 1e9,
                (StreamThreadCpu.nanos() - threads) / 1e3 / records,
                (pageNanos() - page) / nanos);
    }

    /** CPU time of the threads that make and send events. */
    private static long pageNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null
                    && (thread.getThreadName().startsWith("lacuna-events")
                            || thread.getThreadName().startsWith("lacuna-http"))) {
                sum += Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
            }
        }
        return sum;
    }

    /** Asks for the events, and reads them until it is closed. */
    private static Socket viewer(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.getOutputStream()
                .write("GET /api/live?key=station-0 HTTP/1.1\r\nHost: localhost\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
        Thread reader = new Thread(
                () -> {
                    try (InputStream in = socket.getInputStream()) {
                        in.transferTo(java.io.OutputStream.nullOutputStream());
                    } catch (IOException closed) {
                        // The viewer has left.
                    }
                },
                "viewer");
        reader.setDaemon(true);
        reader.start();
        return socket;
    }

    private static double median(double[] values, int count) {
        double[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        return sorted[count / 2];
    }
}
