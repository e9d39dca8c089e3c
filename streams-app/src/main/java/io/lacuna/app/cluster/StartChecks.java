package io.lacuna.app.cluster;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.streams.errors.SetupException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;

/**
 * Whether the brokers, as they are set, can keep what Lacuna promises. What would stop the stream later is a refusal before
 * it starts; what weakens the promise is a warning. Each names the thing and what to do.
 */
final class StartChecks {
    private static final int SAFE_REPLICAS = 3;
    private static final int SAFE_INSYNC = 2;
    private static final long TOLERATED_SKEW_MS = 30_000;

    /** What an imputation, or a dead letter's headers, may add to a record. */
    private static final int GROWTH_BYTES = 65_536;

    /** Keys and headers beside a model's chunk. */
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
     * Judges.
     *
     * @return warnings, a line each
     * @throws SetupException where the stream could not work
     */
    static List<String> judge(LacunaConfig config, ClusterFacts facts) {
        StartChecks checks = new StartChecks(config, facts);
        checks.rights();
        checks.partitions();
        checks.transactions();
        checks.replication();
        checks.sizes();
        checks.clock();
        if (!checks.refusals.isEmpty()) {
            throw new SetupException(String.join("; ", checks.refusals));
        }
        return checks.warnings;
    }

    private void rights() {
        allowed(facts.input(), AclOperation.READ);
        allowed(facts.models(), AclOperation.READ);
        facts.outputs().forEach(output -> allowed(output, AclOperation.WRITE));
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

    /** A record keeps its partition. */
    private void partitions() {
        int needed = facts.input().partitions();
        for (TopicFacts output : facts.outputs()) {
            if (output.partitions() < needed) {
                refusals.add(
                        "the " + output.words() + " has " + output.partitions() + " partitions and the input topic "
                                + needed + ", and records keep their partition; add partitions, or name another topic");
            } else if (output.partitions() > needed) {
                warnings.add(
                        "the " + output.words() + " has " + output.partitions() + " partitions and the input topic "
                                + needed + ": some stay empty, and joins of the two by partition need equal numbers");
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
        List<TopicFacts> all = Stream.concat(Stream.of(facts.input(), facts.models()), facts.outputs().stream())
                .toList();
        String thin = names(all.stream().filter(topic -> topic.replicas() < SAFE_REPLICAS));
        if (!thin.isEmpty()) {
            warnings.add("fewer than " + SAFE_REPLICAS + " replicas: " + thin
                    + "; exactly-once outlives crashes of Lacuna but"
                    + " not the loss of a broker. With three brokers or more set replication.factor=3 before the topics are"
                    + " created, or raise theirs with kafka-reassign-partitions");
        }
        String alone = names(all.stream()
                .filter(topic -> topic.replicas() >= SAFE_REPLICAS
                        && topic.minInsyncReplicas().orElse(SAFE_INSYNC) < SAFE_INSYNC));
        if (!alone.isEmpty()) {
            warnings.add("min.insync.replicas is below " + SAFE_INSYNC + ": " + alone
                    + "; a record that one broker alone has is lost with it. Set min.insync.replicas=2 on them");
        }
    }

    private static String names(Stream<TopicFacts> topics) {
        return topics.map(TopicFacts::name).collect(Collectors.joining(", "));
    }

    private void sizes() {
        int producer = config.largestRequestBytes();
        int input = facts.input().maxMessageBytes().orElse(0);
        if (input + GROWTH_BYTES > producer) {
            warnings.add("the " + facts.input().words() + " takes records of " + input
                    + " bytes and the stream writes at most "
                    + producer + ": larger ones could not even become dead letters. Set producer.max.request.size to "
                    + (input + GROWTH_BYTES) + " or more");
        }
        for (TopicFacts output : facts.outputs()) {
            int most = output.maxMessageBytes().orElse(Integer.MAX_VALUE);
            if (most < Math.min(producer, input + GROWTH_BYTES)) {
                warnings.add("the " + output.words() + " takes records of " + most + " bytes and the input topic of "
                        + input
                        + ": a large record with what is added to it would be refused and hold the stream up. Set"
                        + " max.message.bytes of " + output.name() + " to " + LacunaConfig.LARGEST_RECORD_BYTES);
            }
        }
        int chunk = config.chunkBytes() + CHUNK_MARGIN_BYTES;
        facts.models().maxMessageBytes().ifPresent(most -> {
            if (most < chunk) {
                warnings.add("the " + facts.models().words() + " takes records of " + most
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
                        + " the brokers'; set it (NTP). From when a generation serves,"
                        + " and which records a refit reads, goes by it, and brokers refuse timestamps too far ahead");
            }
        });
    }

    private boolean isTransactional() {
        return config.processingGuarantee().isTransactional();
    }
}
