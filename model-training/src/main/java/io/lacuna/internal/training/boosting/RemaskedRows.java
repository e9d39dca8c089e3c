package io.lacuna.internal.training.boosting;

/**
 * The training rows of one feature in one bag, binned. Immutable by convention: nobody writes to its arrays.
 *
 * @param bins n x inputs
 * @param targets by row
 * @param weights by row; the copies of a table's row sum to how often the bag contains it
 */
record RemaskedRows(byte[] bins, float[] targets, float[] weights) {
    int size() {
        return targets.length;
    }

    float target(int row) {
        return targets[row];
    }

    float weight(int row) {
        return weights[row];
    }

    /** The same rows with other targets. */
    RemaskedRows with(float[] others) {
        return new RemaskedRows(bins, others, weights);
    }
}
