package io.lacuna.app.config;

import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;
import static org.apache.kafka.common.config.ConfigDef.Range.between;

import io.lacuna.inference.InferenceMethod;
import io.lacuna.internal.generation.Selection;
import io.lacuna.internal.record.Sentinel;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.NonNullValidator;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** The definition of Lacuna's own keys; {@code docs/configuration.md} is printed from it. */
final class LacunaKeys {
    private static final String CLUSTER = "Cluster";
    private static final String TOPICS = "Topics";
    private static final String IMPUTE = "What is imputed";
    private static final String INFERENCE = "Inference";
    private static final String SCORES = "Live scores";
    private static final String RUNTIME = "Running";

    private final ConfigDef definition = new ConfigDef();

    private LacunaKeys() {}

    static ConfigDef definition() {
        LacunaKeys keys = new LacunaKeys();
        keys.cluster();
        keys.topics();
        keys.impute();
        keys.inference();
        keys.keeping();
        keys.scores();
        keys.running();
        BoundKeys.define(keys);
        TrainerKeys.define(keys);
        return keys.definition;
    }

    private void cluster() {
        key(
                CLUSTER,
                LacunaConfig.BOOTSTRAP_SERVERS,
                Type.STRING,
                "",
                text(),
                "Kafka brokers to start from,"
                        + " `host:port,host:port`. Must be set for every command that speaks to Kafka.");
        key(
                CLUSTER,
                LacunaConfig.SCHEMA_REGISTRY_URL,
                Type.STRING,
                "",
                text(),
                "URL of a Confluent-compatible schema"
                        + " registry; several with commas. Must be set for every command that reads or writes records.");
        key(
                CLUSTER,
                LacunaConfig.APPLICATION_ID,
                Type.STRING,
                "lacuna",
                filled(),
                "Name of the stream application:"
                        + " consumer group, prefix of transactional ids, folder under `state.dir`. All instances that share the"
                        + " work have the same one.");
        key(
                CLUSTER,
                LacunaConfig.PROCESSING_GUARANTEE,
                Type.STRING,
                ProcessingGuarantee.EXACTLY_ONCE.id(),
                Choice.valid(ProcessingGuarantee.class),
                "Kafka Streams' guarantee. With `at_least_once`"
                        + " a failure may repeat records; the repeats are identical.");
        key(
                CLUSTER,
                LacunaConfig.REPLICATION_FACTOR,
                Type.INT,
                -1,
                atLeast(-1),
                "Replication factor of the topics" + " Lacuna creates; -1 takes the brokers' default.");
    }

    private void topics() {
        key(
                TOPICS,
                LacunaConfig.INPUT_TOPIC,
                Type.STRING,
                "",
                text(),
                "Topic with the partial records, Avro in the" + " registry's wire format. Must exist.");
        key(
                TOPICS,
                LacunaConfig.TOPIC_NAMES_PREFIX,
                Type.STRING,
                "",
                text(),
                "What the names of Lacuna's own topics"
                        + " begin with; empty takes the input topic's name and a hyphen.");
        key(
                TOPICS,
                LacunaConfig.IMPUTED_TOPIC,
                Type.STRING,
                "",
                text(),
                "Topic of the filled records; empty takes" + " `<prefix>imputed`.");
        key(
                TOPICS,
                LacunaConfig.LATENTS_TOPIC,
                Type.STRING,
                "",
                text(),
                "Topic of the latent codes; empty takes" + " `<prefix>latents`.");
        key(
                TOPICS,
                LacunaConfig.SCORES_TOPIC,
                Type.STRING,
                "",
                text(),
                "Topic of the scores of cells hidden on" + " purpose; empty takes `<prefix>scores`.");
        key(
                TOPICS,
                LacunaConfig.DEAD_LETTER_TOPIC,
                Type.STRING,
                "",
                text(),
                "Topic of the records that cannot be"
                        + " decoded or used, as they came, with the reason in their headers; empty takes `<prefix>dead-letters`.");
        key(
                TOPICS,
                LacunaConfig.MODELS_TOPIC,
                Type.STRING,
                "",
                text(),
                "Compacted topic of the model generations;" + " empty takes `<prefix>models`.");
        key(
                TOPICS,
                LacunaConfig.EVENTS_TOPIC,
                Type.STRING,
                "",
                text(),
                "Topic of what the trainer noticed in the"
                        + " stream: drift, nulls replaced upstream, units changed; empty takes `<prefix>events`.");
    }

