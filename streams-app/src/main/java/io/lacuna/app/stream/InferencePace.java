package io.lacuna.app.stream;

import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import java.util.Arrays;
import java.util.Optional;

/** Checks that a model fills records fast enough for the transaction timeout. */
final class InferencePace {
    private static final int PROBES = 5;

    /** Kafka Streams may process this many records between two checks of the commit interval. */
    private static final int RECORDS_BETWEEN_COMMITS = 100;

    private InferencePace() {}

    /** Milliseconds for the slowest of a few records with one observed cell each. */
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

    /** A warning if transactions would time out during normal work; otherwise empty. */
    static Optional<String> warning(double slowestMs, long transactionTimeoutMs) {
        double between = RECORDS_BETWEEN_COMMITS * slowestMs;
        return between <= transactionTimeoutMs
                ? Optional.empty()
                : Optional.of(String.format(
                        "filling a record takes up to %.0f ms, and filling %d of them longer than transaction.timeout.ms = %d: set"
                                + " that to %.0f or more, or lower inference.max.iterations",
                        slowestMs, RECORDS_BETWEEN_COMMITS, transactionTimeoutMs, Math.ceil(2 * between)));
    }
}
