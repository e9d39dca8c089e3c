package io.lacuna.sandbox.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One real Kafka broker and controller in its own JVM, on the loopback interface: tests kill and pause it, and the demo
 * runs on it. Its directory contains {@code server.properties}, {@code broker.log} and the data. Created by {@link
 * BrokerCluster}.
 *
 * <p>Not thread-safe.
 */
public final class BrokerProcess implements AutoCloseable {
    /** Small heap and only the quick compiler: ready in two seconds, about 170 MB. */
    static final List<String> FAST_START = List.of(
            "-Xms64m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dlacuna.log.libraries=WARN");

    /** With the optimizing compiler, which is slower to start and faster later. */
    static final List<String> FAST_UNDER_LOAD =
            List.of("-Xms384m", "-Xmx384m", "-XX:+UseSerialGC", "-Dlacuna.log.libraries=WARN");

    private final int node;
    private final Path directory;
    private final String clusterId;
    private final int port;
    private final List<String> jvmFlags;
    private @Nullable ChildJvm child;

    BrokerProcess(
            int node,
            int port,
            Path directory,
            String clusterId,
            Map<String, String> properties,
            List<String> jvmFlags) {
        this.jvmFlags = jvmFlags;
        this.node = node;
        this.port = port;
        this.directory = directory;
        this.clusterId = clusterId;
        write(properties);
    }

    private void write(Map<String, String> properties) {
        Map<String, String> all = new TreeMap<>(properties);
        all.put("log.dirs", directory.resolve("data").toString());
        try {
            Files.createDirectories(directory);
            Properties file = new Properties();
            file.putAll(all);
            try (Writer out = Files.newBufferedWriter(propertiesFile())) {
                file.store(out, null);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("the broker's directory " + directory + " cannot be written", failure);
        }
    }

    /** Starts the broker, on existing storage if it ran before. Does not wait until it answers. */
    public void start() {
        if (isAlive()) {
            throw new IllegalStateException("broker " + node + " is already running");
        }
        child = ChildJvm.start(
                "broker " + node,
                directory.resolve("broker.log"),
                jvmFlags,
                BrokerMain.class.getName(),
                List.of(propertiesFile().toString(), clusterId));
    }

    /** Ends it at once (SIGKILL), as a power failure would. */
    public void kill() {
        running().kill();
    }

    /** Ends it in order (SIGTERM), by force after 15 seconds. */
    public void stop() {
        running().stop(Duration.ofSeconds(15));
    }

    /** Ends it in order if it runs, then starts it again on the same port and storage. */
    public void restart() {
        close();
        start();
    }

    /** Pauses it (SIGSTOP): its connections stay open, but it does not answer. */
    public void suspend() {
        running().suspend();
    }

    /** Continues it after {@link #suspend}. */
    public void resume() {
        running().resume();
    }

    public boolean isAlive() {
        return child != null && child.isAlive();
    }

    /** Its process id; after it ended, that of its last run. */
    public long pid() {
        return running().pid();
    }

    public int node() {
        return node;
    }

    public String bootstrapServer() {
        return "127.0.0.1:" + port;
    }

    /** What it printed, without stack frames; it shows why it failed. */
    List<String> printed() {
        return child == null ? List.of("(never started)") : child.printed();
    }

    /** Ends it if it runs. */
    @Override
    public void close() {
        if (isAlive()) {
            stop();
        }
    }

    private Path propertiesFile() {
        return directory.resolve("server.properties");
    }

    private ChildJvm running() {
        if (child == null) {
            throw new IllegalStateException("broker " + node + " was never started");
        }
        return child;
    }
}
