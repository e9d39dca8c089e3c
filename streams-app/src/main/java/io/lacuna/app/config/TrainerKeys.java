package io.lacuna.app.config;

import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;
import static org.apache.kafka.common.config.ConfigDef.Range.between;

import io.lacuna.app.config.choice.Choice;
import io.lacuna.app.config.choice.Promotion;
import io.lacuna.app.config.choice.WindowSample;
import io.lacuna.inference.InferenceMethod;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef.Type;

/** Defines the trainer's keys: window, fit, promotion and watch. */
public final class TrainerKeys {
    public static final String TRAINER_INTERVAL_MS = "trainer.interval.ms";
    public static final String TRAINER_NEW_RECORDS = "trainer.new.records";
    public static final String TRAINER_WINDOW_RECORDS = "trainer.window.records";
    public static final String TRAINER_TOPICS = "trainer.topics";
    public static final String TRAINER_FILES = "trainer.files";
    public static final String TRAINER_WINDOW_SAMPLE = "trainer.window.sample";
    public static final String TRAINER_WINDOW_MS = "trainer.window.ms";
    public static final String TRAINER_MIN_RECORDS = "trainer.min.records";
    public static final String TRAINER_HELDOUT_SHARE = "trainer.heldout.share";
    public static final String TRAINER_MASK_RATE = "trainer.mask.rate";
    public static final String TRAINER_PROMOTION_MIN_GAIN = "trainer.promotion.min.gain";
    public static final String TRAINER_PROMOTION_MIN_Z = "trainer.promotion.min.z";
    public static final String TRAINER_PROMOTION = "trainer.promotion";
    public static final String TRAINER_METHOD = "trainer.method";
    public static final String TRAINER_OPTIONS = "trainer.options";
    public static final String TRAINER_SEED = "trainer.seed";
    public static final String TRAINER_BUDGET_MS = "trainer.budget.ms";
    public static final String TRAINER_WARM_START = "trainer.warm.start";
    public static final String TRAINER_TRIAL_RECORDS = "trainer.trial.records";
    public static final String TRAINER_DRIFT_RECORDS = "trainer.drift.records";
    public static final String TRAINER_DRIFT_MIN_RISE = "trainer.drift.min.rise";
    public static final String TRAINER_DRIFT_MIN_Z = "trainer.drift.min.z";
    public static final String TRAINER_WATCH_RECORDS = "trainer.watch.records";

    public static final String TRAINER_HTTP_PORT = "trainer.http.port";

    private static final String TRAINER = "Trainer";

    private TrainerKeys() {}

