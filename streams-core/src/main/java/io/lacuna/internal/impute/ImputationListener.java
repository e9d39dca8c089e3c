package io.lacuna.internal.impute;

import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.schemas.MaskedScore;
import java.util.List;

/** Hears of each record that was filled, on the stream thread, before it is forwarded. Safe to share between threads. */
public interface ImputationListener {
    ImputationListener SILENT = new ImputationListener() {};

    /**
     * A record was filled.
     *
     * @param by the generation that filled it
     * @param observation its cells in the model's order, NaN = missing; valid during the call
     * @param shadowScores scores of the proposed generation on the same hidden cells; empty where there are none
     * @param nanos what mapping, scoring and filling took
     */
    default void filled(
            ServingGeneration by,
            double[] observation,
            FilledRecord record,
            List<MaskedScore> shadowScores,
            long nanos) {}
}
