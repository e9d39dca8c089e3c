package io.lacuna.app.config;

import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;
import static org.apache.kafka.common.config.ConfigDef.Range.between;

import io.lacuna.inference.InferenceMethod;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef.Type;

/** The trainer's keys: its windows, its fit, what becomes of a challenger, what it watches. */
final class TrainerKeys {
    private static final String TRAINER = "Trainer";

    private TrainerKeys() {}

    static void define(LacunaKeys keys) {
        keys.key(TRAINER, LacunaConfig.TRAINER_INTERVAL_MS, Type.LONG, 900_000L, atLeast(100), "Time between refits.");
        keys.key(
                TRAINER,
                LacunaConfig.TRAINER_NEW_RECORDS,
                Type.LONG,
                0L,
                atLeast(0),
                "Number of new input records after which a refit"
                        + " starts, whatever the interval says; 0 leaves it to the interval.");
        keys.key(
                TRAINER,
                LacunaConfig.TRAINER_TOPICS,
                Type.LIST,
                List.of(),
                LacunaKeys.anyList(),
                "Topics to learn from, with records of one schema or versions of it; empty takes `input.topic`.");
        keys.key(
                TRAINER,
                LacunaConfig.TRAINER_FILES,
                Type.STRING,
                "",
                LacunaKeys.text(),
                "Folder of Avro object files (`*.avro`) to learn from instead of topics, in the order of their names.");
        keys.key(
                TRAINER,
                LacunaConfig.TRAINER_WINDOW_RECORDS,
                Type.INT,
                100_000,
                atLeast(1),
                "Most records a refit learns from; it never holds more.");
        keys.key(
                TRAINER,
                LacunaConfig.TRAINER_WINDOW_SAMPLE,
                Type.STRING,
                WindowSample.NEWEST.id(),
                Choice.valid(WindowSample.class),
                "Which those are, where there are more: the `newest`, or a `reservoir`, an even sample of all; all are read"
                        + " for it.");
        keys.key(
                TRAINER,
                LacunaConfig.TRAINER_WINDOW_MS,
                Type.LONG,
                0L,
                atLeast(0),
                "Oldest record a refit learns from," + " as its age; 0 sets no bound.");
        keys.key(
                TRAINER,
                LacunaConfig.TRAINER_MIN_RECORDS,
                Type.INT,
                200,
                atLeast(1),
                "Fewest records worth a refit; with" + " fewer it waits.");
        keys.key(
                TRAINER,
                LacunaConfig.TRAINER_HELDOUT_SHARE,
                Type.DOUBLE,
                0.2,
                between(0.001, 0.9),
                "Share of the window" + " kept from the fit, to score challenger and champion.");
        keys.key(
                TRAINER,
                LacunaConfig.TRAINER_MASK_RATE,
                Type.DOUBLE,
                0.2,
                between(0.001, 0.999),
                "Share of the held-out" + " part's observed cells that are hidden and scored.");
        keys.key(
                TRAINER,
                LacunaConfig.TRAINER_PROMOTION_MIN_GAIN,
                Type.DOUBLE,
                0.01,
                between(-1, 1),
                "By how much of the" + " champion's error a challenger must be better to be published.");
        keys.key(
                TRAINER,
                LacunaConfig.TRAINER_PROMOTION_MIN_Z,
                Type.DOUBLE,
                2.0,
                between(-1000, 1000),
                "How many of its own standard errors the"
                        + " challenger's mean gain on the same hidden cells, record by record, must be above zero.");
        keys.key(
                TRAINER,
                LacunaConfig.TRAINER_PROMOTION,
                Type.STRING,
                Promotion.AUTOMATIC.id(),
                Choice.valid(Promotion.class),
                "What becomes of a challenger that wins: published at once (`automatic`), or proposed, to be scored in the"
                        + " shadow of the serving one: until the live scores of both decide (`trial`), or until `lacuna"
                        + " models promote` or `reject` (`manual`). Where nothing serves yet, or the features changed, so"
                        + " that there is nothing to compare, it is published either way. A trial needs"
                        + " `generation.selection=latest`.");
        keys.key(
                TRAINER,
                LacunaConfig.TRAINER_TRIAL_RECORDS,
                Type.INT,
                200,
                atLeast(10),
                "Records scored by both after which a trial ends: promoted where the proposal's gain is"
                        + " `trainer.promotion.min.z` of its own standard errors above zero, rejected otherwise. One that is"
                        + " five below zero ends sooner.");
        keys.key(
                TRAINER,
                LacunaConfig.TRAINER_METHOD,
                Type.STRING,
                "",
                LacunaKeys.methods(InferenceMethod::listOf, "methods of inference joined by `+`, or empty"),
                "Method to fit, or several joined by +; empty takes the default of `lacuna fit`.");
        keys.key(
                TRAINER,
                LacunaConfig.TRAINER_OPTIONS,
                Type.LIST,
                List.of(),
                LacunaKeys.anyList(),
                "The method's settings, as `--option` of `lacuna fit` takes them: `NAME=VALUE,...`, such as `preset=fast`.");
        keys.key(TRAINER, LacunaConfig.TRAINER_SEED, Type.LONG, 0L, null, "Seed of everything random in a refit.");
        keys.key(
                TRAINER,
                LacunaConfig.TRAINER_BUDGET_MS,
                Type.LONG,
                60_000L,
                atLeast(1),
                "About how long a fit may take; sizes are chosen by it.");
        keys.key(
                TRAINER,
                LacunaConfig.TRAINER_WARM_START,
                Type.BOOLEAN,
                true,
                null,
                "Whether a refit starts from the" + " serving generation where the method can.");
        watching(keys);
    }

    private static void watching(LacunaKeys keys) {
        keys.key(
                TRAINER,
                LacunaConfig.TRAINER_DRIFT_RECORDS,
                Type.INT,
                200,
                atLeast(0),
                "Drift of the live scores: the error on this many scored records of late is held against that on as many"
                        + " when the generation began to serve; where it rose, a refit starts. 0 switches it off, and so does"
                        + " `scores.share=0`.");
        keys.key(
                TRAINER,
                LacunaConfig.TRAINER_DRIFT_MIN_RISE,
                Type.DOUBLE,
                0.1,
                between(0, 100),
                "By how much of itself the error must have risen to be drift.");
        keys.key(
                TRAINER,
                LacunaConfig.TRAINER_DRIFT_MIN_Z,
                Type.DOUBLE,
                5.0,
                between(0, 1000),
                "How many of its own standard errors that rise must be above zero.");
        keys.key(
                TRAINER,
                LacunaConfig.TRAINER_WATCH_RECORDS,
                Type.INT,
                1_000,
                atLeast(0),
                "Newest input records that are held, whenever as many have come, against what the serving generation"
                        + " was fitted on: nulls replaced upstream, patterns of gaps never seen, fields that came or went, units"
                        + " changed. Each finding is an event. 0 switches it off.");
    }
}
