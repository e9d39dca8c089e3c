package io.lacuna.internal.note;

import io.lacuna.data.Features;
import io.lacuna.internal.avro.EncodedName;
import io.lacuna.internal.context.ContextImputer;
import io.lacuna.internal.evaluation.CentralIntervals;
import io.lacuna.internal.model.CellPredictions;
import io.lacuna.internal.record.FilledCells;
import io.lacuna.internal.record.NoteLayout;
import io.lacuna.internal.record.NoteLevel;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Collects the note of one record while its gaps are filled: mean, sd and interval of each number, probabilities of
 * each category. Mutable; one thread owns it and uses it for one record after another.
 */
public final class NoteBuilder implements FilledCells {
    private final NoteWords words;
    private final NoteLevel level;
    private final Features features;
    private final CellPredictions imputer;
    private final @Nullable ContextImputer past;
    private final CentralIntervals intervals;
    private final IntToDoubleFunction stretches;
    private final EncodedName topic = new EncodedName();
    private final CellNote[] cells;
    private final boolean[] left;
    private final boolean[] isFilled;
    private int filled;

    /**
     * @param words what all notes of the generation share
     * @param level how much the notes say
     * @param features of the model
     * @param imputer runs inference for the records
     * @param past the imputer, where it fills with a key's past
     * @param intervals of this imputer
     * @param stretches by feature, the stretch of the record's interval from live scores
     */
    public NoteBuilder(
            NoteWords words,
            NoteLevel level,
            Features features,
            CellPredictions imputer,
            @Nullable ContextImputer past,
            CentralIntervals intervals,
            IntToDoubleFunction stretches) {
        this.words = words;
        this.level = level;
        this.features = features;
        this.imputer = imputer;
        this.past = past;
        this.intervals = intervals;
        this.stretches = stretches;
        cells = new CellNote[features.size()];
        left = new boolean[features.size()];
        isFilled = new boolean[features.size()];
    }

    /** Begins the note of the record that the imputer inferred last. */
    public void begin() {
        filled = 0;
        Arrays.fill(left, false);
        Arrays.fill(isFilled, false);
        if (level == NoteLevel.FULL) {
            intervals.find();
        }
    }

    /** The record's gap in a feature stays as it is. */
    public void leave(int feature) {
        left[feature] = true;
    }

    @Override
    public boolean leaves(int feature) {
        return left[feature];
    }

    @Override
    public void number(int feature) {
        isFilled[feature] = true;
        cells[filled++] = switch (level) {
            case FULL -> fullNumber(feature);
            case MEAN_SD ->
                new CellNote.Number(
                        words.name(feature),
                        imputer.mean(feature),
                        imputer.sd(feature),
                        Double.NaN,
                        Double.NaN,
                        1,
                        null);
            case FLAGS, NONE -> new CellNote.Bare(words.name(feature));
        };
    }

    private CellNote fullNumber(int feature) {
        double stretch = stretches.applyAsDouble(feature);
        return new CellNote.Number(
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
        isFilled[feature] = true;
        cells[filled++] = switch (level) {
            case FULL -> fullCategory(feature);
            case MEAN_SD -> {
                int best = imputer.mostProbable(feature);
                yield new CellNote.Category(
                        words.name(feature),
                        new Utf8[] {words.labels(feature)[best]},
                        new double[] {imputer.probability(feature, best)},
                        null);
            }
            case FLAGS, NONE -> new CellNote.Bare(words.name(feature));
        };
    }

    private CellNote fullCategory(int feature) {
        Utf8[] labels = words.labels(feature);
        double[] probabilities = new double[labels.length];
        for (int c = 0; c < probabilities.length; c++) {
            probabilities[c] = imputer.probability(feature, c);
        }
        return new CellNote.Category(words.name(feature), labels, probabilities, context(feature));
    }

    /**
     * The note.
     *
     * @param source position of the record in Kafka
     * @param observed number of its observed cells
     * @param layout how the note is written
     * @param latent the record's latent code, where the note holds it
     */
    public ImputationNote note(Source source, int observed, NoteLayout layout, @Nullable LatentNote latent) {
        List<NoteLayout.Field> named = layout.named();
        boolean[] flags = new boolean[named.size()];
        for (int flag = 0; flag < flags.length; flag++) {
            NoteLayout.Field field = named.get(flag);
            flags[flag] = field.isFilled() && isFilled[field.feature()];
        }
        return new ImputationNote(
                words,
                layout,
                topic.of(source.topic()),
                source.partition(),
                source.offset(),
                observed,
                imputer.steps(),
                imputer.converged(),
                imputer.logLikelihood(),
                Arrays.copyOf(cells, filled),
                flags,
                latent);
    }
}
