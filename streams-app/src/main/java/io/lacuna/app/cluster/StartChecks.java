package io.lacuna.app.cluster;

import io.lacuna.app.config.KafkaSettings;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.streams.errors.SetupException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;

/**
 * Checks whether the settings of the brokers let Lacuna keep its guarantees. Settings that would stop the stream later
 * refuse the start; settings that weaken a guarantee give a warning. Each message names the setting and what to do.
 */
final class StartChecks {
    private static final int SAFE_REPLICAS = 3;
    private static final int SAFE_INSYNC = 2;
    private static final long TOLERATED_SKEW_MS = 30_000;

    /** Bytes that an imputation, or the headers of a dead letter, may add to a record. */
    private static final int GROWTH_BYTES = 65_536;

    /** Bytes of keys and headers in addition to a chunk of a model. */
    private static final int CHUNK_MARGIN_BYTES = 4_096;

    private final LacunaConfig config;
    private final ClusterFacts facts;
    private final List<String> refusals = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private StartChecks(LacunaConfig config, ClusterFacts facts) {
        this.config = config;
        this.facts = facts;
    }

    /**
     * Checks the facts.
     *
     * @return warnings, one line each
     * @throws SetupException if the stream could not work
     */
    static List<String> judge(LacunaConfig config, ClusterFacts facts) {
        StartChecks checks = new StartChecks(config, facts);
        checks.rights();
        checks.partitions();
        checks.transactions();
        checks.replication();
        checks.sizes();
        checks.clock();
        checks.timestamps();
        if (!checks.refusals.isEmpty()) {
            throw new SetupException(String.join("; ", checks.refusals));
        }
        return checks.warnings;
    }

    private void rights() {
        facts.inputs().forEach(input -> allowed(input, AclOperation.READ));
        allowed(facts.models(), AclOperation.READ);
        facts.outputs().forEach(output -> allowed(output, AclOperation.WRITE));
        TopicFacts changelog = facts.changelog();
        if (changelog != null) {
            allowed(changelog, AclOperation.READ);
            allowed(changelog, AclOperation.WRITE);
        }
        if (!facts.groupAllowed()) {
            refusals.add("this user may not use the group " + config.applicationId()
                    + "; grant it READ on that group, or set application.id");
        }
        if (isTransactional() && !facts.transactionsAllowed()) {
            refusals.add("this user may not use transactional ids that begin with " + config.applicationId()
                    + "; grant it WRITE and DESCRIBE on them (--transactional-id, --resource-pattern-type prefixed)");
        }
    }

    private void allowed(TopicFacts topic, AclOperation operation) {
        if (!topic.isAllowed(operation)) {
            refusals.add("this user may not " + operation.name().toLowerCase(Locale.ROOT) + " the " + topic.words()
                    + "; grant it " + operation + " on that topic");
        }
    }

    /** Output topics need at least as many partitions as the input, because a record keeps its partition. */
    private void partitions() {
        int needed =
                facts.inputs().stream().mapToInt(TopicFacts::partitions).max().orElse(0);
        TopicFacts changelog = facts.changelog();
        if (changelog != null && changelog.partitions() != needed) {
            refusals.add(
                    "the " + changelog.words() + " has " + changelog.partitions()
                            + " partitions and the input topic " + needed
                            + ", and Kafka Streams needs as many; delete it, and keys start with empty memories, or set context.store=none");
        }
        for (TopicFacts output : facts.outputs()) {
            if (output.partitions() < needed) {
                refusals.add(
                        "the " + output.words() + " has " + output.partitions() + " partitions and the input topic "
                                + needed + ", and records keep their partition; add partitions, or name another topic");
            } else if (output.partitions() > needed) {
                warnings.add(
                        "the " + output.words() + " has " + output.partitions() + " partitions and the input topic "
                                + needed + ": some partitions stay empty, and joins by partition need equal numbers");
            }
        }
    }

    private void transactions() {
        long timeoutMs = config.transactionTimeoutMs();
        facts.maxTransactionTimeoutMs().ifPresent(most -> {
            if (isTransactional() && timeoutMs > most) {
                refusals.add("transaction.timeout.ms = " + timeoutMs
                        + " is above the brokers' transaction.max.timeout.ms = " + most + "; set one of the two");
            }
        });
    }

