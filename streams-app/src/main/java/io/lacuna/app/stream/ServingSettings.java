package io.lacuna.app.stream;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.generation.Selection;
import io.lacuna.inference.InferenceSettings;
import org.apache.kafka.streams.StreamsConfig;

/**
 * What of the configuration decides how a record is filled.
 *
 * @param rules which fields are features
 * @param inference how the posterior is found
 * @param intervalMass probability that each filled number's interval is meant to hold
 * @param liveIntervals whether intervals are corrected from the live scores
 * @param scoreShare share of records that are scored
 * @param maskRate share of a scored record's observed cells that are hidden
 * @param largestBytes largest imputed record, latent code or score that may be written
 */
public record ServingSettings(
        MappingRules rules,
        InferenceSettings inference,
        double intervalMass,
        boolean liveIntervals,
        double scoreShare,
        double maskRate,
        int largestBytes) {

    public static ServingSettings of(LacunaConfig config, int largestBytes) {
        return new ServingSettings(
                MappingRules.of(config),
                inference(config),
                config.getDouble(LacunaConfig.INFERENCE_INTERVAL),
                liveIntervals(config),
                config.getDouble(LacunaConfig.SCORES_SHARE),
                config.getDouble(LacunaConfig.SCORES_MASK_RATE),
                largestBytes);
    }

    /**
     * What was learnt when a record is repeated is not what was learnt the first time, for a task that restarted between
     * began to learn anew: so nothing is learnt where repeats, or replays by as-of selection, are to be identical.
     */
    private static boolean liveIntervals(LacunaConfig config) {
        return config.getBoolean(LacunaConfig.INFERENCE_INTERVAL_LIVE)
                && Selection.of(config.getString(LacunaConfig.GENERATION_SELECTION)) == Selection.LATEST
                && !StreamsConfig.AT_LEAST_ONCE.equals(config.getString(LacunaConfig.PROCESSING_GUARANTEE));
    }

    /** The configuration's {@code inference.*} keys. */
    public static InferenceSettings inference(LacunaConfig config) {
        return new InferenceSettings(
                config.getString(LacunaConfig.INFERENCE_METHOD),
                config.getInt(LacunaConfig.INFERENCE_MAX_ITERATIONS),
                config.getDouble(LacunaConfig.INFERENCE_TOLERANCE));
    }
}
