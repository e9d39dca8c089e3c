package io.lacuna.app.config;

import io.lacuna.app.config.choice.Choice;
import io.lacuna.app.config.choice.ContextStore;
import io.lacuna.app.config.choice.FailureAction;
import io.lacuna.app.config.choice.OtherRecords;
import io.lacuna.app.config.choice.ProcessingGuarantee;
import io.lacuna.app.config.choice.TimestampAction;
import io.lacuna.inference.InferenceMethod;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.data.Support;
import io.lacuna.internal.format.RecordFormat;
import io.lacuna.internal.generation.ModelBudget;
import io.lacuna.internal.generation.ModelsTopicSettings;
import io.lacuna.internal.generation.Selection;
import io.lacuna.internal.generation.StreamTopics;
import io.lacuna.internal.impute.ServingSettings;
import io.lacuna.internal.partner.EnrichTopic;
import io.lacuna.internal.record.MappingRules;
import io.lacuna.internal.record.NoteChoices;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/**
 * Lacuna's configuration, checked. Immutable.
 *
 * <p>A key that neither Lacuna nor Kafka knows is an error that names the nearest known one. Keys with the prefixes
 * {@code consumer.}, {@code producer.}, {@code admin.}, {@code main.consumer.}, {@code global.consumer.},
 * {@code restore.consumer.}, {@code topic.} and {@code schema.registry.} pass through, as do the keys of Kafka's clients
 * and of Kafka Streams without a prefix ({@code security.protocol}).
 */
public final class LacunaConfig {
    public static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
    public static final String SCHEMA_REGISTRY_URL = "schema.registry.url";
    public static final String APPLICATION_ID = "application.id";
    public static final String PROCESSING_GUARANTEE = "processing.guarantee";
    public static final String REPLICATION_FACTOR = "replication.factor";

    public static final String INPUT_TOPIC = "input.topic";
    public static final String INPUT_FORMAT = "input.format";
    public static final String TOPIC_NAMES_PREFIX = "topic.names.prefix";
    public static final String IMPUTED_TOPIC = "imputed.topic";
    public static final String IMPUTED_COMPATIBILITY = "imputed.compatibility";
    public static final String LATENTS_TOPIC = "latents.topic";
    public static final String SCORES_TOPIC = "scores.topic";
    public static final String DEAD_LETTER_TOPIC = "dead.letter.topic";
    public static final String MODELS_TOPIC = "models.topic";
    public static final String EVENTS_TOPIC = "events.topic";

    public static final String INFERENCE_METHOD = "inference.method";
    public static final String INFERENCE_MAX_ITERATIONS = "inference.max.iterations";
    public static final String INFERENCE_TOLERANCE = "inference.tolerance";
    public static final String INFERENCE_INTERVAL = "inference.interval";
    public static final String INFERENCE_INTERVAL_LIVE = "inference.interval.live";
    public static final String GENERATION_SELECTION = "generation.selection";
    public static final String GENERATION_MAX_BYTES = "generation.max.bytes";
    public static final String GENERATION_CHUNK_BYTES = "generation.chunk.bytes";
    public static final String GENERATION_KEEP = "generation.keep";

    public static final String SCORES_SHARE = "scores.share";
    public static final String SCORES_MASK_RATE = "scores.mask.rate";

    public static final String NUM_STREAM_THREADS = "num.stream.threads";
    public static final String STATE_DIR = "state.dir";

    private final Map<String, String> given;
    private final AbstractConfig values;
    private final Clock clock;

    private LacunaConfig(Map<String, String> given, Clock clock) {
        this.given = Map.copyOf(given);
        this.clock = clock;
        values = new AbstractConfig(LacunaKeys.definition(), given, false);
        values.values().forEach((key, value) -> {
            // NaN compares false with the ends of every range.
            if (value instanceof Double number && !Double.isFinite(number)) {
                throw new ConfigException(key, number, "must be a finite number");
            }
        });
    }

    /**
     * Creates a configuration from the keys.
     *
     * @throws ConfigException if a key is unknown or a value is invalid
     */
    public static LacunaConfig of(Map<String, String> given) {
        Secrets.learn(given);
        KnownKeys.check(given.keySet());
        return new LacunaConfig(given, Clock.systemUTC());
    }

    /**
     * Collects the keys of a properties file, the environment ({@code LACUNA_INPUT_TOPIC} is {@code input.topic}) and
     * the command line; a later source overrides an earlier one.
     *
     * @throws ConfigException if the file cannot be read, a key is unknown or a value is invalid
     */
    public static LacunaConfig load(
            @Nullable Path file, Map<String, String> environment, Map<String, String> commandLine) {
        return of(ConfigSources.gather(file, environment, commandLine));
    }

