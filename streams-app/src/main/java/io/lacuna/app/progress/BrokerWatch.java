package io.lacuna.app.progress;

import io.lacuna.app.config.InputTopics;
import io.lacuna.app.config.LacunaConfig;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the brokers every second for the offsets of input and group and the state of the topics. It uses its own thread
 * and its own admin client with bounded waits: a broker that does not answer costs one answer, never the next look.
 */
public final class BrokerWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerWatch.class);
    private static final long EVERY_MS = 1_000;
    private static final int ANSWER_MS = 3_000;

    private final Admin admin;
    private final InputTopics inputs;
    private final String group;
    private final Collection<String> outputs;
    private final Progress progress;
    private final Runnable after;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "lacuna-progress");
        thread.setDaemon(true);
        return thread;
    });

    /** Input topics that any look has shown. */
    private final Set<String> known = new TreeSet<>();

    /** Partitions of each input topic. */
    private final Map<String, Integer> partitions = new TreeMap<>();

    private BrokerWatch(LacunaConfig config, Progress progress, Runnable after) {
        inputs = config.inputTopics();
        group = config.applicationId();
        outputs = config.outputTopics().values();
        this.progress = progress;
        this.after = after;
        Map<String, Object> settings = config.adminSettings();
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MS);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MS - 500);
        // A connection without an answer must be closed soon, or the first look after an outage comes late.
        settings.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 2_000);
        settings.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, 2_000);
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        admin = Admin.create(settings);
    }

    /**
     * Starts the watch.
     *
     * @param after called on the watch's thread after each look
     */
    public static BrokerWatch begin(LacunaConfig config, Progress progress, Runnable after) {
        BrokerWatch watch = new BrokerWatch(config, progress, after);
        watch.clock.scheduleWithFixedDelay(watch::once, 0, EVERY_MS, TimeUnit.MILLISECONDS);
        return watch;
    }

    private void once() {
        try {
            progress.ended(look());
            after.run();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException failed) {
            LOG.warn("the progress cannot be read", failed);
        }
    }

    private BrokerLook look() throws InterruptedException {
        KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> committing =
                admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata();
        committing.whenComplete((committed, failed) -> {
            if (failed == null) {
                progress.coordinatorAnswered(ofInput(committed));
            }
        });
        Answers answers = new Answers();
        Map<String, BrokerLook.@Nullable Topic> seen = new HashMap<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
                admin.describeTopics(topics(answers)).topicNameValues().entrySet()) {
            TopicDescription described = answers.get(topic.getValue());
            if (described != null) {
                progress.brokersAnswered();
                seen.put(
                        topic.getKey(),
                        new BrokerLook.Topic(
                                described.topicId(), described.partitions().size()));
            } else if (answers.last instanceof UnknownTopicOrPartitionException) {
                seen.put(topic.getKey(), null);
            }
        }
        seen.forEach((topic, now) -> {
            if (now != null && inputs.has(topic)) {
                partitions.put(topic, now.partitions());
            } else if (inputs instanceof InputTopics.Matching) {
                partitions.remove(topic);
            }
        });
        Map<TopicPartition, BrokerLook.Offsets> offsets = offsets(answers);
        String failure = answers.failure;
        Map<TopicPartition, OffsetAndMetadata> committed = answers.get(committing);
        return committed == null
                ? new BrokerLook(seen, offsets, null, failure, reason(answers.last))
                : new BrokerLook(seen, offsets, ofInput(committed), failure, null);
    }

    /** Outputs and inputs; of a pattern the topics that exist, and those that did. */
    private Set<String> topics(Answers answers) throws InterruptedException {
        Set<String> topics = new TreeSet<>(outputs);
        Set<String> existing = inputs instanceof InputTopics.Matching
                ? answers.get(admin.listTopics().names())
                : Set.of();
        known.addAll(inputs.among(existing == null ? Set.of() : existing));
        topics.addAll(known);
        return topics;
    }

    private Map<TopicPartition, BrokerLook.Offsets> offsets(Answers answers) throws InterruptedException {
        Map<TopicPartition, OffsetSpec> first = new HashMap<>();
        Map<TopicPartition, OffsetSpec> last = new HashMap<>();
        partitions.forEach((topic, count) -> {
            for (int p = 0; p < count; p++) {
                first.put(new TopicPartition(topic, p), OffsetSpec.earliest());
                last.put(new TopicPartition(topic, p), OffsetSpec.latest());
            }
        });
        ListOffsetsResult begins = admin.listOffsets(first);
        ListOffsetsResult ends = admin.listOffsets(last, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED));
        for (TopicPartition partition : first.keySet()) {
            begins.partitionResult(partition)
                    .whenComplete((begin, failed) -> ends.partitionResult(partition)
                            .whenComplete((end, alsoFailed) -> {
                                if (failed == null && alsoFailed == null) {
                                    progress.leaderAnswered(
                                            partition, new BrokerLook.Offsets(begin.offset(), end.offset()));
                                }
                            }));
        }
        Map<TopicPartition, BrokerLook.Offsets> offsets = new HashMap<>();
        for (TopicPartition partition : first.keySet()) {
            ListOffsetsResult.ListOffsetsResultInfo begin = answers.get(begins.partitionResult(partition));
            ListOffsetsResult.ListOffsetsResultInfo end = answers.get(ends.partitionResult(partition));
            if (begin != null && end != null) {
                offsets.put(partition, new BrokerLook.Offsets(begin.offset(), end.offset()));
            }
        }
        return offsets;
    }

    private Map<TopicPartition, Long> ofInput(Map<TopicPartition, OffsetAndMetadata> committed) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        committed.forEach((partition, offset) -> {
            // Kafka returns null for a partition without a committed offset.
            if (inputs.has(partition.topic()) && (Object) offset != null) {
                offsets.put(partition, offset.offset());
            }
        });
        return offsets;
    }

    private static @Nullable String reason(@Nullable Throwable failure) {
        return failure == null ? null : Objects.requireNonNullElse(failure.getMessage(), failure.toString());
    }

    /** Waits for the answers of one look. All of them together may take a little longer than one answer's limit. */
    private static final class Answers {
        private final long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ANSWER_MS + 1_000L);
        private @Nullable Throwable last;

        /** The first failure that means the brokers did not answer. */
        private @Nullable String failure;

        private <T> @Nullable T get(KafkaFuture<T> answer) throws InterruptedException {
            last = null;
            try {
                return answer.get(Math.max(1, until - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (ExecutionException failed) {
                last = failed.getCause() == null ? failed : failed.getCause();
            } catch (TimeoutException silent) {
                last = new TimeoutException("no answer within " + ANSWER_MS + " ms");
            }
            if (failure == null && !(last instanceof UnknownTopicOrPartitionException)) {
                failure = reason(last);
            }
            return null;
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        admin.close(Duration.ZERO);
    }
}
