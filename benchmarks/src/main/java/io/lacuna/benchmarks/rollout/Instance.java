package io.lacuna.benchmarks.rollout;

import io.lacuna.sandbox.process.ChildJvm;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An instance of a stream in a process of its own, which can be replaced. For one thread. */
final class Instance implements AutoCloseable {
    static final List<String> FLAGS =
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dlacuna.log.libraries=OFF");
    private static final Pattern ADDRESS = Pattern.compile("status on (http://[^/ ]+)/");
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final long LOOK_MS = 100;

    private final String name;
    private final Path folder;
    private final Map<String, String> keys;
    private final HttpClient http = HttpClient.newHttpClient();
    private ChildJvm process;
    private int starts;

    Instance(String name, Path folder, Map<String, String> keys) {
        this.name = name;
        this.folder = folder;
        this.keys = keys;
        process = started();
    }

    private ChildJvm started() {
        List<String> arguments = new ArrayList<>(List.of("stream"));
        keys.forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
        Path log = folder.resolve(name + "-" + starts++ + ".log");
        return ChildJvm.start(name, log, FLAGS, "io.lacuna.app.cli.Lacuna", arguments);
    }

    /** Ends it as a supervisor does, and waits for its end. */
    void stop() {
        process.stop(Duration.ofSeconds(30));
    }

    /** Starts it again, with the state directory of its last run. */
    void start() {
        process = started();
    }

    /** Waits until it says that it fills records. */
    void awaitReady() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!isReady()) {
            if (System.nanoTime() > end || !process.isAlive()) {
                throw new IllegalStateException(name + " is not ready; it printed " + process.printed());
            }
            Thread.sleep(LOOK_MS);
        }
    }

    private boolean isReady() throws InterruptedException {
        Optional<String> address = process.printed().stream()
                .map(ADDRESS::matcher)
                .filter(Matcher::find)
                .map(said -> said.group(1))
                .findFirst();
        if (address.isEmpty()) {
            return false;
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(address.get() + "/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        process.kill();
    }
}
