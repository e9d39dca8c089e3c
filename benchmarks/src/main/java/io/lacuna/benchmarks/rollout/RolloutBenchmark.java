package io.lacuna.benchmarks.rollout;

import io.lacuna.app.cluster.Cluster;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.config.RuntimeKeys;
import io.lacuna.app.config.TrainerKeys;
import io.lacuna.benchmarks.Benchmark;
import io.lacuna.sandbox.process.BrokerCluster;
import io.lacuna.sandbox.process.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * What a rolling upgrade costs: instances of a stream, each a process, are replaced one after another while records come at a
 * steady rate; the next one is stopped when the last one is ready, as Kubernetes does with {@code maxUnavailable: 1}. Once as
 * members that leave the group when they stop, and once as static members ({@code group.instance.id}), which keep their partitions
 * while they are away.
 */
public final class RolloutBenchmark implements Benchmark {
    private static final int PARTITIONS_EACH = 2;
    private static final int FIRST_RECORDS = 4_000;
    private static final int DEFAULT_RATE = 300;
    private static final int DEFAULT_INSTANCES = 3;
    private static final int DEFAULT_ROUNDS = 3;

    /** Longer than a restart, so that the group does not give the partitions of a static member away. */
    private static final String STATIC_SESSION_MS = "45000";

    private static final Duration SETTLED = Duration.ofSeconds(5);

    private enum Membership {
        LEAVES,
        STATIC;

        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public String description() {
        return "seconds that a rolling upgrade costs, on processes, with and without static membership: [records/s]"
                + " [instances] [rounds]";
    }

    @Override
    public void run(List<String> arguments) throws Exception {
        int rate = argument(arguments, 0, DEFAULT_RATE);
        int instances = argument(arguments, 1, DEFAULT_INSTANCES);
        int rounds = argument(arguments, 2, DEFAULT_ROUNDS);
        Path folder = Files.createTempDirectory("lacuna-rollout");
        try (BrokerCluster cluster = BrokerCluster.start(folder.resolve("broker"), 1)) {
            System.out.printf(
                    "%-8s %6s %12s %10s %10s %18s %20s %10s%n",
                    "members",
                    "round",
                    "rollout s",
                    "stop s",
                    "ready s",
                    "longest wait s",
                    "median partition s",
                    "lost");
            for (Membership membership : Membership.values()) {
                measure(membership, cluster.bootstrapServers(), folder, rate, instances, rounds);
            }
        } finally {
            delete(folder);
        }
    }

    private static int argument(List<String> arguments, int place, int otherwise) {
        return arguments.size() > place ? Integer.parseInt(arguments.get(place)) : otherwise;
    }

    private static void measure(
            Membership membership, String bootstrapServers, Path folder, int rate, int count, int rounds)
            throws Exception {
        int partitions = count * PARTITIONS_EACH;
        Map<String, String> keys = keys(membership, bootstrapServers);
        LacunaConfig config = LacunaConfig.of(keys);
        try (Admin admin = Admin.create(config.adminSettings())) {
            Cluster.createTopics(admin, List.of(new NewTopic(config.inputTopic(), partitions, (short) 1)));
        }
        List<Instance> instances = new ArrayList<>();
        try (Feeder feeder = new Feeder(bootstrapServers, config.inputTopic(), partitions, rate, FIRST_RECORDS)) {
            train(keys, folder.resolve(membership.id() + "-trainer.log"));
            for (int i = 0; i < count; i++) {
                instances.add(new Instance(membership.id() + "-" + i, folder, own(membership, keys, folder, i)));
                instances.get(0).awaitReady(); // The first one makes the topics.
            }
            for (Instance instance : instances) {
                instance.awaitReady();
            }
            try (Arrivals arrivals = new Arrivals(bootstrapServers, config.imputedTopic(), partitions)) {
                for (int round = 1; round <= rounds; round++) {
                    awaitAll(feeder, arrivals);
                    Thread.sleep(SETTLED.toMillis());
                    arrivals.longestMs();
                    round(membership, round, instances, feeder, arrivals);
                }
                feeder.stop();
                awaitAll(feeder, arrivals);
            }
        } finally {
            instances.forEach(Instance::close);
        }
    }

    private static void round(
            Membership membership, int round, List<Instance> instances, Feeder feeder, Arrivals arrivals)
            throws InterruptedException {
        double[] stop = new double[instances.size()];
        double[] ready = new double[instances.size()];
        long began = System.nanoTime();
        for (int i = 0; i < instances.size(); i++) {
            long from = System.nanoTime();
            instances.get(i).stop();
            stop[i] = seconds(from);
            instances.get(i).start();
            instances.get(i).awaitReady();
            ready[i] = seconds(from);
        }
        double rollout = seconds(began);
        long missing = awaitAll(feeder, arrivals);
        long[] longest = arrivals.longestMs();
        Arrays.sort(longest);
        Arrays.sort(stop);
        Arrays.sort(ready);
        System.out.printf(
                Locale.ROOT,
                "%-8s %6d %12.1f %10.1f %10.1f %18.1f %20.1f %10d%n",
                membership.id(),
                round,
                rollout,
                stop[stop.length / 2],
                ready[ready.length / 2],
                longest[longest.length - 1] / 1e3,
                longest[longest.length / 2] / 1e3,
                missing);
    }

    /**
     * Waits until all records that are sent now have arrived.
     *
     * @return how many have not
     */
    private static long awaitAll(Feeder feeder, Arrivals arrivals) throws InterruptedException {
        long sent = feeder.sent();
        long end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (arrivals.count() < sent && System.nanoTime() < end) {
            Thread.sleep(50);
        }
        return Math.max(0, sent - arrivals.count());
    }

    private static double seconds(long from) {
        return (System.nanoTime() - from) / 1e9;
    }

    private static Map<String, String> keys(Membership membership, String bootstrapServers) {
        Map<String, String> keys = new HashMap<>();
        keys.put(LacunaConfig.BOOTSTRAP_SERVERS, bootstrapServers);
        keys.put(LacunaConfig.INPUT_TOPIC, "readings-" + membership.id());
        keys.put(LacunaConfig.INPUT_FORMAT, "json");
        keys.put(LacunaConfig.APPLICATION_ID, "rollout-" + membership.id());
        keys.put(LacunaConfig.REPLICATION_FACTOR, "1");
        keys.put(TrainerKeys.TRAINER_BUDGET_MS, "3000");
        keys.put(TrainerKeys.TRAINER_WINDOW_RECORDS, "3000");
        return keys;
    }

    private static Map<String, String> own(Membership membership, Map<String, String> keys, Path folder, int i) {
        Map<String, String> own = new HashMap<>(keys);
        own.put(RuntimeKeys.HTTP_PORT, "0");
        own.put(
                LacunaConfig.STATE_DIR,
                folder.resolve("state-" + membership.id() + "-" + i).toString());
        if (membership == Membership.STATIC) {
            own.put("group.instance.id", "stream-" + i);
            own.put("session.timeout.ms", STATIC_SESSION_MS);
        }
        return own;
    }

    private static void train(Map<String, String> keys, Path log) throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("train", "--once"));
        keys.forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
        try (ChildJvm trainer = ChildJvm.start("trainer", log, Instance.FLAGS, "io.lacuna.app.cli.Lacuna", arguments)) {
            while (trainer.isAlive()) {
                Thread.sleep(100);
            }
            if (trainer.printed().stream().noneMatch(line -> line.contains("generation 1 published"))) {
                throw new IllegalStateException("no model: " + trainer.printed());
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
