package io.lacuna.app.cluster;

import static java.util.Objects.requireNonNull;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.config.choice.ContextStore;
import io.lacuna.streams.errors.SetupException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.jspecify.annotations.Nullable;

/**
 * Settings and rights read from the brokers, for {@link StartChecks}. Facts that this user may not read stay empty;
 * they do not prevent a start.
 *
 * @param inputs the input topics, at least one
 * @param models the models topic
 * @param outputs the topics the stream writes to
 * @param changelog changelog of the keys' memories; null if keys are not remembered
 * @param clockSkewMs this machine's clock minus the brokers' clock
 * @param maxTransactionTimeoutMs the brokers' {@code transaction.max.timeout.ms}
 * @param groupAllowed whether this user may join the application's group; true where the brokers do not tell
 * @param transactionsAllowed whether this user may use the application's transactional ids; true where the brokers do
 *     not tell
 */
record ClusterFacts(
        List<TopicFacts> inputs,
        TopicFacts models,
        List<TopicFacts> outputs,
        @Nullable TopicFacts changelog,
        OptionalLong clockSkewMs,
        OptionalInt maxTransactionTimeoutMs,
        boolean groupAllowed,
        boolean transactionsAllowed) {
    private static final long ANSWER_MS = 12_000;

    static ClusterFacts of(Admin admin, LacunaConfig config, List<String> inputs) throws InterruptedException {
        Map<String, String> roles = new LinkedHashMap<>();
        inputs.forEach(input -> roles.put(input, "input"));
        roles.put(config.modelsTopic(), "models");
        config.outputTopics().forEach((role, topic) -> roles.put(topic, role));
        boolean remembers = config.contextStore() != ContextStore.NONE;
        if (remembers) {
            roles.put(config.contextTopic(), "changelog");
        }
        List<TopicFacts> topics = topics(admin, roles);
        int outputsEnd = topics.size() - (remembers ? 1 : 0);
        return new ClusterFacts(
                topics.subList(0, inputs.size()),
                topics.get(inputs.size()),
                topics.subList(inputs.size() + 1, outputsEnd),
                remembers ? topics.get(outputsEnd) : null,
                clockSkewMs(admin, config.clock()),
                maxTransactionTimeoutMs(admin),
                !(failure(admin.describeConsumerGroups(List.of(config.applicationId()))
                                .all())
                        instanceof GroupAuthorizationException),
                !(failure(admin.describeTransactions(List.of(config.applicationId() + "-start-check"))
                                .all())
                        instanceof TransactionalIdAuthorizationException));
    }

    private static List<TopicFacts> topics(Admin admin, Map<String, String> roles) throws InterruptedException {
        Map<String, TopicDescription> described = answer(
                admin.describeTopics(roles.keySet(), new DescribeTopicsOptions().includeAuthorizedOperations(true))
                        .allTopicNames());
        if (described == null) {
            throw new SetupException("the topics " + roles.keySet()
                    + " cannot be described; does this user have the right" + " DESCRIBE on each?");
        }
        Map<ConfigResource, KafkaFuture<Config>> asked = admin.describeConfigs(
                        roles.keySet().stream().map(ClusterFacts::resource).toList())
                .values();
        List<TopicFacts> facts = new ArrayList<>();
        for (Map.Entry<String, String> role : roles.entrySet()) {
            TopicDescription topic = requireNonNull(described.get(role.getKey()));
            Config settings = answer(requireNonNull(asked.get(resource(topic.name()))));
            facts.add(new TopicFacts(
                    role.getValue(),
                    topic.name(),
                    topic.partitions().size(),
                    topic.partitions().stream()
                            .mapToInt(partition -> partition.replicas().size())
                            .min()
                            .orElse(0),
                    number(settings, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG),
                    number(settings, TopicConfig.MAX_MESSAGE_BYTES_CONFIG),
                    timestamps(settings),
                    topic.authorizedOperations()));
        }
        return facts;
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    /** Clock difference, from the last heartbeats between the controllers, which carry the leader's time. */
    private static OptionalLong clockSkewMs(Admin admin, Clock clock) throws InterruptedException {
        QuorumInfo quorum = answer(admin.describeMetadataQuorum().quorumInfo());
        long here = clock.millis();
        return quorum == null
                ? OptionalLong.empty()
                : quorum.voters().stream()
                        .map(QuorumInfo.ReplicaState::lastFetchTimestamp)
                        .filter(OptionalLong::isPresent)
                        .mapToLong(OptionalLong::getAsLong)
                        .filter(there -> there > 0)
                        .max()
                        .stream()
                        .map(there -> here - there)
                        .findFirst();
    }

    private static OptionalInt maxTransactionTimeoutMs(Admin admin) throws InterruptedException {
        var nodes = answer(admin.describeCluster().nodes());
        return nodes == null || nodes.isEmpty()
                ? OptionalInt.empty()
                : number(
                        settings(
                                admin,
                                ConfigResource.Type.BROKER,
                                nodes.iterator().next().idString()),
                        "transaction.max.timeout.ms");
    }

    private static @Nullable Config settings(Admin admin, ConfigResource.Type type, String name)
            throws InterruptedException {
        ConfigResource resource = new ConfigResource(type, name);
        Map<ConfigResource, Config> settings =
                answer(admin.describeConfigs(List.of(resource)).all());
        return settings == null ? null : settings.get(resource);
    }

    private static OptionalInt number(@Nullable Config settings, String key) {
        ConfigEntry entry = settings == null ? null : settings.get(key);
        return entry == null || entry.value() == null
                ? OptionalInt.empty()
                : OptionalInt.of(Integer.parseInt(entry.value()));
    }

    /** A setting that this user may not read counts as no limit. */
    private static TimestampLimits timestamps(@Nullable Config settings) {
        ConfigEntry type = settings == null ? null : settings.get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG);
        return type != null && "LogAppendTime".equals(type.value())
                ? TimestampLimits.NONE
                : new TimestampLimits(
                        limit(settings, TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG),
                        limit(settings, TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG));
    }

    private static long limit(@Nullable Config settings, String key) {
        ConfigEntry entry = settings == null ? null : settings.get(key);
        return entry == null || entry.value() == null ? Long.MAX_VALUE : Long.parseLong(entry.value());
    }

    private static <T> @Nullable T answer(KafkaFuture<T> future) throws InterruptedException {
        try {
            return future.get(ANSWER_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException unknown) {
            return null;
        }
    }

    private static @Nullable Throwable failure(KafkaFuture<?> future) throws InterruptedException {
        try {
            future.get(ANSWER_MS, TimeUnit.MILLISECONDS);
            return null;
        } catch (ExecutionException failed) {
            return failed.getCause();
        } catch (TimeoutException unknown) {
            return null;
        }
    }
}
