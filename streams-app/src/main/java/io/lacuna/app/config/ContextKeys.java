package io.lacuna.app.config;

import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;

import io.lacuna.internal.impute.ContextSettings;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;

/** The keys of what is remembered of a record's key. */
final class ContextKeys {
    private static final String GROUP = "Context of a key";

    private ContextKeys() {}

    static void define(LacunaKeys keys) {
        keys.key(
                GROUP,
                LacunaConfig.CONTEXT_STORE,
                Type.STRING,
                ContextStore.MEMORY.id(),
                Choice.valid(ContextStore.class),
                "Where is kept what each key's records held of late, for models that fill with the past of a key:"
                        + " in `memory`, or in `rocksdb` under `state.dir` for more keys than memory holds; both with a"
                        + " changelog topic, `<application.id>-context-changelog`. `none` fills each record by itself, and"
                        + " so does `at_least_once`, whose repeats must be identical.");
        keys.key(
                GROUP,
                LacunaConfig.CONTEXT_KEY,
                Type.STRING,
                "",
                LacunaKeys.text(),
                "Field whose value is a record's key; it is no feature then, unless `impute.include` names it. Empty takes"
                        + " the Kafka record's own key. All records of a key must be in one partition. Records without a key"
                        + " are filled by themselves.");
        keys.key(
                GROUP,
                LacunaConfig.CONTEXT_MAX_AGE_MS,
                Type.LONG,
                ContextSettings.DEFAULT.maxAgeMs(),
                atLeast(1),
                "How long a key is remembered, by the records' time. A key that was silent for longer begins anew, a value"
                        + " that was observed longer ago does not count, and a record that comes later than this is filled"
                        + " by itself.");
        keys.key(
                GROUP,
                LacunaConfig.IMPUTE_MAX_AGE_MS,
                Type.LONG,
                0L,
                atLeast(0),
                "Age from which a gap is not filled with the past of its key: time since the key's feature was last"
                        + " observed; at most `context.max.age.ms`. 0 sets none.");
        keys.key(
                GROUP,
                LacunaConfig.IMPUTE_MAX_AGE_ACTION,
                Type.STRING,
                OldGaps.MODEL.id(),
                Choice.valid(OldGaps.class),
                "What becomes of such a gap: the `model` fills it from the record alone, or it stays `empty`. A feature"
                        + " of which nothing is remembered is filled by the model in both cases.");
    }

    /**
     * The settings.
     *
     * @param kept whether keys are remembered at all
     * @throws ConfigException where an old gap cannot be told
     */
    static ContextSettings settings(AbstractConfig values, boolean kept) {
        long maxAgeMs = values.getLong(LacunaConfig.CONTEXT_MAX_AGE_MS);
        long gapMs = values.getLong(LacunaConfig.IMPUTE_MAX_AGE_MS);
        if (gapMs > maxAgeMs) {
            throw new ConfigException(
                    LacunaConfig.IMPUTE_MAX_AGE_MS,
                    gapMs,
                    "is above context.max.age.ms = " + maxAgeMs + ", after which nothing is remembered; lower it, or"
                            + " raise that");
        }
        if (gapMs > 0 && !kept) {
            throw new ConfigException(
                    LacunaConfig.IMPUTE_MAX_AGE_MS,
                    gapMs,
                    "needs keys that are remembered: with processing.guarantee=exactly_once_v2 and context.store=memory or"
                            + " rocksdb");
        }
        OldGaps action = Choice.of(OldGaps.class, values.getString(LacunaConfig.IMPUTE_MAX_AGE_ACTION));
        return new ContextSettings(
                values.getString(LacunaConfig.CONTEXT_KEY),
                maxAgeMs,
                gapMs == 0 ? Long.MAX_VALUE : gapMs,
                gapMs > 0 && action == OldGaps.EMPTY);
    }
}
