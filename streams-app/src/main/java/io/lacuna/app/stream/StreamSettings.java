package io.lacuna.app.stream;

import io.lacuna.app.config.KafkaSettings;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.progress.ProgressSettings;
import io.lacuna.app.stream.failure.DeadLetters;
import io.lacuna.app.stream.failure.OutcomeBooks;
import io.lacuna.internal.generation.ModelsTopic;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.StreamsConfig;

/** Kafka Streams' settings from Lacuna's configuration; Kafka keys given by the user override Lacuna's defaults. */
final class StreamSettings {
    /** The smallest that Kafka Streams takes. */
    private static final long PROBING_MS = 60_000;

    private StreamSettings() {}

    static Properties of(LacunaConfig config, OutcomeBooks books) {
        Map<String, Object> settings = new HashMap<>();
        // An imputation, or the headers of a dead letter with a stack trace, makes a record of the default limit
        // larger.
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, KafkaSettings.LARGEST_RECORD_BYTES);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, KafkaSettings.BATCH_BYTES);
        // Without this, an unfinished publication of a model would be visible under at_least_once.
        settings.put(StreamsConfig.globalConsumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG), "read_committed");
        settings.put(
                StreamsConfig.globalConsumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG),
                ModelsTopic.FETCH_BYTES);
        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG), "read_committed");
        // The records of a dead instance wait this long for another one; the consumer's default of 45 s is too long.
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_500);
        // A started instance first restores the past of its keys beside the instance that still fills them, and takes
        // its
        // partitions over at the next probe. The stores are restored in seconds; by default it would be idle for ten
        // minutes.
        settings.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, PROBING_MS);
        // Progress is measured by commits: with half a minute, the default without transactions, the stream would seem
        // to stand still.
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.commitIntervalMs());
        settings.put(StreamsConfig.TOPOLOGY_OPTIMIZATION_CONFIG, StreamsConfig.NO_OPTIMIZATION);
        settings.putAll(config.given());
        settings.keySet().removeAll(LacunaConfig.definition().names());
        settings.keySet().removeIf(key -> key.startsWith("schema.registry.") || key.startsWith("topic."));
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId());
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDir());
        settings.put(
                StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                config.processingGuarantee().id());
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.streamThreads());
        settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        settings.put(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, config.deadLetterTopic());
        settings.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetters.Processing.class);
        settings.put(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetters.Production.class);
        settings.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
        settings.put(OutcomeBooks.KEY, books);
        Properties properties = new Properties();
        properties.putAll(settings);
        return properties;
    }

    /**
     * What becomes of an instance's membership when it stops. It leaves the group, so that others get its partitions at once; a
     * static member, which has a {@code group.instance.id}, keeps them for its next start.
     */
    static CloseOptions.GroupMembershipOperation atStop(LacunaConfig config) {
        boolean isStatic = config.given().keySet().stream()
                .anyMatch(key -> key.equals(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG)
                        || key.endsWith("." + ConsumerConfig.GROUP_INSTANCE_ID_CONFIG));
        return isStatic
                ? CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP
                : CloseOptions.GroupMembershipOperation.LEAVE_GROUP;
    }

    /** What progress is measured by. */
    static ProgressSettings progress(LacunaConfig config) {
        return new ProgressSettings(
                config.inputTopics(),
                config.outputTopics(),
                config.applicationId(),
                config.readyStallMs(),
                config.streamThreads());
    }
}
