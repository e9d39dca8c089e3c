package io.lacuna.app.config;

import io.lacuna.internal.record.LatentOutput;
import io.lacuna.internal.record.NoteCells;
import io.lacuna.internal.record.NoteChoices;
import io.lacuna.internal.record.NoteLevel;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;

/** Defines the keys of what is written about a filled record. */
public final class OutputKeys {
    public static final String IMPUTED_NOTES = "imputed.notes";
    public static final String IMPUTED_NOTES_CELLS = "imputed.notes.cells";
    public static final String IMPUTED_NOTES_FLAGS = "imputed.notes.flags";
    public static final String LATENTS_OUTPUT = "latents.output";
    public static final String LATENTS_CODES = "latents.codes";

    private static final String SPARSE = "sparse";

    private static final String GROUP = "Outputs";

    private OutputKeys() {}

    static void define(LacunaKeys keys) {
        keys.key(
                GROUP,
                IMPUTED_NOTES,
                Type.STRING,
                NoteLevel.FULL.id(),
                valid(NoteLevel.values(), NoteLevel::id),
                "Content of the field `imputation` of a filled record. `full`: mean, standard deviation and interval of each"
                        + " filled number, probabilities of all categories, what of the key's past counted. `mean-sd`: mean and"
                        + " standard deviation, or the most probable category with its probability. `flags`: for each field"
                        + " whether it was filled (`imputation.filled.temp`). `none`: no such field, so that filled records"
                        + " have the input's own schema; source and generation are in the headers `lacuna.source` and"
                        + " `lacuna.generation`. What is not written is not computed, and `lacuna verify` does not compare it.");
        keys.key(
                GROUP,
                IMPUTED_NOTES_CELLS,
                Type.STRING,
                NoteCells.FIELDS.id(),
                valid(NoteCells.values(), NoteCells::id),
                "Form of the filled cells in `full` and `mean-sd` notes. `fields`: under the field's own name"
                        + " (`imputation.fields.temp.sd`, with `mean-sd` `imputation.moments.temp.sd`), as floats, in half the"
                        + " bytes of the others; the mean is the value of the field itself and is noted only where that is"
                        + " another number. `array` (`imputation.cells`, each cell with its field's name), `map`"
                        + " (`imputation.byField['temp']`), or `both`, with numbers as doubles. JSON has `array` for"
                        + " `fields`.");
        keys.key(
                GROUP,
                IMPUTED_NOTES_FLAGS,
                Type.BOOLEAN,
                false,
                LacunaKeys.text(),
                "Whether notes of every level also tell for each field whether it was filled: `imputation.filled.temp`, a"
                        + " boolean that SQL reads without unnesting.");
        keys.key(
                GROUP,
                LATENTS_OUTPUT,
                Type.STRING,
                LatentOutput.TOPIC.id(),
                valid(LatentOutput.values(), LatentOutput::id),
                "Place of the latent codes: the `topic` named by `latents.topic`, the `note` of the filled record"
                        + " (`imputation.latent`), or `off`: they are not computed. Without the topic Lacuna does not create or"
                        + " need it.");
        keys.key(
                GROUP,
                LATENTS_CODES,
                Type.STRING,
                SPARSE,
                ValidString.in(SPARSE, "dense"),
                "Form of the latent codes. `sparse`: probabilities below 0.001 are left out, and so are the standard deviations"
                        + " of probabilities p, which are sqrt(p (1 - p)). `dense`: all means and standard deviations.");
    }

    /**
     * What is written about a filled record.
     *
     * @throws ConfigException if the keys contradict each other
     */
    static NoteChoices notes(AbstractConfig values) {
        try {
            return new NoteChoices(
                    of(NoteLevel.values(), NoteLevel::id, values.getString(IMPUTED_NOTES)),
                    of(NoteCells.values(), NoteCells::id, values.getString(IMPUTED_NOTES_CELLS)),
                    values.getBoolean(IMPUTED_NOTES_FLAGS),
                    of(LatentOutput.values(), LatentOutput::id, values.getString(LATENTS_OUTPUT)),
                    values.getString(LATENTS_CODES).equals(SPARSE));
        } catch (IllegalArgumentException contradiction) {
            throw new ConfigException(
                    IMPUTED_NOTES, values.getString(IMPUTED_NOTES), String.valueOf(contradiction.getMessage()));
        }
    }

    /** The topics of outcomes, by role and in a fixed order; without a topic of latent codes if there is none. */
    static Map<String, String> topics(LacunaConfig config) {
        Map<String, String> topics = new LinkedHashMap<>();
        topics.put("imputed", config.imputedTopic());
        if (config.notes().hasLatentsTopic()) {
            topics.put("latents", config.latentsTopic());
        }
        topics.put("scores", config.scoresTopic());
        topics.put("dead-letter", config.deadLetterTopic());
        return topics;
    }

    private static <E> ValidString valid(E[] choices, Function<E, String> id) {
        return ValidString.in(Arrays.stream(choices).map(id).toArray(String[]::new));
    }

    private static <E> E of(E[] choices, Function<E, String> id, String given) {
        return Arrays.stream(choices)
                .filter(choice -> id.apply(choice).equals(given))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + given + "' is not known"));
    }
}
