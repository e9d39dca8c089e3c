package io.lacuna.internal.impute;

import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.context.ContextImputer;
import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.internal.context.tables.FeatureContext;
import io.lacuna.internal.context.tables.SlowMean;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import org.jspecify.annotations.Nullable;

/** Use of the past of a record's key by a generation. Stateless. */
final class KeyPast {
    private KeyPast() {}

    /** Whether keys are remembered: the model fills with their past, or gaps of some age stay empty. */
    static boolean isRemembered(ImputationModel model, ContextSettings settings) {
        return settings.leavesOldGaps() || isFilledWith(model);
    }

    /** Whether the model fills with the past of a key. */
    static boolean isFilledWith(ImputationModel model) {
        ContextTables tables = model.context();
        return tables != null && !tables.features().stream().allMatch(FeatureContext::isNone);
    }

    /** Whether a feature's own past counts. */
    static boolean counts(ImputationModel model, int feature) {
        ContextTables tables = model.context();
        return tables != null && !tables.features().get(feature).isNone();
    }

    /** Time before a value that its slow mean of residuals covers. */
    static double slowReachMs(ImputationModel model) {
        ContextTables tables = model.context();
        return tables == null ? 0 : (SlowMean.BUCKETS + 1) * SlowMean.BUCKET_STEPS * tables.step();
    }

    /**
     * The imputer for past and calendar; null if neither counts.
     *
     * @param imputer imputer of the generation's model
     */
    static @Nullable ContextImputer imputer(ServingGeneration serving, ServingSettings settings, Imputer imputer) {
        ImputationModel model = serving.model();
        ContextTables tables = model.context();
        boolean counts = tables != null && !tables.isNone();
        return counts || isRemembered(model, settings.context())
                ? new ContextImputer(
                        model,
                        imputer,
                        modelId(serving.artifact(), settings.inference()),
                        settings.context().valueMaxAgeMs())
                : null;
    }

    /**
     * The model id of residuals: the artifact, so that after a rollback the residuals of that model count again if no
     * others replaced them, and the inference settings.
     */
    static long modelId(String artifact, InferenceSettings inference) {
        String words = artifact + "/"
                + (inference.method() == null ? "" : inference.method().id()) + "/" + inference.maxIterations() + "/"
                + inference.steps() + "/" + inference.tolerance();
        long hash = 0;
        for (int i = 0; i < words.length(); i++) {
            hash = 31 * hash + words.charAt(i);
        }
        return hash;
    }
}