    static void define(LacunaKeys keys) {
        keys.key(TRAINER, TRAINER_INTERVAL_MS, Type.LONG, 900_000L, atLeast(100), "Time between refits.");
        keys.key(
                TRAINER,
                TRAINER_NEW_RECORDS,
                Type.LONG,
                0L,
                atLeast(0),
                "Number of new input records after which a refit starts before the interval has passed; 0"
                        + " means the interval alone decides.");
        keys.key(
                TRAINER,
                TRAINER_TOPICS,
                Type.LIST,
                List.of(),
                LacunaKeys.anyList(),
                "Topics to learn from; empty means `input.topic`. Of several record types the one with most records is learned"
                        + " from, and types with all of its features; the trainer names the others.");
        keys.key(
                TRAINER,
                TRAINER_FILES,
                Type.STRING,
                "",
                LacunaKeys.text(),
                "Folder of Avro object files (`*.avro`) to learn from instead of topics, in the order of"
                        + " their names.");
        keys.key(
                TRAINER,
                TRAINER_WINDOW_RECORDS,
                Type.INT,
                100_000,
                atLeast(1),
                "Largest number of records that a refit reads into memory and learns from.");
        keys.key(
                TRAINER,
                TRAINER_WINDOW_SAMPLE,
                Type.STRING,
                WindowSample.NEWEST.id(),
                Choice.valid(WindowSample.class),
                "Choice of records if there are more: the `newest`, or a `reservoir`, a uniform sample of"
                        + " all. The sample reads all of them.");
        keys.key(
                TRAINER,
                TRAINER_WINDOW_MS,
                Type.LONG,
                0L,
                atLeast(0),
                "Largest age of a record that a refit learns from; 0 means no limit.");
        keys.key(
                TRAINER,
                TRAINER_MIN_RECORDS,
                Type.INT,
                200,
                atLeast(1),
                "Smallest number of records for a refit; with fewer the trainer waits.");
        keys.key(
                TRAINER,
                TRAINER_HELDOUT_SHARE,
                Type.DOUBLE,
                0.2,
                between(0.001, 0.9),
                "Share of the window that is not used in the fit, but to score challenger and champion.");
        keys.key(
                TRAINER,
                TRAINER_MASK_RATE,
                Type.DOUBLE,
                0.2,
                between(0.001, 0.999),
                "Share of the observed cells of that part that are hidden and scored.");
        keys.key(
                TRAINER,
                TRAINER_PROMOTION_MIN_GAIN,
                Type.DOUBLE,
                0.01,
                between(-1, 1),
                "Share of the champion's error by which the challenger's error must be lower to be published.");
        keys.key(
                TRAINER,
                TRAINER_PROMOTION_MIN_Z,
                Type.DOUBLE,
                2.0,
                between(-1000, 1000),
                "Smallest mean gain of the challenger on the same hidden cells, paired by record, in its"
                        + " own standard errors.");
        keys.key(
                TRAINER,
                TRAINER_PROMOTION,
                Type.STRING,
                Promotion.AUTOMATIC.id(),
                Choice.valid(Promotion.class),
                "Action on a challenger that wins. `automatic`: published at once. `trial`: proposed, and"
                        + " scored in the shadow of the serving generation until the live scores of both decide."
                        + " `manual`: proposed, until `lacuna models promote` or `reject`. If no generation serves"
                        + " yet, or the features changed, nothing can be compared and it is published at once. A"
                        + " trial needs `generation.selection=latest`.");
        keys.key(
                TRAINER,
                TRAINER_TRIAL_RECORDS,
                Type.INT,
                200,
                atLeast(10),
                "Number of records scored by both after which a trial ends. The proposal is promoted if"
                        + " its gain is at least `trainer.promotion.min.z` of its own standard errors, and rejected"
                        + " otherwise; it is rejected early if its gain is five standard errors below zero.");
        keys.key(
                TRAINER,
                TRAINER_METHOD,
                Type.STRING,
                "",
                LacunaKeys.methods(InferenceMethod::listOf, "inference methods joined by `+`, or empty"),
                "Method to fit, or several joined by `+`; empty means the default of `lacuna fit`.");
        keys.key(
                TRAINER,
                TRAINER_OPTIONS,
                Type.LIST,
                List.of(),
                LacunaKeys.anyList(),
                "Settings of the method, as for `--option` of `lacuna fit`: `NAME=VALUE,...`, such as"
                        + " `preset=fast`, `preset=throughput` or `preset=accurate`.");
        keys.key(TRAINER, TRAINER_SEED, Type.LONG, 0L, null, "Seed of all random choices in a refit.");
        keys.key(
                TRAINER,
                TRAINER_BUDGET_MS,
                Type.LONG,
                60_000L,
                atLeast(1),
                "Approximate time of a fit; model sizes are chosen to meet it.");
        keys.key(
                TRAINER,
                TRAINER_WARM_START,
                Type.BOOLEAN,
                true,
                null,
                "Whether a refit starts from the serving generation, if the method can.");
        watching(keys);
    }

    private static void watching(LacunaKeys keys) {
        keys.key(
                TRAINER,
                TRAINER_DRIFT_RECORDS,
                Type.INT,
                200,
                atLeast(0),
                "Number of scored records in each of two windows: the newest, and the first of the"
                        + " serving generation. If the error has risen between them, a refit starts. 0 switches this"
                        + " off, and so does `scores.share=0`.");
        keys.key(
                TRAINER,
                TRAINER_DRIFT_MIN_RISE,
                Type.DOUBLE,
                0.1,
                between(0, 100),
                "Smallest relative rise of the error that counts as drift.");
        keys.key(
                TRAINER,
                TRAINER_DRIFT_MIN_Z,
                Type.DOUBLE,
                5.0,
                between(0, 1000),
                "Smallest rise that counts as drift, in its own standard errors.");
        keys.key(
                TRAINER,
                TRAINER_WATCH_RECORDS,
                Type.INT,
                1_000,
                atLeast(0),
                "Number of newest input records that are compared with the training records of the"
                        + " serving generation, each time that many have arrived. Reports nulls replaced upstream,"
                        + " new patterns of gaps, appeared or vanished fields and changed units as events. 0"
                        + " switches this off.");
        keys.key(
                TRAINER,
                TRAINER_HTTP_PORT,
                Type.INT,
                -1,
                between(-1, 65535),
                "Port of the trainer's page, health, metrics and status, at the address of `http.host`; 0 chooses a free one, -1"
                        + " switches them off.");
    }
}
