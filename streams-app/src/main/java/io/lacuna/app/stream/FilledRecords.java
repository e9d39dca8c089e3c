package io.lacuna.app.stream;

import io.lacuna.app.stream.failure.RecordInHand;
import io.lacuna.app.stream.meters.StreamMetrics;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.internal.impute.FilledRecord;
import io.lacuna.internal.impute.ImputationListener;
import io.lacuna.internal.json.FilledJson;
import io.lacuna.internal.keyed.KeyBytes;
import io.lacuna.schemas.MaskedScore;
import java.util.List;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Counts filled records, and knows whether the current record was written: a record that becomes a dead letter on its
 * way to the topics is not remembered. Safe to share between threads.
 *
 * @param keys the keys of records
 */
record FilledRecords(StreamMetrics metrics, RecordInHand hand, KeyBytes<byte[]> keys) implements ImputationListener {
    @Override
    public void filled(
            ServingGeneration by,
            double[] observation,
            FilledRecord record,
            List<MaskedScore> shadowScores,
            long nanos) {
        metrics.filled(by, observation, record, shadowScores, nanos);
        metrics.recent().took(key(record), hand.here().timeMs(), by, observation, record);
    }

    /** The key under which the record is shown. */
    private byte @Nullable [] key(FilledRecord record) {
        GenericRecord value = record.record() instanceof FilledJson filled ? filled.original() : record.record();
        return keys.of("", hand.here().key(), value);
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
