package io.lacuna.app.stream;

import io.lacuna.app.stream.failure.RecordInHand;
import io.lacuna.app.stream.meters.StreamMetrics;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.internal.impute.FilledRecord;
import io.lacuna.internal.impute.ImputationListener;
import io.lacuna.schemas.MaskedScore;
import java.util.List;

/**
 * Counts filled records, and knows whether the current record was written: a record that becomes a dead letter on its
 * way to the topics is not remembered. Safe to share between threads.
 */
record FilledRecords(StreamMetrics metrics, RecordInHand hand) implements ImputationListener {
    @Override
    public void filled(
            ServingGeneration by,
            double[] observation,
            FilledRecord record,
            List<MaskedScore> shadowScores,
            long nanos) {
        metrics.filled(by, observation, record, shadowScores, nanos);
    }

    @Override
    public boolean hadOutcome() {
        return hand.isWritten();
    }

    @Override
    public void withoutKey() {
        metrics.context().withoutKey();
    }

    @Override
    public void tooLate() {
        metrics.context().tooLate();
    }

    @Override
    public void forgotten(int keys) {
        metrics.context().forgotten(keys);
    }

    @Override
    public void unreadable(List<String> fields) {
        metrics.unreadable(fields);
    }
}
