package io.lacuna.internal.impute;

import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.data.Support;
import io.lacuna.internal.model.FillRule;
import io.lacuna.internal.record.MappingRules;
import io.lacuna.internal.record.NoteChoices;
import java.util.List;
import java.util.Map;

/**
 * The settings that, together with the model, decide how a record is filled. Immutable.
 *
 * @param rules which fields are features
 * @param inference how the posterior is found
 * @param intervalMass probability that each filled number's interval should hold
 * @param liveIntervals whether intervals are corrected by live scores
 * @param scoreShare share of records that are scored
 * @param maskRate share of a scored record's observed cells that are hidden
 * @param context settings of keys' memories
 * @param bounds by field, the range that filled numbers keep in place of the model's
 * @param fill which value of its predictive distribution a gap gets
 * @param notes what is written about a filled record
 * @param fillsEmpty whether a record without an observed cell is filled although its key has no past
 * @param partnerFields fields of partners that are written into filled records
 */
public record ServingSettings(
        MappingRules rules,
        InferenceSettings inference,
        double intervalMass,
        boolean liveIntervals,
        double scoreShare,
        double maskRate,
        ContextSettings context,
        Map<String, Support> bounds,
        FillRule fill,
        NoteChoices notes,
        boolean fillsEmpty,
        List<String> partnerFields) {
    public ServingSettings {
        bounds = Map.copyOf(bounds);
        partnerFields = List.copyOf(partnerFields);
    }

    /** Settings with the default settings of keys' memories. */
    public ServingSettings(
            MappingRules rules,
            InferenceSettings inference,
            double intervalMass,
            boolean liveIntervals,
            double scoreShare,
            double maskRate) {
        this(
                rules,
                inference,
                intervalMass,
                liveIntervals,
                scoreShare,
                maskRate,
                ContextSettings.DEFAULT,
                Map.of(),
                FillRule.MEAN,
                NoteChoices.FULL,
                true,
                List.of());
    }

    /** These settings without scoring, to fill a record again. */
    ServingSettings withoutScores() {
        return new ServingSettings(
                rules,
                inference,
                intervalMass,
                liveIntervals,
                0,
                maskRate,
                context,
                bounds,
                fill,
                notes,
                fillsEmpty,
                partnerFields);
    }
}
