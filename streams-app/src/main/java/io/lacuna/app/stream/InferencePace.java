package io.lacuna.app.stream;

import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import java.util.Arrays;
import java.util.Optional;

/** Whether a model fills records fast enough for the time a transaction may stay open. */
final class InferencePace {
    private static final int PROBES = 5;

    /** Kafka Streams may fill this many records between two looks at the clock that commits. */
    private static final int RECORDS_BETWEEN_COMMITS = 100;

    private InferencePace() {}

    /** Milliseconds of the slowest of a few records that hold one observed cell each. */
    static double slowestMs(ImputationModel model, InferenceSettings inference) {
        Imputer imputer = model.newImputer(inference);
        int d = model.features().size();
        double[] observation = new double[d];
        long slowest = 0;
        for (int probe = 0; probe < PROBES; probe++) {
            Arrays.fill(observation, Double.NaN);
            observation[probe % d] = 0;
            long began = System.nanoTime();
            imputer.impute(observation);
            slowest = Math.max(slowest, System.nanoTime() - began);
        }
        return slowest / 1e6;
    }

    /** What to do where transactions would time out in the middle of healthy work; empty where they would not. */
    static Optional<String> warning(double slowestMs, long transactionTimeoutMs) {
        double between = RECORDS_BETWEEN_COMMITS * slowestMs;
        return between <= transactionTimeoutMs
                ? Optional.empty()
                : Optional.of(String.format(
                        "a record takes up to %.0f ms to fill, and %d of them longer than transaction.timeout.ms = %d: set"
                                + " that to %.0f or more, or lower inference.max.iterations",
                        slowestMs, RECORDS_BETWEEN_COMMITS, transactionTimeoutMs, Math.ceil(2 * between)));
    }
}
