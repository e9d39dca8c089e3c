package io.lacuna.app.config;

import static io.lacuna.app.config.LacunaKeys.anyList;

import io.lacuna.app.config.choice.ContextStore;
import io.lacuna.internal.data.Support;
import io.lacuna.internal.generation.Selection;
import io.lacuna.internal.impute.ServingSettings;
import io.lacuna.internal.model.FillRule;
import io.lacuna.internal.record.MappingRules;
import io.lacuna.internal.record.Sentinel;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;

/** Defines the keys of imputed fields and their values. */
public final class ImputeKeys {
    public static final String IMPUTE_INCLUDE = "impute.include";
    public static final String IMPUTE_EXCLUDE = "impute.exclude";
    public static final String IMPUTE_CATEGORICAL = "impute.categorical";
    public static final String IMPUTE_SENTINELS = "impute.sentinels";
    public static final String IMPUTE_BOUNDS = "impute.bounds";
    public static final String IMPUTE_ATOMS = "impute.atoms";
    public static final String IMPUTE_FILL = "impute.fill";
    public static final String IMPUTE_MAX_AGE_MS = "impute.max.age.ms";
    public static final String IMPUTE_MAX_AGE_ACTION = "impute.max.age.action";

    private static final String GROUP = "Imputed fields";
    private static final Set<String> ATOM_WORDS = Set.of("auto", "none");

    private ImputeKeys() {}

    static void define(LacunaKeys keys) {
        keys.key(
                GROUP,
                IMPUTE_INCLUDE,
                Type.LIST,
                List.of(),
                anyList(),
                "Fields to use as features, by name or dotted path; empty means every number, boolean and enum, and"
                        + " every string with few labels; in Avro, fields of nested records are features only if named. A name stands for all fields in it too.");
        keys.key(
                GROUP,
                IMPUTE_EXCLUDE,
                Type.LIST,
                List.of(),
                anyList(),
                "Fields that are never features: they pass through unchanged. A name stands for all fields in it too.");
        keys.key(
                GROUP,
                IMPUTE_CATEGORICAL,
                Type.LIST,
                List.of(),
                anyList(),
                "Fields whose values the trainer takes as labels, although they have many labels, or are numbers of JSON records."
                        + " Without it, strings with few labels are categories.");
        keys.key(
                GROUP,
                IMPUTE_SENTINELS,
                Type.LIST,
                List.of(),
                each(ImputeKeys::sentinel, "`number` or `field:number`, separated by commas"),
                "Numbers that mean a missing value: `-999` in every field, `temp:-200` in one.");
        keys.key(
                GROUP,
                IMPUTE_BOUNDS,
                Type.LIST,
                List.of(),
                each(ImputeKeys::bounds, "`field=low:high`, separated by commas"),
                "Ranges of filled numbers that replace those detected by the trainer: `humidity=0:100`, `rain=0:`;"
                        + " `temp=:` means any number.");
        keys.key(
                GROUP,
                IMPUTE_ATOMS,
                Type.LIST,
                List.of(),
                each(ImputeKeys::atoms, "`field=value:value`, separated by commas, or `auto`, or `none`"),
                "Numbers that many cells have exactly, in place of those found by the trainer: `rain=0,score=1:5`, or `none`;"
                        + " as `--atoms` of `lacuna fit`. Empty means `auto`. For the method `relay-mixture` with at most 60"
                        + " fields of numbers.");
        keys.key(
                GROUP,
                IMPUTE_FILL,
                Type.STRING,
                FillRule.MEAN.id(),
                ValidString.in(FillRule.ids().toArray(String[]::new)),
                "Value of a gap from its predictive distribution: the `mean` (smallest squared error), the `median` (smallest"
                        + " absolute error), the `mode` (most probable value) or a `draw`, the same on every replay."
                        + " Booleans and enums get the most probable value, or are drawn.");
    }

    /**
     * Parses {@code -999} or {@code temp:-200}.
     *
     * @throws ConfigException if the text has neither form
     */
    static Sentinel sentinel(String text) {
        int colon = text.lastIndexOf(':');
        try {
            String field = colon < 0 ? "" : text.substring(0, colon).trim();
            return new Sentinel(
                    field, Double.parseDouble(text.substring(colon + 1).trim()));
        } catch (NumberFormatException wrong) {
            throw new ConfigException(
                    IMPUTE_SENTINELS,
                    text,
                    "Numbers that mean a missing value: `-999` in every field, `temp:-200` in one.");
        }
    }

