package io.lacuna.sandbox.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;

/**
 * One or more Kafka brokers as separate processes on free loopback ports, tuned so that start, rebalance and failover
 * take seconds. The brokers end with this JVM, however it ends.
 *
 * <p>Not thread-safe, except {@link #bootstrapServers()}.
 */
public final class BrokerCluster implements AutoCloseable {
    private static final int START_ATTEMPTS = 3;
    private static final Duration START_PATIENCE = Duration.ofSeconds(90);

    private final List<BrokerProcess> brokers;

    private BrokerCluster(List<BrokerProcess> brokers) {
        this.brokers = List.copyOf(brokers);
    }

    /** Starts {@code count} brokers with their data under the directory, and waits until they answer. */
    public static BrokerCluster start(Path directory, int count) {
        return start(directory, count, Map.of());
    }

    /**
     * Starts {@code count} brokers with their data under the directory, and waits until they answer.
     *
     * @param overrides broker settings that replace the tuned ones; {@code listeners} are added to the cluster's own, and
     *     <code>${port}</code> stands for the broker's own port
     * @throws IllegalStateException if they do not start; with the end of a broker's log
     */
    public static BrokerCluster start(Path directory, int count, Map<String, String> overrides) {
        return start(directory, count, node -> overrides);
    }

    /**
     * Starts {@code count} brokers with their data under the directory, and waits until they answer.
     *
     * @param overrides by node, counted from 1, broker settings that replace the tuned ones
     */
    public static BrokerCluster start(Path directory, int count, IntFunction<Map<String, String>> overrides) {
        return start(directory, count, overrides, BrokerProcess.FAST_START);
    }

    /** Starts one broker for measurements: its JVM compiles for load, which takes half a minute under load. */
    public static BrokerCluster startForLoad(Path directory) {
        return start(directory, 1, node -> Map.of(), BrokerProcess.FAST_UNDER_LOAD);
    }

    private static BrokerCluster start(
            Path directory, int count, IntFunction<Map<String, String>> overrides, List<String> jvmFlags) {
        if (count < 1) {
            throw new IllegalArgumentException("a cluster has at least one broker");
        }
        for (int attempt = 1; ; attempt++) {
            BrokerCluster cluster = laidOut(directory.resolve("attempt-" + attempt), count, overrides, jvmFlags);
            try {
                cluster.brokers.forEach(BrokerProcess::start);
                cluster.awaitUsable(START_PATIENCE);
                return cluster;
            } catch (DiedException died) {
                cluster.close();
                // Another process may take a port between its choice and its use; then choose other ports.
                if (attempt == START_ATTEMPTS || !died.portTaken()) {
                    throw died;
                }
            } catch (RuntimeException failure) {
                cluster.close();
                throw failure;
            }
        }
    }

    private static BrokerCluster laidOut(
            Path directory, int count, IntFunction<Map<String, String>> overrides, List<String> jvmFlags) {
        List<Map<String, String>> given =
                IntStream.rangeClosed(1, count).mapToObj(overrides).toList();
        List<Integer> ports = freePorts(2 * count, given.toString());
        String voters = IntStream.rangeClosed(1, count)
                .mapToObj(node -> node + "@127.0.0.1:" + ports.get(count + node - 1))
                .collect(Collectors.joining(","));
        String clusterId = Uuid.randomUuid().toString();
        List<BrokerProcess> brokers = new ArrayList<>();
        for (int node = 1; node <= count; node++) {
            int port = ports.get(node - 1);
            Map<String, String> properties = new HashMap<>(BrokerTuning.properties(count));
            properties.put("node.id", Integer.toString(node));
            properties.put("controller.quorum.voters", voters);
            properties.put(
                    "listeners",
                    "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + ports.get(count + node - 1));
            String own = String.valueOf(properties.get("listeners"));
            properties.putAll(given.get(node - 1));
            properties.replaceAll((key, value) -> value.replace("${port}", Integer.toString(port)));
            properties.computeIfPresent("listeners", (key, all) -> all.equals(own) ? own : own + "," + all);
            Path home = directory.resolve("broker-" + node).toAbsolutePath();
            brokers.add(new BrokerProcess(node, port, home, clusterId, properties, jvmFlags));
        }
        return new BrokerCluster(brokers);
    }

    /** The addresses for {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return brokers.stream().map(BrokerProcess::bootstrapServer).collect(Collectors.joining(","));
    }

    /** The broker of this node, counted from 1. */
    public BrokerProcess broker(int node) {
        return brokers.get(node - 1);
    }

    public int size() {
        return brokers.size();
    }

    /**
     * Waits until every broker that should be running is part of the cluster.
     *
     * @throws IllegalStateException if one died or the time is over
     */
    public void awaitUsable(Duration patience) {
        Instant deadline = Instant.now().plus(patience);
        for (BrokerProcess broker : brokers) {
            while (!listens(broker)) {
                check(deadline);
                pause();
            }
        }
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers(),
                AdminClientConfig.RETRY_BACKOFF_MS_CONFIG,
                100))) {
            while (nodes(admin) < brokers.size()) {
                check(deadline);
                pause();
            }
        }
    }

    private void check(Instant deadline) {
        for (BrokerProcess broker : brokers) {
            if (!broker.isAlive()) {
                throw new DiedException(broker.node(), broker.printed());
            }
        }
        if (Instant.now().isAfter(deadline)) {
            throw new IllegalStateException("the brokers at " + bootstrapServers() + " do not answer; broker 1 says:\n"
                    + lastOf(brokers.get(0).printed()));
        }
    }

    private static String lastOf(List<String> printed) {
        return String.join("\n", printed.subList(Math.max(0, printed.size() - 15), printed.size()));
    }

    private static int nodes(Admin admin) {
        try {
            return admin.describeCluster().nodes().get(2, TimeUnit.SECONDS).size();
        } catch (ExecutionException | TimeoutException notYet) {
            return 0;
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        }
    }

    private static boolean listens(BrokerProcess broker) {
        String[] address = broker.bootstrapServer().split(":");
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address[0], Integer.parseInt(address[1])), 500);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        }
    }

    private static IllegalStateException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while the brokers start", cause);
    }

    /**
     * Ports that are free and not in the given text. All sockets are open at the same time, so that no two ports are
     * equal.
     */
    private static List<Integer> freePorts(int count, String taken) {
        List<ServerSocket> sockets = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        try {
            while (ports.size() < count) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                sockets.add(socket);
                if (!taken.contains(":" + socket.getLocalPort())) {
                    ports.add(socket.getLocalPort());
                }
            }
            for (ServerSocket socket : sockets) {
                socket.close();
            }
            return ports;
        } catch (IOException failure) {
            throw new UncheckedIOException("no free port on loopback", failure);
        }
    }

    @Override
    public void close() {
        // Brokers of one cluster wait for each other in an orderly shutdown; the last ones would wait in vain.
        if (brokers.size() == 1) {
            brokers.get(0).close();
        } else {
            brokers.stream().filter(BrokerProcess::isAlive).forEach(BrokerProcess::kill);
        }
    }

    /** A broker process ended by itself. */
    private static final class DiedException extends IllegalStateException {
        private static final long serialVersionUID = 1;
        private final boolean portTaken;

        DiedException(int node, List<String> printed) {
            super("broker " + node + " ended while starting; the end of its log:\n" + lastOf(printed));
            this.portTaken = printed.stream().anyMatch(line -> line.contains("Address already in use"));
        }

        boolean portTaken() {
            return portTaken;
        }
    }
}
