package io.lacuna.internal.impute;

import io.lacuna.data.Features;
import io.lacuna.internal.context.ContextImputer;
import io.lacuna.internal.evaluation.CentralIntervals;
import io.lacuna.internal.model.CellPredictions;
import io.lacuna.internal.record.FilledCells;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Collects the note of one record while its gaps are filled: mean, sd and interval of each number, probabilities of
 * each category. Mutable; one thread owns it and uses it for one record after another.
 */
final class NoteBuilder implements FilledCells {
    private final NoteWords words;
    private final Features features;
    private final CellPredictions imputer;
    private final @Nullable ContextImputer past;
    private final CentralIntervals intervals;
    private final IntToDoubleFunction stretches;
    private final EncodedName topic = new EncodedName();
    private final CellNote[] cells;
    private final boolean[] left;
    private int filled;

    /**
     * @param words what all notes of the generation share
     * @param features of the model
     * @param imputer runs inference for the records
     * @param past the imputer, where it fills with a key's past
     * @param intervals of this imputer
     * @param stretches by feature, the stretch of the record's interval from live scores
     */
    NoteBuilder(
            NoteWords words,
            Features features,
            CellPredictions imputer,
            @Nullable ContextImputer past,
            CentralIntervals intervals,
            IntToDoubleFunction stretches) {
        this.words = words;
        this.features = features;
        this.imputer = imputer;
        this.past = past;
        this.intervals = intervals;
        this.stretches = stretches;
        cells = new CellNote[features.size()];
        left = new boolean[features.size()];
    }

    /** Begins the note of the record that the imputer inferred last. */
    void begin() {
        filled = 0;
        Arrays.fill(left, false);
        intervals.find();
    }

    /** The record's gap in a feature stays as it is. */
    void leave(int feature) {
        left[feature] = true;
    }

    @Override
    public boolean leaves(int feature) {
        return left[feature];
    }

    @Override
    public void number(int feature) {
        double stretch = stretches.applyAsDouble(feature);
        cells[filled++] = new CellNote.Number(
                words.name(feature),
                imputer.mean(feature),
                imputer.sd(feature),
                intervals.lower(feature, stretch),
                intervals.upper(feature, stretch),
                stretch,
                context(feature));
    }

    /** The inputs from the key's past for the feature; null if none. */
    private @Nullable ContextNote context(int feature) {
        ContextImputer known = past;
        if (known == null || !known.usesContext(feature)) {
            return null;
        }
        boolean number = features.get(feature).isContinuous();
        double value = known.sourceValue(feature);
        return new ContextNote(
                known.sourceOffset(feature),
                known.age(feature),
                number ? value : Double.NaN,
                number || Double.isNaN(value) ? null : words.labels(feature)[(int) value],
                known.sourceResidual(feature),
                known.sourceSlow(feature));
    }

    @Override
    public void category(int feature) {
        Utf8[] labels = words.labels(feature);
        double[] probabilities = new double[labels.length];
        for (int c = 0; c < probabilities.length; c++) {
            probabilities[c] = imputer.probability(feature, c);
        }
        cells[filled++] = new CellNote.Category(words.name(feature), labels, probabilities, context(feature));
    }

    /**
     * The note.
     *
     * @param source position of the record in Kafka
     * @param observed number of its observed cells
     */
    ImputationNote note(Source source, int observed) {
        return new ImputationNote(
                words,
                topic.of(source.topic()),
                source.partition(),
                source.offset(),
                observed,
                imputer.steps(),
                imputer.converged(),
                imputer.logLikelihood(),
                Arrays.copyOf(cells, filled));
    }
}