    /**
     * Parses {@code humidity=0:100}.
     *
     * @throws ConfigException if the text does not have this form
     */
    static Map<String, Support> bounds(String text) {
        int equals = text.lastIndexOf('=');
        try {
            if (equals > 0) {
                return Map.of(text.substring(0, equals).strip(), Support.parse(text.substring(equals + 1)));
            }
        } catch (IllegalArgumentException wrong) {
            throw new ConfigException(IMPUTE_BOUNDS, text, wrong.getMessage());
        }
        throw new ConfigException(IMPUTE_BOUNDS, text, "write a field and a range (humidity=0:100)");
    }

    /** Checks {@code rain=0}, {@code score=1:5}, {@code auto} or {@code none}. */
    private static void atoms(String text) {
        if (ATOM_WORDS.contains(text)) {
            return;
        }
        int equals = text.lastIndexOf('=');
        try {
            if (equals > 0) {
                for (String value : text.substring(equals + 1).split(":")) {
                    Double.parseDouble(value.strip());
                }
                return;
            }
        } catch (NumberFormatException notANumber) {
            // Reported below.
        }
        throw new ConfigException(IMPUTE_ATOMS, text, "write a field and its values (score=1:5), or auto, or none");
    }

    /** The atoms as the option of {@code relay-mixture}; empty if the key is not set. */
    static Optional<String> atomsOption(AbstractConfig values) {
        List<String> atoms = values.getList(IMPUTE_ATOMS);
        if (atoms.size() > 1 && atoms.stream().anyMatch(ATOM_WORDS::contains)) {
            throw new ConfigException(IMPUTE_ATOMS, atoms, "auto and none stand alone");
        }
        return atoms.isEmpty() ? Optional.empty() : Optional.of(String.join(";", atoms));
    }

    private static ConfigDef.Validator each(Consumer<String> parser, String description) {
        return ConfigDef.LambdaValidator.with(
                (name, value) -> ((List<?>) value).forEach(item -> parser.accept(String.valueOf(item))),
                () -> description);
    }

    /** Which fields of a record are features. */
    static MappingRules rules(AbstractConfig values) {
        Set<String> include = Set.copyOf(values.getList(IMPUTE_INCLUDE));
        Set<String> exclude = new HashSet<>(values.getList(IMPUTE_EXCLUDE));
        String key = values.getString(ContextKeys.CONTEXT_KEY);
        if (!key.isEmpty() && !include.contains(key)) {
            exclude.add(key);
        }
        Set<String> categorical = Set.copyOf(values.getList(IMPUTE_CATEGORICAL));
        return new MappingRules(include, exclude, sentinels(values), categorical);
    }

    /** Settings for filling records. */
    static ServingSettings serving(LacunaConfig config, AbstractConfig values) {
        boolean oneTopic =
                !config.hasInputTopic() || InputKeys.topics(values, List.of()).isOne();
        return new ServingSettings(
                rules(values),
                config.inferenceSettings(),
                values.getDouble(LacunaConfig.INFERENCE_INTERVAL),
                liveIntervals(config, values),
                values.getDouble(LacunaConfig.SCORES_SHARE),
                values.getDouble(LacunaConfig.SCORES_MASK_RATE),
                ContextKeys.settings(values, config.contextStore() != ContextStore.NONE, oneTopic),
                bounds(values),
                FillRule.of(values.getString(IMPUTE_FILL)),
                config.notes(),
                false,
                EnrichKeys.output(values));
    }

    /**
     * Whether intervals follow the live scores. The factor is learned at run time and learned again after a restart, so
     * a repeated record could be filled differently. It is off where repeats, or replays with as-of selection, must be
     * identical.
     */
    private static boolean liveIntervals(LacunaConfig config, AbstractConfig values) {
        return values.getBoolean(LacunaConfig.INFERENCE_INTERVAL_LIVE)
                && config.selection() == Selection.LATEST
                && config.processingGuarantee().isTransactional();
    }

    static List<Sentinel> sentinels(AbstractConfig values) {
        return values.getList(IMPUTE_SENTINELS).stream()
                .map(ImputeKeys::sentinel)
                .toList();
    }

    static Map<String, Support> bounds(AbstractConfig values) {
        Map<String, Support> bounds = new HashMap<>();
        values.getList(IMPUTE_BOUNDS).forEach(entry -> bounds.putAll(bounds(entry)));
        return bounds;
    }
}