    private void impute() {
        key(
                IMPUTE,
                LacunaConfig.IMPUTE_INCLUDE,
                Type.LIST,
                List.of(),
                anyList(),
                "Fields to take as features; empty" + " takes every number, boolean and enum.");
        key(
                IMPUTE,
                LacunaConfig.IMPUTE_EXCLUDE,
                Type.LIST,
                List.of(),
                anyList(),
                "Fields that are never features:" + " they pass through as they are.");
        key(
                IMPUTE,
                LacunaConfig.IMPUTE_SENTINELS,
                Type.LIST,
                List.of(),
                new SentinelValidator(),
                "Numbers that" + " stand for a missing value: `-999` in every field, `temp:-200` in one.");
    }

    private void inference() {
        key(
                INFERENCE,
                LacunaConfig.INFERENCE_METHOD,
                Type.STRING,
                "",
                methods(InferenceMethod::of, "a method of inference, or empty"),
                "Inference method that serves records;" + " empty takes the one each model was fitted with.");
        key(
                INFERENCE,
                LacunaConfig.INFERENCE_MAX_ITERATIONS,
                Type.INT,
                0,
                atLeast(0),
                "Cap on optimizer steps a" + " record; 0 takes the method's own.");
        key(
                INFERENCE,
                LacunaConfig.INFERENCE_TOLERANCE,
                Type.DOUBLE,
                1e-4,
                atLeast(0),
                "Relative change of the" + " objective at which optimizing a record stops.");
        key(
                INFERENCE,
                LacunaConfig.INFERENCE_INTERVAL,
                Type.DOUBLE,
                0.9,
                between(0.01, 0.999),
                "Probability that the" + " interval of each filled number is meant to hold.");
        key(
                INFERENCE,
                LacunaConfig.INFERENCE_INTERVAL_LIVE,
                Type.BOOLEAN,
                true,
                null,
                "Whether intervals are stretched from the live"
                        + " scores of earlier records of the partition, so that they hold what they promise while the data"
                        + " drift. Each filled cell says by how much; false leaves them as the model gives them, and so do"
                        + " `at_least_once`, whose repeats must be identical, and `generation.selection=as-of`, whose"
                        + " replays must be.");
        key(
                INFERENCE,
                LacunaConfig.GENERATION_SELECTION,
                Type.STRING,
                Selection.LATEST.id(),
                ValidString.in(Selection.LATEST.id(), Selection.AS_OF.id()),
                "Which generation serves a record: the `latest` admitted, or the one `as-of` the record's timestamp, so"
                        + " that a replay meets the models of its time.");
        key(
                INFERENCE,
                LacunaConfig.GENERATION_MAX_BYTES,
                Type.LONG,
                268_435_456L,
                between(1, Integer.MAX_VALUE - 64),
                "Largest model that is admitted, in bytes.");
        key(
                INFERENCE,
                LacunaConfig.GENERATION_CHUNK_BYTES,
                Type.INT,
                524_288,
                between(1, 900_000),
                "Size of the" + " pieces a model is published in, in bytes; below the brokers' record limit.");
    }

    private void keeping() {
        key(
                INFERENCE,
                LacunaConfig.GENERATION_KEEP,
                Type.INT,
                0,
                atLeast(0),
                "Of how many of the newest published"
                        + " generations the models stay in the topic; those of older ones are deleted when a model is published,"
                        + " and with them the way back to them, their replay and their audit. 0 keeps all.");
    }

    private void scores() {
        key(
                SCORES,
                LacunaConfig.SCORES_SHARE,
                Type.DOUBLE,
                0.05,
                between(0, 1),
                "Share of records of which some"
                        + " observed cells are hidden, filled and scored besides; the record itself goes out unmasked.");
        key(
                SCORES,
                LacunaConfig.SCORES_MASK_RATE,
                Type.DOUBLE,
                0.2,
                between(0, 1),
                "Share of the observed cells of" + " such a record that are hidden.");
    }

