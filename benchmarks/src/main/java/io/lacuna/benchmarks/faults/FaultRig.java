package io.lacuna.benchmarks.faults;

import static java.util.Objects.requireNonNull;

import io.lacuna.app.cluster.Cluster;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.config.RuntimeKeys;
import io.lacuna.app.config.TrainerKeys;
import io.lacuna.app.progress.CountedOutcomes;
import io.lacuna.app.site.StatusCall;
import io.lacuna.internal.registry.SchemaRegistries;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.sandbox.network.FaultyLink;
import io.lacuna.sandbox.network.StreamLinks;
import io.lacuna.sandbox.process.BrokerCluster;
import io.lacuna.sandbox.process.ChildJvm;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The processes under test: three brokers, a registry, two streams, a trainer, each in its own JVM on the loopback
 * interface. {@link #supervise} restarts streams and trainer that ended, as an init system would.
 */
final class FaultRig implements AutoCloseable {
    static final int PARTITIONS = 4;
    static final int STREAMS = 2;
    static final int THREADS = 2;
    static final int BROKERS = 3;
    static final int TRANSACTION_TIMEOUT_MS = 5_000;
    static final int SMALL_DISK_BROKER = 3;
    private static final String LACUNA = "io.lacuna.app.cli.Lacuna";
    private static final Duration BOTH_WORK = Duration.ofMinutes(10);
    private static final String TOPIC = "readings";
    private static final Pattern STATUS = Pattern.compile("status on (http://[^/ ]+)/");
    private static final Pattern HEALTH = Pattern.compile("health on (http://[^/ ]+)/");
    private static final List<String> FLAGS =
            List.of("-Xmx320m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dlacuna.log.libraries=OFF");

    final @Nullable SmallDisk smallDisk;
    final StreamLinks links;
    final BrokerCluster brokers;
    final Leaders leaders;

    /** Between the registry and streams and trainer. */
    final FaultyLink registryLink;

    final ChildJvm registryProcess;
    final LacunaConfig config;
    final SchemaRegistry registry;
    final ChildJvm[] streams = new ChildJvm[STREAMS];
    final Admin admin;
    final Deletions deletions = new Deletions();
    ChildJvm trainer;
    private final Path folder;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private int starts;

    FaultRig(Path folder) throws Exception {
        this.folder = folder;
        try {
            // The directory of that broker in the cluster's first attempt. If there is a second attempt, the disk
            // is not used.
            smallDisk = SmallDisk.mounted(folder.resolve("brokers/attempt-1/broker-" + SMALL_DISK_BROKER));
            if (smallDisk != null) {
                open.push(smallDisk);
            }
            links = opened(StreamLinks.open(STREAMS, BROKERS));
            brokers = opened(BrokerCluster.start(folder.resolve("brokers"), BROKERS, links::listeners));
            Path log = folder.resolve("registry.log");
            registryProcess = opened(
                    ChildJvm.start("registry", log, List.of("-Xmx128m"), RegistryMain.class.getName(), List.of()));
            String direct = address(registryProcess);
            registryLink = opened(FaultyLink.to(URI.create(direct).getPort()));
            config = LacunaConfig.of(keys(brokers.bootstrapServers(), "http://127.0.0.1:" + registryLink.port()));
            registry = opened(SchemaRegistries.open(Map.of(LacunaConfig.SCHEMA_REGISTRY_URL, direct)));
            admin = opened(Admin.create(config.adminSettings()));
            leaders = new Leaders(admin);
            createTopic();
            for (int i = 0; i < STREAMS; i++) {
                streams[i] = stream(i);
            }
            trainer = trainer();
        } catch (Exception | Error failed) {
            close();
            throw failed;
        }
    }

    private static Map<String, String> keys(String bootstrapServers, String registryUrl) {
        Map<String, String> keys = new HashMap<>();
        keys.put(LacunaConfig.BOOTSTRAP_SERVERS, bootstrapServers);
        keys.put(LacunaConfig.SCHEMA_REGISTRY_URL, registryUrl);
        keys.put(LacunaConfig.INPUT_TOPIC, TOPIC);
        keys.put(LacunaConfig.APPLICATION_ID, "faults");
        keys.put(RuntimeKeys.HTTP_PORT, "0");
        keys.put(RuntimeKeys.HTTP_HEALTH_PORT, "0");
        keys.put(LacunaConfig.NUM_STREAM_THREADS, Integer.toString(THREADS));
        keys.put(TrainerKeys.TRAINER_INTERVAL_MS, "6000");
        keys.put(TrainerKeys.TRAINER_WINDOW_RECORDS, "2000");
        keys.put(TrainerKeys.TRAINER_BUDGET_MS, "3000");
        keys.put(LacunaConfig.GENERATION_CHUNK_BYTES, "4096");
        keys.put(LacunaConfig.GENERATION_KEEP, "0"); // So that the audit can fill every record again.
        keys.put("transaction.timeout.ms", Integer.toString(TRANSACTION_TIMEOUT_MS));
        keys.put("consumer.session.timeout.ms", "2000");
        keys.put("consumer.heartbeat.interval.ms", "400");
        return keys;
    }

    private static String address(ChildJvm registry) throws InterruptedException {
        for (int tries = 0; tries < 300; tries++) {
            for (String line : registry.printed()) {
                if (line.startsWith("http://")) {
                    return line;
                }
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("the registry does not come up: " + registry.printed());
    }

    private void createTopic() throws InterruptedException, ExecutionException {
        Cluster.createTopics(admin, List.of(new NewTopic(TOPIC, PARTITIONS, (short) 3)));
    }

    /** Starts stream i, with the state directory that its last run left. */
    ChildJvm stream(int i) {
        Map<String, String> own =
                new HashMap<>(Map.of(LacunaConfig.STATE_DIR, stateDir(i).toString()));
        if (i < STREAMS) {
            own.put(LacunaConfig.BOOTSTRAP_SERVERS, links.bootstrapServers(i));
        }
        return lacuna("stream-" + i, "stream", own);
    }

    /** Where a stream serves metrics and status; empty before it said so. */
    Optional<URI> httpAddress(ChildJvm stream) {
        return address(stream, STATUS);
    }

    /** Where a stream serves health; empty before it said so. */
    Optional<URI> healthAddress(ChildJvm stream) {
        return address(stream, HEALTH);
    }

    private static Optional<URI> address(ChildJvm stream, Pattern said) {
        return stream.printed().stream()
                .map(said::matcher)
                .filter(Matcher::find)
                .map(status -> URI.create(status.group(1)))
                .reduce((older, newer) -> newer);
    }

    /** Where the leader of a partition has its log. */
    Path log(TopicPartition partition) {
        try {
            Path brokers = folder.resolve("brokers");
            int leader = leaders.of(partition);
            // Only the cluster's last attempt to start was used.
            for (int attempt = 9; attempt > 0; attempt--) {
                Path data = brokers.resolve("attempt-" + attempt + "/broker-" + leader + "/data/" + partition);
                if (Files.isDirectory(data)) {
                    return data;
                }
            }
            throw new IllegalStateException("broker " + leader + " has no log of " + partition);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(ended);
        }
    }

    /** The first offset of each input partition that is still there. */
    Map<Integer, Long> firstOffsets() throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            asked.put(new TopicPartition(TOPIC, partition), OffsetSpec.earliest());
        }
        Map<Integer, Long> first = new HashMap<>();
        admin.listOffsets(asked)
                .all()
                .get()
                .forEach((partition, found) -> first.put(partition.partition(), found.offset()));
        return first;
    }

    Path stateDir(int i) {
        return folder.resolve("state-" + i);
    }

    private ChildJvm trainer() {
        Path log = nextLog("trainer");
        return opened(ChildJvm.startBehindOthers("trainer", log, FLAGS, LACUNA, arguments("train", Map.of())));
    }

    private ChildJvm lacuna(String name, String command, Map<String, String> more) {
        return opened(ChildJvm.start(name, nextLog(name), FLAGS, LACUNA, arguments(command, more)));
    }

    private List<String> arguments(String command, Map<String, String> more) {
        List<String> arguments = new ArrayList<>(List.of(command));
        config.with(more).given().forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
        return arguments;
    }

    private Path nextLog(String name) {
        return folder.resolve(name + "-" + starts++ + ".log");
    }

    /**
     * Restarts processes that ended.
     *
     * @return how many had ended
     */
    int supervise() {
        int ended = 0;
        for (int i = 0; i < STREAMS; i++) {
            if (!streams[i].isAlive()) {
                streams[i] = stream(i);
                ended++;
            }
        }
        if (!trainer.isAlive()) {
            trainer = trainer();
            ended++;
        }
        return ended;
    }

    /**
     * Waits until each stream has a partition and nobody else has one.
     *
     * @throws IllegalStateException if this does not come about in {@link #BOTH_WORK}
     */
    void awaitBothStreams() throws InterruptedException {
        long deadline = System.nanoTime() + BOTH_WORK.toNanos();
        while (!bothWork()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("after " + BOTH_WORK + " not each stream has a partition");
            }
            supervise();
            Thread.sleep(200);
        }
    }

    private boolean bothWork() throws InterruptedException {
        try {
            var group = requireNonNull(admin.describeConsumerGroups(List.of(config.applicationId()))
                            .describedGroups()
                            .get(config.applicationId()))
                    .get(5, TimeUnit.SECONDS);
            Set<String> processes = group.members().stream()
                    .filter(member -> !member.assignment().topicPartitions().isEmpty())
                    .map(member -> member.clientId().replaceFirst("-StreamThread-.*", ""))
                    .collect(Collectors.toSet());
            return group.groupState() == GroupState.STABLE && processes.size() == STREAMS;
        } catch (ExecutionException | TimeoutException away) {
            return false; // A broker is down: not known yet.
        }
    }

    /**
     * What the streams counted, by their addresses.
     *
     * @throws IOException if one does not answer
     */
    Map<String, List<CountedOutcomes>> counted() throws IOException, InterruptedException {
        StatusCall call = new StatusCall();
        Map<String, List<CountedOutcomes>> counted = new HashMap<>();
        for (ChildJvm stream : streams) {
            Optional<URI> address = httpAddress(stream);
            if (address.isPresent()) {
                counted.put(address.get().toString(), call.counted(address.get().toString()));
            }
        }
        return counted;
    }

    /** Ends streams and trainer in order, so that the audit sees a quiet pipeline. */
    void quiet() {
        trainer.stop(Duration.ofSeconds(20));
        for (ChildJvm stream : streams) {
            stream.stop(Duration.ofSeconds(25));
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }

    @Override
    public void close() {
        for (AutoCloseable part : open) {
            try {
                if (part instanceof ChildJvm child) {
                    child.kill();
                } else {
                    part.close();
                }
            } catch (Exception late) {
                // The other parts must still be closed; the JVM releases what could not be closed.
            }
        }
        open.clear();
    }
}
