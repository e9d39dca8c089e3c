package io.lacuna.app.cluster;

import static java.util.Objects.requireNonNull;

import io.lacuna.app.config.InputKeys;
import io.lacuna.app.config.InputTopics;
import io.lacuna.app.config.KafkaSettings;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.config.TopicNames;
import io.lacuna.app.config.choice.ContextStore;
import io.lacuna.internal.partner.EnrichTopic;
import io.lacuna.streams.errors.SetupException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Connects to the Kafka cluster, creates the topics that Lacuna needs, and checks them. */
public final class Cluster implements AutoCloseable {
    private static final int ANSWER_MS = 12_000;
    private static final long LOOK_AGAIN_MS = 20;

    private final LacunaConfig config;
    private final Admin admin;

    private Cluster(LacunaConfig config, Admin admin) {
        this.config = config;
        this.admin = admin;
    }

    /**
     * Connects.
     *
     * @throws SetupException where no broker answers
     */
    public static Cluster connect(LacunaConfig config) {
        if (config.hasInputTopic()) {
            TopicNames.check(config);
        }
        Map<String, Object> settings = config.adminSettings();
        settings.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MS);
        settings.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MS - 2_000);
        Admin admin;
        try {
            admin = Admin.create(settings);
        } catch (KafkaException refused) {
            throw new SetupException(
                    "cannot connect to " + config.bootstrapServers() + ": " + SetupException.reason(refused), refused);
        }
        Cluster cluster = new Cluster(config, admin);
        try {
            cluster.answer(admin.describeCluster().nodes(), "describing the cluster");
        } catch (SetupException failed) {
            cluster.close();
            throw failed;
        }
        return cluster;
    }

    /** Number of partitions of a topic; empty where it does not exist. */
    public Optional<Integer> partitions(String topic) {
        try {
            return Optional.of(answer(
                            requireNonNull(admin.describeTopics(List.of(topic))
                                    .topicNameValues()
                                    .get(topic)),
                            "looking for " + topic)
                    .partitions()
                    .size());
        } catch (SetupException failed) {
            if (failed.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw failed;
        }
    }

    /**
     * The names of the input topics.
     *
     * @throws SetupException where one does not exist, or none matches the pattern
     */
    public List<String> inputTopics() {
        InputTopics inputs = config.inputTopics();
        List<String> topics = inputs instanceof InputTopics.Matching matching
                ? matching.among(answer(admin.listTopics().names(), "listing the topics"))
                : inputs.among(List.of());
        if (topics.isEmpty()) {
            throw new SetupException("no topic on " + config.bootstrapServers() + " matches "
                    + InputKeys.INPUT_TOPIC_PATTERN + "; create one, or correct the pattern");
        }
        topics.forEach(this::inputPartitions);
        return topics;
    }

    /**
     * Number of partitions of the input topic that has most.
     *
     * @throws SetupException where one does not exist
     */
    public int inputPartitions() {
        return inputTopics().stream().mapToInt(this::inputPartitions).max().orElseThrow();
    }

    private int inputPartitions(String topic) {
        return partitions(topic)
                .orElseThrow(() -> new SetupException("input topic " + topic + " does not exist on "
                        + config.bootstrapServers() + "; create it, or correct "
                        + (config.inputTopics().isOne() ? LacunaConfig.INPUT_TOPIC : InputKeys.INPUT_TOPICS)));
    }

    /**
     * Checks that the topics of partners exist, and that partitioned ones have the input's number of partitions.
     *
     * @throws SetupException where one does not
     */
    public void requireEnrichTopics() {
        for (EnrichTopic enrich : config.enrichTopics()) {
            String topic = enrich.topic();
            int partitions = partitions(topic)
                    .orElseThrow(() -> new SetupException("topic " + topic + " of enrich.topic does not exist on "
                            + config.bootstrapServers() + "; create it, or correct enrich.topic"));
            if (enrich.partitioned() && partitions != inputPartitions()) {
                throw new SetupException("topic " + topic + " of enrich.partitioned has " + partitions
                        + " partitions, and the input " + inputPartitions()
                        + ": partners would be in other tasks than their records; take it out of enrich.partitioned, or give"
                        + " both topics as many partitions");
            }
        }
    }

    /** Creates the models topic where it is missing: one partition, compacted. */
    public void ensureModelsTopic() {
        Map<String, String> settings =
                new HashMap<>(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
        create(List.of(topic(config.modelsTopic(), 1).configs(settings)));
        int partitions = partitions(config.modelsTopic()).orElse(1);
        if (partitions != 1) {
            throw new SetupException("models topic " + config.modelsTopic() + " has " + partitions
                    + " partitions and must have one; name another with models.topic");
        }
    }

    /**
     * Creates the imputed, latents, scores and dead-letter topics where they are missing, and the changelogs of the
     * keys' memories and of partitioned partners, with as many partitions as the input topic that has most.
     */
    public void ensureOutputTopics() {
        int partitions = inputPartitions();
        Map<String, String> settings = new HashMap<>(config.topicSettings());
        settings.putIfAbsent(
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(KafkaSettings.LARGEST_RECORD_BYTES));
        List<NewTopic> topics = new ArrayList<>();
        for (String name : config.outputTopics().values()) {
            topics.add(topic(name, partitions).configs(settings));
        }
        if (config.contextStore() != ContextStore.NONE) {
            topics.add(topic(config.contextTopic(), partitions).configs(changelogSettings()));
        }
        for (EnrichTopic enrich : config.enrichTopics()) {
            if (enrich.partitioned()) {
                String changelog = config.applicationId() + "-" + enrich.storeName() + "-changelog";
                topics.add(topic(changelog, partitions).configs(changelogSettings()));
            }
        }
        create(topics);
    }

    /** The topic as Kafka Streams would create it, with the configured number of replicas. */
    private Map<String, String> changelogSettings() {
        Map<String, String> settings =
                new HashMap<>(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
        String insync = config.topicSettings().get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
        if (insync != null) {
            settings.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, insync);
        }
        return settings;
    }

    /**
     * Checks whether the settings of brokers and topics let the stream work and keep its guarantees. Call it when the
     * topics exist.
     *
     * @return warnings about weaker guarantees, and the timestamps that the outputs accept
     * @throws SetupException if the stream could not work: a right is missing, an output topic has too few partitions,
     *     the brokers do not allow the transaction timeout; or if it would fill records a second time
     */
    public StartCheck check() {
        try {
            ClusterFacts facts = ClusterFacts.of(admin, config, inputTopics());
            List<String> warnings = StartChecks.judge(config, facts);
            RefillGuard.refuse(admin, config);
            return StartCheck.of(facts, warnings);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new SetupException("interrupted while checking the topics", stopped);
        }
    }

    /** Creates a topic with the brokers' default settings if it does not exist. */
    public void ensureTopic(String name, int partitions) {
        create(List.of(topic(name, partitions).configs(config.topicSettings())));
    }

    private NewTopic topic(String name, int partitions) {
        return new NewTopic(name, Optional.of(partitions), config.replicationFactor());
    }

    /** Creates those that do not exist, with one request for all of them. */
    private void create(List<NewTopic> topics) {
        List<NewTopic> missing = missing(topics);
        if (missing.isEmpty()) {
            return;
        }
        Map<String, KafkaFuture<Void>> created = admin.createTopics(missing).values();
        for (NewTopic topic : missing) {
            String what = "creating topic " + topic.name();
            try {
                requireNonNull(created.get(topic.name())).get();
            } catch (ExecutionException failed) {
                // Another instance that starts at the same time created it.
                if (!(failed.getCause() instanceof TopicExistsException)) {
                    throw failure(failed, what);
                }
            } catch (InterruptedException stopped) {
                throw interrupted(stopped, what);
            }
        }
        try {
            awaitLeaders(admin, missing);
        } catch (ExecutionException failed) {
            throw failure(failed, "waiting for the leaders of new topics");
        } catch (InterruptedException stopped) {
            throw interrupted(stopped, "waiting for the leaders of new topics");
        }
    }

    private List<NewTopic> missing(List<NewTopic> topics) {
        Map<String, KafkaFuture<TopicDescription>> described = admin.describeTopics(
                        topics.stream().map(NewTopic::name).toList())
                .topicNameValues();
        List<NewTopic> missing = new ArrayList<>();
        for (NewTopic topic : topics) {
            try {
                answer(requireNonNull(described.get(topic.name())), "looking for " + topic.name());
            } catch (SetupException failed) {
                if (!(failed.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw failed;
                }
                missing.add(topic);
            }
        }
        return missing;
    }

    /**
     * Creates topics and waits until the leader of each partition answers. If a producer writes earlier, its first
     * batch may be refused and its second accepted; it then retries the first one for ever.
     *
     * @throws ExecutionException with the brokers' reason as its cause
     */
    public static void createTopics(Admin admin, Collection<NewTopic> topics)
            throws ExecutionException, InterruptedException {
        admin.createTopics(topics).all().get();
        awaitLeaders(admin, topics);
    }

    private static void awaitLeaders(Admin admin, Collection<NewTopic> topics)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (NewTopic topic : topics) {
            for (int p = 0; p < topic.numPartitions(); p++) {
                ends.put(new TopicPartition(topic.name(), p), OffsetSpec.latest());
            }
        }
        List<String> names = topics.stream().map(NewTopic::name).toList();
        long giveUp = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ANSWER_MS);
        while (true) {
            try {
                // Describe the topics first: the admin client logs every request for a topic that its broker does not
                // know yet.
                admin.describeTopics(names).allTopicNames().get();
                admin.listOffsets(ends).all().get();
                return;
            } catch (ExecutionException failed) {
                // A broker may not know yet what the controller has created.
                if (!(failed.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() > giveUp) {
                    throw failed;
                }
                Thread.sleep(LOOK_AGAIN_MS);
            }
        }
    }

    private <T> T answer(KafkaFuture<T> future, String what) {
        try {
            return future.get(ANSWER_MS + 1_000L, TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw failure(failed, what);
        } catch (TimeoutException silent) {
            throw SetupException.noBroker(config.bootstrapServers(), silent);
        } catch (InterruptedException stopped) {
            throw interrupted(stopped, what);
        }
    }

    private SetupException failure(ExecutionException failed, String what) {
        Throwable cause = failed.getCause() == null ? failed : failed.getCause();
        return cause instanceof org.apache.kafka.common.errors.TimeoutException
                ? SetupException.noBroker(config.bootstrapServers(), cause)
                : new SetupException(what + " failed: " + cause.getMessage(), cause);
    }

    private static SetupException interrupted(InterruptedException stopped, String what) {
        Thread.currentThread().interrupt();
        return new SetupException("interrupted while " + what, stopped);
    }

    @Override
    public void close() {
        admin.close(java.time.Duration.ofSeconds(1));
    }
}
