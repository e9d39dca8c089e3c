package io.lacuna.benchmarks.papers.images;

import java.util.Arrays;

/**
 * Independent normals, a row for each record of a batch.
 *
 * @param mean rows x k
 * @param logSd rows x k
 */
record Normal(Tape.Node mean, Tape.Node logSd) {
    private static final double MOST_LOG_SD = 7;

    /** Means in the first half of the columns, log standard deviations in the second. */
    static Normal of(Tape tape, Tape.Node both) {
        int k = both.columns / 2;
        return new Normal(tape.columns(both, 0, k), tape.bounded(tape.columns(both, k, k), MOST_LOG_SD));
    }

    double[] sd() {
        return Arrays.stream(logSd.value).map(Math::exp).toArray();
    }
}
