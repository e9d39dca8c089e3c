package io.lacuna.internal.impute;

import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.record.MappingRules;

/**
 * What decides, beside the model, how a record is filled.
 *
 * @param rules which fields are features
 * @param inference how the posterior is found
 * @param intervalMass probability that each filled number's interval is meant to hold
 * @param liveIntervals whether intervals are corrected from the live scores
 * @param scoreShare share of records that are scored
 * @param maskRate share of a scored record's observed cells that are hidden
 */
public record ServingSettings(
        MappingRules rules,
        InferenceSettings inference,
        double intervalMass,
        boolean liveIntervals,
        double scoreShare,
        double maskRate) {

    /** These settings where nothing is scored: for filling a record again. */
    ServingSettings withoutScores() {
        return new ServingSettings(rules, inference, intervalMass, liveIntervals, 0, maskRate);
    }
}
