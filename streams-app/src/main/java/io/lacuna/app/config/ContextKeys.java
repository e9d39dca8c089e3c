package io.lacuna.app.config;

import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;

import io.lacuna.app.config.choice.Choice;
import io.lacuna.app.config.choice.ContextStore;
import io.lacuna.app.config.choice.OldGaps;
import io.lacuna.internal.impute.ContextSettings;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;

/** Defines the keys of context: how the past of a record's key is remembered and used. */
public final class ContextKeys {
    /** Name of the store of the keys' memories; it must stay the same across versions. */
    public static final String CONTEXT_STORE_NAME = "context";

    public static final String CONTEXT_STORE = "context.store";
    public static final String CONTEXT_KEY = "context.key";
    public static final String CONTEXT_MAX_AGE_MS = "context.max.age.ms";

    private static final String GROUP = "Context of a key";

    private ContextKeys() {}

    static void define(LacunaKeys keys) {
        keys.key(
                GROUP,
                CONTEXT_STORE,
                Type.STRING,
                ContextStore.MEMORY.id(),
                Choice.valid(ContextStore.class),
                "Store of the keys' memories, for models that fill with the past of a key:"
                        + " `memory`, or `rocksdb` under `state.dir` for more keys than fit in memory; both with a"
                        + " changelog topic, `<application.id>-context-changelog`. `none` fills each record without its past, and"
                        + " so does `at_least_once`, whose repeats must be identical.");
        keys.key(
                GROUP,
                CONTEXT_KEY,
                Type.STRING,
                "",
                LacunaKeys.text(),
                "Field whose value is a record's key; it is then not a feature unless `impute.include` names it. Empty means"
                        + " the key of the Kafka record. All records of a key must be in one partition. Records without a key"
                        + " are filled without a past.");
        keys.key(
                GROUP,
                CONTEXT_MAX_AGE_MS,
                Type.LONG,
                ContextSettings.DEFAULT.maxAgeMs(),
                atLeast(1),
                "Time that a key is remembered, by the records' timestamps. A key without records for longer starts with an empty memory, a value"
                        + " that was observed longer ago does not count, and a record that is later than this is filled"
                        + " without its past.");
        keys.key(
                GROUP,
                ImputeKeys.IMPUTE_MAX_AGE_MS,
                Type.LONG,
                0L,
                atLeast(0),
                "Age from which on a gap is not filled with the past of its key: time since the key's feature was last"
                        + " observed; at most `context.max.age.ms`. 0 means no limit.");
        keys.key(
                GROUP,
                ImputeKeys.IMPUTE_MAX_AGE_ACTION,
                Type.STRING,
                OldGaps.MODEL.id(),
                Choice.valid(OldGaps.class),
                "Action on such a gap: the `model` fills it from the record alone, or it stays `empty`. A feature"
                        + " that is not in the memory is filled by the model in both cases.");
    }

    /**
     * The settings.
     *
     * @param kept whether keys are remembered
     * @param oneTopic whether all records are of one topic
     * @throws ConfigException if the age of a gap cannot be determined
     */
    static ContextSettings settings(AbstractConfig values, boolean kept, boolean oneTopic) {
        long maxAgeMs = values.getLong(CONTEXT_MAX_AGE_MS);
        long gapMs = values.getLong(ImputeKeys.IMPUTE_MAX_AGE_MS);
        if (gapMs > maxAgeMs) {
            throw new ConfigException(
                    ImputeKeys.IMPUTE_MAX_AGE_MS,
                    gapMs,
                    "is above context.max.age.ms = " + maxAgeMs + ", the time that keys are remembered; lower it, or"
                            + " raise context.max.age.ms");
        }
        if (gapMs > 0 && !kept) {
            throw new ConfigException(
                    ImputeKeys.IMPUTE_MAX_AGE_MS,
                    gapMs,
                    "requires that keys are remembered: with processing.guarantee=exactly_once_v2 and context.store=memory or"
                            + " rocksdb");
        }
        OldGaps action = Choice.of(OldGaps.class, values.getString(ImputeKeys.IMPUTE_MAX_AGE_ACTION));
        return new ContextSettings(
                values.getString(CONTEXT_KEY),
                maxAgeMs,
                gapMs == 0 ? Long.MAX_VALUE : gapMs,
                gapMs > 0 && action == OldGaps.EMPTY,
                !oneTopic);
    }
}
