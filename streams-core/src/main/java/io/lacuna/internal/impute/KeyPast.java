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

/** What a generation takes from the past of a record's key. Without state. */
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

    /** How far before a value the records lie that its slow mean of residuals is made of. */
    static double slowReachMs(ImputationModel model) {
        ContextTables tables = model.context();
        return tables == null ? 0 : (SlowMean.BUCKETS + 1) * SlowMean.BUCKET_STEPS * tables.step();
    }

    /**
     * What fills with the past and the calendar; null where neither counts.
     *
     * @param imputer of the generation's model
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
     * What residuals belong to: the artifact, so that a rollback finds those of the model it goes back to where nothing came
     * between, and how the posterior is found.
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