    private void replication() {
        if (!isTransactional()) {
            return;
        }
        List<TopicFacts> all = Stream.of(
                        facts.inputs().stream(),
                        Stream.of(facts.models()),
                        facts.outputs().stream(),
                        Stream.ofNullable(facts.changelog()))
                .flatMap(topics -> topics)
                .toList();
        String thin = names(all.stream().filter(topic -> topic.replicas() < SAFE_REPLICAS));
        if (!thin.isEmpty()) {
            warnings.add("fewer than " + SAFE_REPLICAS + " replicas: " + thin
                    + "; exactly-once survives crashes of Lacuna but"
                    + " not the loss of a broker. With three or more brokers, set replication.factor=3 before the topics are"
                    + " created, or change existing topics with kafka-reassign-partitions");
        }
        String alone = names(all.stream()
                .filter(topic -> topic.replicas() >= SAFE_REPLICAS
                        && topic.minInsyncReplicas().orElse(SAFE_INSYNC) < SAFE_INSYNC));
        if (!alone.isEmpty()) {
            warnings.add(
                    "min.insync.replicas is below " + SAFE_INSYNC + ": " + alone
                            + "; a record that only one broker has is lost with that broker. Set min.insync.replicas=2 on them");
        }
    }

    private static String names(Stream<TopicFacts> topics) {
        return topics.map(TopicFacts::name).collect(Collectors.joining(", "));
    }

    private void sizes() {
        int producer = config.recordLimits().requestBytes();
        TopicFacts largest = facts.inputs().get(0);
        for (TopicFacts other : facts.inputs()) {
            largest = other.maxMessageBytes().orElse(0)
                            > largest.maxMessageBytes().orElse(0)
                    ? other
                    : largest;
        }
        int input = largest.maxMessageBytes().orElse(0);
        if (input + GROWTH_BYTES > producer) {
            warnings.add("the " + largest.words() + " accepts records of " + input
                    + " bytes, and the stream writes at most "
                    + producer + ": larger ones could not even become dead letters. Set producer.max.request.size to "
                    + (input + GROWTH_BYTES) + " or more");
        }
        for (TopicFacts output : facts.outputs()) {
            int most = output.maxMessageBytes().orElse(Integer.MAX_VALUE);
            if (most < Math.min(producer, input + GROWTH_BYTES)) {
                warnings.add("the " + output.words() + " accepts records of " + most
                        + " bytes and the input topic records of "
                        + input
                        + ": a large record plus the added fields would be refused and stop the stream. Set"
                        + " max.message.bytes of " + output.name() + " to " + KafkaSettings.LARGEST_RECORD_BYTES);
            }
        }
        int chunk = config.chunkBytes() + CHUNK_MARGIN_BYTES;
        facts.models().maxMessageBytes().ifPresent(most -> {
            if (most < chunk) {
                warnings.add("the " + facts.models().words() + " accepts records of " + most
                        + " bytes, less than generation.chunk.bytes: models cannot be published. Set"
                        + " generation.chunk.bytes to " + Math.max(1, most - CHUNK_MARGIN_BYTES) + " or less");
            }
        });
    }

    private void clock() {
        facts.clockSkewMs().ifPresent(skew -> {
            if (Math.abs(skew) > TOLERATED_SKEW_MS) {
                warnings.add("this machine's clock is " + Math.abs(skew) / 1000 + " s "
                        + (skew > 0 ? "ahead of" : "behind")
                        + " the brokers'; synchronize it (NTP). The clock decides when a generation begins to serve"
                        + " and which records a refit reads, and brokers refuse timestamps too far ahead");
            }
        });
    }

    /** Whether the input accepts timestamps that the outputs do not. */
    private void timestamps() {
        TimestampLimits input = facts.inputs().get(0).timestamps();
        for (TopicFacts other : facts.inputs()) {
            input = input.or(other.timestamps());
        }
        for (TopicFacts output : facts.outputs()) {
            TimestampLimits both = input.and(output.timestamps());
            if (!both.equals(input)) {
                warnings.add("the " + output.words() + " accepts timestamps of up to "
                        + words(output.timestamps()) + ", and the input topic "
                        + words(input)
                        + ": records outside the outputs' range are treated by record.timestamp.action = "
                        + config.recordTimestampAction().id()
                        + ". Set message.timestamp.before.max.ms and message.timestamp.after.max.ms of " + output.name()
                        + " to those of the input to fill them");
            }
        }
    }

    private static String words(TimestampLimits limits) {
        return span(limits.beforeMs()) + " behind and " + span(limits.afterMs()) + " ahead of the brokers' clock";
    }

    private static String span(long ms) {
        return ms == Long.MAX_VALUE ? "any time" : ms + " ms";
    }

    private boolean isTransactional() {
        return config.processingGuarantee().isTransactional();
    }
}