    private void running() {
        key(
                RUNTIME,
                LacunaConfig.NUM_STREAM_THREADS,
                Type.INT,
                1,
                atLeast(1),
                "Stream threads of this instance; more" + " than there are partitions stay idle.");
        key(
                RUNTIME,
                LacunaConfig.STATE_DIR,
                Type.STRING,
                "",
                text(),
                "Folder of Kafka Streams' state; empty takes"
                        + " `.lacuna/state` in the user's home. One process a folder and application id.");
        key(
                RUNTIME,
                LacunaConfig.SHUTDOWN_TIMEOUT_MS,
                Type.LONG,
                20_000L,
                atLeast(0),
                "How long a stop may take;" + " keep it below the time your supervisor grants.");
        key(
                RUNTIME,
                LacunaConfig.READY_STALL_MS,
                Type.LONG,
                7_000L,
                atLeast(1_000),
                "How long records of a partition may wait"
                        + " without a commit before the instance is not ready; two commit intervals at least.");
        key(
                RUNTIME,
                LacunaConfig.RECORD_FAILURE_DEATHS,
                Type.INT,
                3,
                atLeast(1),
                "How many times one record may end a stream thread, which is replaced each time.");
        key(
                RUNTIME,
                LacunaConfig.RECORD_FAILURE_ACTION,
                Type.STRING,
                FailureAction.DEAD_LETTER.id(),
                Choice.valid(FailureAction.class),
                "What becomes of a record that did: a `dead-letter` by its place alone, without key and value, so that the"
                        + " others go on; or the stream can `hold` at it, not ready, until its cause is mended.");
        key(
                RUNTIME,
                LacunaConfig.RECORD_MAX_BYTES,
                Type.INT,
                0,
                atLeast(0),
                "Largest input record that is looked into, key, value and headers together; a larger one becomes a dead"
                        + " letter by its place alone. 0, and whatever is more, takes what `producer.max.request.size` leaves"
                        + " room for.");
        key(
                RUNTIME,
                LacunaConfig.HTTP_HOST,
                Type.STRING,
                "127.0.0.1",
                filled(),
                "Address that health, metrics and" + " status listen on.");
        key(
                RUNTIME,
                LacunaConfig.HTTP_PORT,
                Type.INT,
                8088,
                between(-1, 65535),
                "Their port; 0 takes a free one, -1" + " switches them off.");
    }

    void key(String group, String name, Type type, Object standard, @Nullable Validator validator, String doc) {
        int order = definition.configKeys().size();
        definition.define(
                name, type, standard, validator, Importance.MEDIUM, doc, group, order, Width.NONE, name, List.of());
    }

    static Validator text() {
        return new NonNullValidator();
    }

    private static Validator filled() {
        return ConfigDef.LambdaValidator.with(
                (name, value) -> {
                    if (!(value instanceof String words) || words.isBlank()) {
                        throw new ConfigException(name, value, "must not be empty");
                    }
                },
                () -> "not empty");
    }

    /** Empty, or what the parser takes. */
    static Validator methods(Consumer<String> parser, String description) {
        return ConfigDef.LambdaValidator.with(
                (name, value) -> {
                    if (!(value instanceof String text)) {
                        throw new ConfigException(name, value, "must not be null");
                    }
                    try {
                        if (!text.isEmpty()) {
                            parser.accept(text);
                        }
                    } catch (IllegalArgumentException unknown) {
                        throw new ConfigException(name, value, unknown.getMessage());
                    }
                },
                () -> description);
    }

    static Validator anyList() {
        return ConfigDef.ValidList.anyNonDuplicateValues(true, false);
    }

    /**
     * Reads {@code -999} or {@code temp:-200}.
     *
     * @throws ConfigException where it is neither
     */
    static Sentinel sentinel(String text) {
        int colon = text.lastIndexOf(':');
        try {
            String field = colon < 0 ? "" : text.substring(0, colon).trim();
            return new Sentinel(
                    field, Double.parseDouble(text.substring(colon + 1).trim()));
        } catch (NumberFormatException wrong) {
            throw new ConfigException(
                    LacunaConfig.IMPUTE_SENTINELS, text, "write a number (-999) or a field and a number (temp:-200)");
        }
    }

    /** {@code number} or {@code field:number}. */
    private static final class SentinelValidator implements Validator {
        @Override
        public void ensureValid(String name, Object value) {
            for (Object item : (List<?>) value) {
                sentinel(String.valueOf(item));
            }
        }

        @Override
        public String toString() {
            return "`number` or `field:number`, with commas";
        }
    }
}
