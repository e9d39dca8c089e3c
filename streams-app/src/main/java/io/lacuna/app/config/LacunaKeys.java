package io.lacuna.app.config;

import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;
import static org.apache.kafka.common.config.ConfigDef.Range.between;

import io.lacuna.app.config.choice.Choice;
import io.lacuna.app.config.choice.ProcessingGuarantee;
import io.lacuna.inference.InferenceMethod;
import io.lacuna.internal.format.RecordFormat;
import io.lacuna.internal.generation.Selection;
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

/** Defines Lacuna's own keys; {@code docs/configuration.md} is printed from it. */
final class LacunaKeys {
    private static final String CLUSTER = "Cluster";
    private static final String TOPICS = "Topics";
    private static final String INFERENCE = "Inference";
    private static final String SCORES = "Live scores";

    private final ConfigDef definition = new ConfigDef();

    private LacunaKeys() {}

    static ConfigDef definition() {
        LacunaKeys keys = new LacunaKeys();
        keys.cluster();
        keys.topics();
        OutputKeys.define(keys);
        ImputeKeys.define(keys);
        keys.inference();
        keys.keeping();
        ContextKeys.define(keys);
        EnrichKeys.define(keys);
        keys.scores();
        RuntimeKeys.define(keys);
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
                "Kafka brokers, as `host:port,host:port`. Required by every command that uses Kafka.");
        key(
                CLUSTER,
                LacunaConfig.SCHEMA_REGISTRY_URL,
                Type.STRING,
                "",
                text(),
                "URL of a Confluent-compatible schema registry; separate several by commas. Required by"
                        + " every command that reads or writes Avro records.");
        key(
                CLUSTER,
                LacunaConfig.APPLICATION_ID,
                Type.STRING,
                "lacuna",
                filled(),
                "Name of the stream application: consumer group, prefix of transactional ids, folder"
                        + " under `state.dir`. All instances that share the work use the same id.");
        key(
                CLUSTER,
                LacunaConfig.PROCESSING_GUARANTEE,
                Type.STRING,
                ProcessingGuarantee.EXACTLY_ONCE.id(),
                Choice.valid(ProcessingGuarantee.class),
                "The guarantee of Kafka Streams. With `at_least_once` a failure may repeat records; the"
                        + " repeats are identical.");
        key(
                CLUSTER,
                LacunaConfig.REPLICATION_FACTOR,
                Type.INT,
                -1,
                atLeast(-1),
                "Replication factor of the topics that Lacuna creates; -1 means the brokers' default.");
    }

    private void topics() {
        key(TOPICS, LacunaConfig.INPUT_TOPIC, Type.STRING, "", text(), "Topic with the partial records. Must exist.");
        InputKeys.define(this, TOPICS);
        key(
                TOPICS,
                LacunaConfig.INPUT_FORMAT,
                Type.STRING,
                RecordFormat.AVRO.id(),
                ValidString.in(RecordFormat.ids().toArray(String[]::new)),
                "Format of the input topic, and so of Lacuna's own topics: `avro` in the registry's wire format, `json`,"
                        + " JSON objects in UTF-8 without a registry, or `json-schema`, JSON objects in the registry's wire format.");
        key(
                TOPICS,
                LacunaConfig.TOPIC_NAMES_PREFIX,
                Type.STRING,
                "",
                text(),
                "Prefix of the names of Lacuna's own topics; empty means the input topic's name and a hyphen.");
        key(
                TOPICS,
                LacunaConfig.IMPUTED_TOPIC,
                Type.STRING,
                "",
                text(),
                "Topic of the filled records; empty means `<prefix>imputed`.");
        key(
                TOPICS,
                LacunaConfig.IMPUTED_COMPATIBILITY,
                Type.STRING,
                "input",
                ValidString.in("input", "keep"),
                "Action on the compatibility rule of the imputed topic's subject if it refuses a schema: `input` sets"
                        + " the rule of the input topic's subject, `keep` does not change it. A record whose schema is still refused"
                        + " becomes a dead letter.");
        key(
                TOPICS,
                LacunaConfig.LATENTS_TOPIC,
                Type.STRING,
                "",
                text(),
                "Topic of the latent codes; empty means `<prefix>latents`.");
        key(
                TOPICS,
                LacunaConfig.SCORES_TOPIC,
                Type.STRING,
                "",
                text(),
                "Topic of the scores of masked cells; empty means `<prefix>scores`.");
        key(
                TOPICS,
                LacunaConfig.DEAD_LETTER_TOPIC,
                Type.STRING,
                "",
                text(),
                "Topic of records that cannot be decoded or used. They are written unchanged, with the"
                        + " reason in their headers. Empty means `<prefix>dead-letters`.");
        key(
                TOPICS,
                LacunaConfig.MODELS_TOPIC,
                Type.STRING,
                "",
                text(),
                "Compacted topic of the model generations; empty means `<prefix>models`.");
        key(
                TOPICS,
                LacunaConfig.EVENTS_TOPIC,
                Type.STRING,
                "",
                text(),
                "Topic of the trainer's events: drift, nulls replaced upstream, changed units; empty"
                        + " means `<prefix>events`.");
    }

    private void inference() {
        key(
                INFERENCE,
                LacunaConfig.INFERENCE_METHOD,
                Type.STRING,
                "",
                methods(InferenceMethod::of, "an inference method, or empty"),
                "Inference method of the stream; empty means the method each model was fitted with.");
        key(
                INFERENCE,
                LacunaConfig.INFERENCE_MAX_ITERATIONS,
                Type.INT,
                0,
                atLeast(0),
                "Limit of optimizer steps per record; 0 means the method's default.");
        key(
                INFERENCE,
                LacunaConfig.INFERENCE_TOLERANCE,
                Type.DOUBLE,
                1e-4,
                atLeast(0),
                "Relative change of the objective at which the optimization of a record stops.");
        key(
                INFERENCE,
                LacunaConfig.INFERENCE_INTERVAL,
                Type.DOUBLE,
                0.9,
                between(0.01, 0.999),
                "Probability that the interval of a filled number is meant to contain the true value.");
        key(
                INFERENCE,
                LacunaConfig.INFERENCE_INTERVAL_LIVE,
                Type.BOOLEAN,
                true,
                null,
                "Whether intervals are widened by a factor learned from the live scores of earlier"
                        + " records of the partition, so that their coverage stays right while the data drift. Each"
                        + " filled cell records its factor. With false, intervals stay as the model gives them; the"
                        + " same holds with `at_least_once`, where repeats must be identical, and with"
                        + " `generation.selection=as-of`, where replays must be identical.");
        key(
                INFERENCE,
                LacunaConfig.GENERATION_SELECTION,
                Type.STRING,
                Selection.LATEST.id(),
                ValidString.in(Selection.LATEST.id(), Selection.AS_OF.id()),
                "Generation that fills a record: the `latest` admitted one, or the one `as-of` the"
                        + " record's timestamp, so that a replay uses the models of its time.");
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
                "Size of the chunks in which a model is published, in bytes; below the brokers' record limit.");
    }

    private void keeping() {
        key(
                INFERENCE,
                LacunaConfig.GENERATION_KEEP,
                Type.INT,
                20,
                atLeast(0),
                "Number of the newest published generations whose models stay in the topic. Publishing a"
                        + " model deletes older ones; rollback to them, their replay and their audit are then"
                        + " impossible. With `generation.selection=as-of` only these generations serve, and a record older"
                        + " than all of them is filled by the oldest: set it to the number that a replay needs. 0 keeps all, so"
                        + " that the topic grows without limit.");
    }

    private void scores() {
        key(
                SCORES,
                LacunaConfig.SCORES_SHARE,
                Type.DOUBLE,
                0.05,
                between(0, 1),
                "Share of records that are also scored: some of their observed cells are hidden, filled"
                        + " and compared. The record itself is written unmasked.");
        key(
                SCORES,
                LacunaConfig.SCORES_MASK_RATE,
                Type.DOUBLE,
                0.2,
                between(0, 1),
                "Share of the observed cells of such a record that are hidden.");
    }

    void key(String group, String name, Type type, Object standard, @Nullable Validator validator, String doc) {
        int order = definition.configKeys().size();
        definition.define(
                name, type, standard, validator, Importance.MEDIUM, doc, group, order, Width.NONE, name, List.of());
    }

    static Validator text() {
        return new NonNullValidator();
    }

    static Validator filled() {
        return ConfigDef.LambdaValidator.with(
                (name, value) -> {
                    if (!(value instanceof String words) || words.isBlank()) {
                        throw new ConfigException(name, value, "must not be empty");
                    }
                },
                () -> "not empty");
    }

    /** Validates that a value is empty or accepted by the parser. */
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
}
