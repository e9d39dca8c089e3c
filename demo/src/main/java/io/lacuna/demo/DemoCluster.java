package io.lacuna.demo;

import io.lacuna.app.cluster.Cluster;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.sandbox.process.BrokerCluster;
import io.lacuna.sandbox.registry.InMemoryRegistry;
import io.lacuna.streams.errors.SetupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** The demo's broker, registry and temporary folder. Nothing of them remains after close. */
final class DemoCluster implements AutoCloseable {
    static final int PARTITIONS = 2;

    /** The sensors' times lie in the past. Retention must not delete their records while the demo stays up. */
    private static final Map<String, String> KEEP_ALL = Map.of("log.retention.ms", "-1");

    private final Path folder;
    private final BrokerCluster brokers;
    private final InMemoryRegistry registry;

    private DemoCluster(Path folder, BrokerCluster brokers, InMemoryRegistry registry) {
        this.folder = folder;
        this.brokers = brokers;
        this.registry = registry;
    }

    /**
     * Starts broker and registry, and creates the input topic.
     *
     * @throws SetupException if a process cannot be started or a folder cannot be created
     */
    static DemoCluster start(String inputTopic) {
        Path folder;
        try {
            folder = Files.createTempDirectory("lacuna-demo-");
        } catch (IOException full) {
            throw new SetupException("the temporary folder cannot be created: " + full.getMessage(), full);
        }
        try {
            BrokerCluster brokers = BrokerCluster.start(folder.resolve("broker"), 1, KEEP_ALL);
            DemoCluster cluster = new DemoCluster(folder, brokers, InMemoryRegistry.start(0));
            cluster.create(inputTopic);
            return cluster;
        } catch (IOException | RuntimeException failed) {
            delete(folder);
            throw new SetupException("the demo's broker or registry does not start: " + failed.getMessage(), failed);
        }
    }

    private void create(String topic) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers.bootstrapServers()))) {
            Cluster.createTopics(admin, List.of(new NewTopic(topic, PARTITIONS, (short) 1)));
        } catch (ExecutionException | InterruptedException failed) {
            close();
            throw new SetupException("topic " + topic + " cannot be created: " + failed.getMessage(), failed);
        }
    }

    String bootstrapServers() {
        return brokers.bootstrapServers();
    }

    String registryUrl() {
        return registry.url();
    }

    /** A configuration with the addresses and folders of this cluster, and the given keys. */
    LacunaConfig config(Map<String, String> more) {
        Map<String, String> keys = new HashMap<>(more);
        keys.put(LacunaConfig.BOOTSTRAP_SERVERS, bootstrapServers());
        keys.put(LacunaConfig.SCHEMA_REGISTRY_URL, registryUrl());
        keys.put(LacunaConfig.STATE_DIR, folder.resolve("state").toString());
        keys.put(LacunaConfig.REPLICATION_FACTOR, "1");
        return LacunaConfig.of(keys);
    }

    @Override
    public void close() {
        registry.close();
        brokers.close();
        delete(folder);
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException left) {
            System.err.println("lacuna: temporary files are left in " + folder + ": " + left.getMessage());
        }
    }
}
