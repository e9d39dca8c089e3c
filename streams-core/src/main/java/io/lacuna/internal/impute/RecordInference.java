package io.lacuna.internal.impute;

import io.lacuna.internal.context.ContextImputer;
import io.lacuna.internal.context.KeyMemory;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.internal.model.CellPredictions;
import io.lacuna.internal.model.Imputer;
import org.jspecify.annotations.Nullable;

/**
 * Inference for one record by one generation: with the past of the record's key and the calendar, where the model has
 * learned them. Mutable; one thread owns it.
 */
final class RecordInference {
    private final Imputer imputer;
    private final @Nullable ContextImputer past;

    /** @param imputer of the generation's model with the settings' inference */
    RecordInference(ServingGeneration serving, ServingSettings settings, Imputer imputer) {
        this.imputer = imputer;
        past = KeyPast.imputer(serving, settings, imputer);
    }

    /** Computes the posterior of these cells, NaN = missing. The predictions are then of it. */
    void infer(double[] cells, long timeMs, @Nullable KeyMemory memory) {
        ContextImputer own = past;
        if (own == null) {
            imputer.impute(cells);
        } else if (memory == null) {
            own.impute(cells, timeMs);
        } else {
            own.impute(cells, timeMs, memory);
        }
    }

    /** Predictions of the cells that were inferred last. */
    CellPredictions predictions() {
        return past == null ? imputer : past;
    }

    /** The imputer that uses the past and the calendar; null where neither counts. */
    @Nullable
    ContextImputer past() {
        return past;
    }
}