    /** Returns a copy with more keys, which override the present ones. */
    public LacunaConfig with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(given);
        all.putAll(more);
        return of(all).withClock(clock);
    }

    /** A copy with another clock for the time of day. */
    public LacunaConfig withClock(Clock other) {
        return new LacunaConfig(given, other);
    }

    /** The only clock for the time of day; durations are measured with {@link System#nanoTime}. */
    public Clock clock() {
        return clock;
    }

    /** The definition of Lacuna's own keys. */
    public static ConfigDef definition() {
        return LacunaKeys.definition();
    }

    /** The keys as given, including Kafka's keys. They may contain secrets. */
    public Map<String, String> given() {
        return given;
    }

    public String bootstrapServers() {
        return required(BOOTSTRAP_SERVERS);
    }

    public String schemaRegistryUrl() {
        return required(SCHEMA_REGISTRY_URL);
    }

    /** Format of the records in the stream's topics. */
    public RecordFormat recordFormat() {
        return RecordFormat.of(values.getString(INPUT_FORMAT));
    }

    public String applicationId() {
        return values.getString(APPLICATION_ID);
    }

    /**
     * The input topic.
     *
     * @throws ConfigException if there are several
     */
    public String inputTopic() {
        InputTopics topics = inputTopics();
        return topics.isOne() ? topics.among(List.of()).get(0) : required(INPUT_TOPIC);
    }

    /** The topics with the partial records: the {@code input.*} keys. */
    public InputTopics inputTopics() {
        if (!hasInputTopic()) {
            required(INPUT_TOPIC);
        }
        return InputKeys.topics(
                values, values.getString(InputKeys.INPUT_TOPIC_PATTERN).isEmpty() ? List.of() : TopicNames.own(this));
    }

    public String imputedTopic() {
        return topic(IMPUTED_TOPIC, "imputed");
    }

    /** Whether the imputed topic's subject is given the compatibility rule of the input's where it refuses a schema. */
    public boolean followsInput() {
        return values.getString(IMPUTED_COMPATIBILITY).equals("input");
    }

    public String latentsTopic() {
        return topic(LATENTS_TOPIC, "latents");
    }

    public String scoresTopic() {
        return topic(SCORES_TOPIC, "scores");
    }

    public String deadLetterTopic() {
        return topic(DEAD_LETTER_TOPIC, "dead-letters");
    }

    /** The topics of outcomes by their role. */
    public Map<String, String> outputTopics() {
        return OutputKeys.topics(this);
    }

    public String modelsTopic() {
        return topic(MODELS_TOPIC, "models");
    }

    /** Fields of a record that are features: the {@code impute.*} keys. */
    public MappingRules mappingRules() {
        return ImputeKeys.rules(values);
    }

    public Map<String, Support> bounds() {
        return ImputeKeys.bounds(values);
    }

    /** Settings of inference: the {@code inference.*} keys. */
    public InferenceSettings inferenceSettings() {
        String method = values.getString(INFERENCE_METHOD);
        return new InferenceSettings(
                method.isEmpty() ? null : InferenceMethod.of(method),
                values.getInt(INFERENCE_MAX_ITERATIONS),
                values.getDouble(INFERENCE_TOLERANCE));
    }

    /** Choice of the generation that fills a record. */
    public Selection selection() {
        return Selection.of(values.getString(GENERATION_SELECTION));
    }

    public ProcessingGuarantee processingGuarantee() {
        return Choice.of(ProcessingGuarantee.class, values.getString(PROCESSING_GUARANTEE));
    }

    /** Settings for filling records. */
    public ServingSettings servingSettings() {
        return ImputeKeys.serving(this, values);
    }

    /** What is written about a filled record. */
    public NoteChoices notes() {
        return OutputKeys.notes(values);
    }

    /**
     * Store of the keys' memories. Nothing is remembered where records may be repeated, because a repeated record must
     * be filled as before, but would be filled with its own memory.
     */
    public ContextStore contextStore() {
        return processingGuarantee().isTransactional()
                ? Choice.of(ContextStore.class, values.getString(ContextKeys.CONTEXT_STORE))
                : ContextStore.NONE;
    }

    /** Changelog topic of the keys' memories, named by Kafka Streams' rule. */
    public String contextTopic() {
        return applicationId() + "-" + ContextKeys.CONTEXT_STORE_NAME + "-changelog";
    }

    /** Other topics whose records help to fill: the {@code enrich.*} keys. */
    public List<EnrichTopic> enrichTopics() {
        return EnrichKeys.topics(values);
    }

    /** The topics of the stream. */
    public StreamTopics streamTopics() {
        return new StreamTopics(imputedTopic(), latentsTopic(), scoresTopic(), modelsTopic());
    }

    /** Settings for reading and writing the models topic. */
    public ModelsTopicSettings modelsTopicSettings() {
        return new ModelsTopicSettings(
                modelsTopic(),
                bootstrapServers(),
                producerSettings(),
                consumerSettings(),
                chunkBytes(),
                values.getInt(GENERATION_KEEP),
                selection(),
                clock);
    }

    /**
     * Settings of the trainer.
     *
     * @throws ConfigException if an option of the fit does not have the form NAME=VALUE
     */
    public TrainerSettings trainer() {
        return TrainerSettings.of(values);
    }

    /** Topics that the trainer reads. */
    public InputTopics trainerTopics() {
        List<String> set = values.getList(TrainerKeys.TRAINER_TOPICS);
        return set.isEmpty() ? inputTopics() : new InputTopics.Named(set);
    }

    public boolean hasInputTopic() {
        return InputKeys.isSet(values);
    }

    public String eventsTopic() {
        return topic(EVENTS_TOPIC, "events");
    }

    /** Number of times that one record may end a stream thread. */
    public int recordFailureDeaths() {
        return values.getInt(RuntimeKeys.RECORD_FAILURE_DEATHS);
    }

    /** Action on a record that reached that number. */
    public FailureAction recordFailureAction() {
        return Choice.of(FailureAction.class, values.getString(RuntimeKeys.RECORD_FAILURE_ACTION));
    }

    /** Action on a record whose type the model is not for. */
    public OtherRecords otherRecords() {
        return Choice.of(OtherRecords.class, values.getString(RuntimeKeys.RECORD_OTHER));
    }

    /** Action on a record whose timestamp the output topics do not accept. */
    public TimestampAction recordTimestampAction() {
        return Choice.of(TimestampAction.class, values.getString(RuntimeKeys.RECORD_TIMESTAMP_ACTION));
    }

    /** Time that records may wait without a commit before the instance is not ready: at least two commit intervals. */
    public long readyStallMs() {
        return Math.max(values.getLong(RuntimeKeys.READY_STALL_MS), 2 * commitIntervalMs());
    }

    /** Address of everything over HTTP. */
    public HttpSettings http() {
        return RuntimeKeys.http(values);
    }

    /** Port of the trainer's health, metrics and status; 0 chooses a free one, -1 switches them off. */
    public int trainerHttpPort() {
        return values.getInt(TrainerKeys.TRAINER_HTTP_PORT);
    }

    public int streamThreads() {
        return values.getInt(NUM_STREAM_THREADS);
    }

    public long shutdownTimeoutMs() {
        return values.getLong(RuntimeKeys.SHUTDOWN_TIMEOUT_MS);
    }

    /** Replication factor of the topics that Lacuna creates; empty for the brokers' default. */
    public Optional<Short> replicationFactor() {
        int factor = values.getInt(REPLICATION_FACTOR);
        return factor < 1 ? Optional.empty() : Optional.of((short) factor);
    }

    /** Size of the chunks in which a model is published, in bytes. */
    public int chunkBytes() {
        return values.getInt(GENERATION_CHUNK_BYTES);
    }

    /** Largest model that is admitted, in bytes. */
    public long largestModelBytes() {
        return values.getLong(GENERATION_MAX_BYTES);
    }

    /** Limits of the models that an instance keeps. */
    public ModelBudget modelBudget() {
        return ModelBudget.of(values.getLong(ModelBudget.MAX_BYTES), values.getInt(GENERATION_KEEP));
    }

    /** Folder of Kafka Streams' state. */
    public String stateDir() {
        return RuntimeKeys.stateDir(values);
    }

    /** Settings of the registry's client: all {@code schema.registry.*} keys, and limits of schemas. */
    public Map<String, Object> registrySettings() {
        return KafkaSettings.registry(this);
    }

    /** Settings of a plain consumer: connection and {@code consumer.*}; the caller sets deserializers and group. */
    public Map<String, Object> consumerSettings() {
        return KafkaSettings.consumer(this);
    }

    /** Settings of a plain producer: connection and {@code producer.*}; the caller sets serializers. */
    public Map<String, Object> producerSettings() {
        return KafkaSettings.producer(this);
    }

    /** Timeout of the stream's transactions; 10 s, the default of Kafka Streams, if not given. */
    public long transactionTimeoutMs() {
        return KafkaSettings.number(this, ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
    }

    /** Largest records of the stream, in bytes. */
    public KafkaSettings.RecordLimits recordLimits() {
        return KafkaSettings.RecordLimits.of(
                KafkaSettings.number(this, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, KafkaSettings.LARGEST_RECORD_BYTES),
                values.getInt(RuntimeKeys.RECORD_MAX_BYTES));
    }

    /** Time between commits of the stream. */
    public long commitIntervalMs() {
        String set = given.get(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG);
        if (set != null) {
            return Long.parseLong(set.trim());
        }
        return processingGuarantee().isTransactional() ? 100 : 1_000;
    }

    /** Settings of an admin client: connection and {@code admin.*}. */
    public Map<String, Object> adminSettings() {
        return KafkaSettings.admin(this);
    }

    /** Settings of the topics that Lacuna creates: {@code topic.*} without the prefix, such as {@code retention.ms}. */
    public Map<String, String> topicSettings() {
        return KafkaSettings.topics(this);
    }

    private String topic(String key, String end) {
        return TopicNames.of(values, key, end);
    }

    private String required(String key) {
        String set = values.getString(key);
        if (set.isBlank()) {
            throw unset(key);
        }
        return set;
    }

    /** The failure of a key that must be set. */
    static ConfigException unset(String key) {
        return new ConfigException(key + " is not set: write it in the file given with --config, or use -D " + key
                + "=..., or set " + ConfigSources.environmentName(key));
    }
}
