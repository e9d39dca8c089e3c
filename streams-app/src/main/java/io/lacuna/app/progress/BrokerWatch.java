package io.lacuna.app.progress;

import io.lacuna.app.config.InputTopics;
import io.lacuna.app.config.LacunaConfig;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the brokers every second for the offsets of input and group and the state of the topics, with its own thread and its
 * own admin client. A question is asked again when its answer came or failed; no question waits for the answer of another,
 * so that a silent broker delays only what it was asked.
 */
public final class BrokerWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerWatch.class);
    private static final long EVERY_MS = 1_000;
    private static final int ANSWER_MS = 3_000;

    /** Usual answers come in this time. Later ones count when they come. */
    private static final long LOOK_MS = 500;

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

    private final Question<Map<TopicPartition, Long>> committing = new Question<>(2L * ANSWER_MS);
    private final Question<Set<String>> naming = new Question<>(2L * ANSWER_MS);
    private final Map<String, Question<TopicDescription>> describing = new TreeMap<>();
    private final Map<TopicPartition, Question<BrokerLook.Offsets>> listing = new HashMap<>();

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
            Set<TopicPartition> before = Set.copyOf(listing.keySet());
            progress.ended(look());
            if (!before.containsAll(inputPartitions())) {
                progress.ended(look()); // Now the offsets of the new ones can be asked for.
            }
            after.run();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException failed) {
            LOG.warn("the progress cannot be read", failed);
        }
    }

    private BrokerLook look() throws InterruptedException {
        askCommitted();
        Set<TopicPartition> asked = askOffsets();
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LOOK_MS);
        askTopics(until);
        committing.await(until);
        for (Question<?> question : listing.values()) {
            question.await(until);
        }
        for (Question<?> question : describing.values()) {
            question.await(until);
        }
        return new Answers(asked).look();
    }

    private void askCommitted() {
        if (committing.isFree()) {
            Moment asked = progress.asking();
            committing.ask(
                    admin.listConsumerGroupOffsets(group)
                            .partitionsToOffsetAndMetadata()
                            .toCompletionStage()
                            .thenApply(this::ofInput),
                    committed -> progress.coordinatorAnswered(committed, asked));
        }
    }

    private Set<TopicPartition> inputPartitions() {
        Set<TopicPartition> all = new HashSet<>();
        partitions.forEach((topic, count) -> {
            for (int p = 0; p < count; p++) {
                all.add(new TopicPartition(topic, p));
            }
        });
        return all;
    }

    /** Asks for the offsets of the partitions whose last answer came; returns these partitions. */
    private Set<TopicPartition> askOffsets() {
        Set<TopicPartition> all = inputPartitions();
        listing.keySet().retainAll(all);
        Map<TopicPartition, OffsetSpec> first = new HashMap<>();
        Map<TopicPartition, OffsetSpec> last = new HashMap<>();
        for (TopicPartition partition : all) {
            if (offsets(partition).isFree()) {
                first.put(partition, OffsetSpec.earliest());
                last.put(partition, OffsetSpec.latest());
            }
        }
        if (first.isEmpty()) {
            return Set.of();
        }
        Moment asked = progress.asking();
        ListOffsetsResult begins = admin.listOffsets(first);
        ListOffsetsResult ends = admin.listOffsets(last, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED));
        for (TopicPartition partition : first.keySet()) {
            offsets(partition)
                    .ask(
                            begins.partitionResult(partition)
                                    .toCompletionStage()
                                    .thenCombine(
                                            ends.partitionResult(partition).toCompletionStage(),
                                            (begin, end) -> new BrokerLook.Offsets(begin.offset(), end.offset())),
                            offsets -> progress.leaderAnswered(partition, offsets, asked));
        }
        return first.keySet();
    }

    private Question<BrokerLook.Offsets> offsets(TopicPartition partition) {
        return listing.computeIfAbsent(partition, unseen -> new Question<>(2L * ANSWER_MS));
    }

    private void askTopics(long untilNanos) throws InterruptedException {
        Set<String> free = topics(untilNanos);
        free.removeIf(topic -> !description(topic).isFree());
        if (!free.isEmpty()) {
            Moment asked = progress.asking();
            admin.describeTopics(free)
                    .topicNameValues()
                    .forEach((topic, described) -> description(topic)
                            .ask(described.toCompletionStage(), answered -> progress.brokersAnswered(asked)));
        }
    }

    private Question<TopicDescription> description(String topic) {
        return describing.computeIfAbsent(topic, unseen -> new Question<>(2L * ANSWER_MS));
    }

    /** Outputs and inputs; of a pattern the topics that exist, and those that did. */
    private Set<String> topics(long untilNanos) throws InterruptedException {
        Set<String> topics = new TreeSet<>(outputs);
        Set<String> existing = Set.of();
        if (inputs instanceof InputTopics.Matching) {
            if (naming.isFree()) {
                naming.ask(admin.listTopics().names().toCompletionStage(), names -> {});
            }
            naming.await(untilNanos);
            CompletableFuture<Set<String>> named = naming.take();
            existing = named == null || named.isCompletedExceptionally() ? Set.of() : named.join();
        }
        known.addAll(inputs.among(existing));
        topics.addAll(known);
        return topics;
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

    /** Puts together what came since the last look. */
    private final class Answers {
        private final Set<TopicPartition> asked;

        /** The first failure that means that the brokers did not answer. */
        private @Nullable String failure;

        /**
         * @param asked the partitions that were asked for in this look. The offsets of others may be older than the group's
         *     offset of the look before, and are not compared with it.
         */
        Answers(Set<TopicPartition> asked) {
            this.asked = asked;
        }

        BrokerLook look() {
            Map<String, BrokerLook.@Nullable Topic> seen = topics();
            seen.forEach((topic, now) -> {
                if (now != null && inputs.has(topic)) {
                    partitions.put(topic, now.partitions());
                } else if (inputs instanceof InputTopics.Matching) {
                    partitions.remove(topic);
                }
            });
            Map<TopicPartition, BrokerLook.Offsets> offsets = new HashMap<>();
            listing.forEach((partition, question) -> {
                BrokerLook.Offsets told = value(question.take());
                if (told != null && asked.contains(partition)) {
                    offsets.put(partition, told);
                }
            });
            String silent = failure;
            CompletableFuture<Map<TopicPartition, Long>> taken = committing.take();
            Throwable failed = Question.failure(taken);
            return new BrokerLook(seen, offsets, value(taken), silent, failed == null ? null : reason(failed));
        }

        private Map<String, BrokerLook.@Nullable Topic> topics() {
            Map<String, BrokerLook.@Nullable Topic> seen = new HashMap<>();
            describing.forEach((topic, question) -> {
                CompletableFuture<TopicDescription> taken = question.take();
                if (Question.failure(taken) instanceof UnknownTopicOrPartitionException) {
                    seen.put(topic, null);
                } else {
                    TopicDescription described = value(taken);
                    if (described != null) {
                        seen.put(
                                topic,
                                new BrokerLook.Topic(
                                        described.topicId(),
                                        described.partitions().size()));
                    }
                }
            });
            return seen;
        }

        private <T> @Nullable T value(@Nullable CompletableFuture<T> taken) {
            Throwable failed = Question.failure(taken);
            if (failed != null && failure == null) {
                failure = reason(failed);
            }
            return taken == null || failed != null ? null : taken.join();
        }

        private static String reason(Throwable failure) {
            return Objects.requireNonNullElse(failure.getMessage(), failure.toString());
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        admin.close(Duration.ZERO);
    }
}
