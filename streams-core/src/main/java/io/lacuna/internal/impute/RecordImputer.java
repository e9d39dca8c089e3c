package io.lacuna.internal.impute;

import io.lacuna.data.Features;
import io.lacuna.inference.InferenceMethod;
import io.lacuna.internal.avro.EncodedName;
import io.lacuna.internal.context.ContextImputer;
import io.lacuna.internal.context.KeyMemory;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.evaluation.CentralIntervals;
import io.lacuna.internal.evaluation.IntervalStretch;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.internal.model.CellPredictions;
import io.lacuna.internal.model.FillRule;
import io.lacuna.internal.model.Imputer;
import io.lacuna.internal.model.RuledValues;
import io.lacuna.internal.note.ImputationNote;
import io.lacuna.internal.note.LatentNote;
import io.lacuna.internal.note.NoteBuilder;
import io.lacuna.internal.note.NoteWords;
import io.lacuna.internal.note.Source;
import io.lacuna.internal.record.LatentOutput;
import io.lacuna.internal.record.MappingException;
import io.lacuna.internal.record.OtherRecordTypeException;
import io.lacuna.internal.record.RecordMapping;
import io.lacuna.schemas.MaskedScore;
import java.util.List;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Fills records with one generation. The same record, generation, settings, stretches of intervals and memory of the record's
 * key give the same answer: everything random is seeded from the record's position. Mutable; one thread owns it.
 */
public final class RecordImputer {
    /** Seed of draws; that of hidden cells is 0. */
    private static final long FILLING = 1;

    private final ServingGeneration serving;
    private final ServingSettings settings;
    private final IntervalStretch stretches;
    private final Features features;
    private final Imputer imputer;
    private final boolean remembers;
    private final boolean fillsWithPast;
    private final RecordMappings mappings;
    private final PartnerCells partners;
    private final RecordInference inference;
    private final CellAges ages;
    private final NoteBuilder notes;
    private final RuledValues values;
    private final RelatedValues related;
    private final RecordScorer scorer;
    private final EncodedName topic = new EncodedName();
    private final double[] observation;
    private int observed;

    /**
     * @param imputer of the generation's model with the settings' inference; others may use it between records
     */
    public RecordImputer(
            ServingGeneration serving, ServingSettings settings, IntervalStretch stretches, Imputer imputer) {
        this.serving = serving;
        this.settings = settings;
        this.stretches = stretches;
        features = serving.model().features();
        this.imputer = imputer;
        InferenceMethod method = settings.inference().method();
        remembers = KeyPast.isRemembered(serving.model(), settings.context());
        fillsWithPast = KeyPast.isFilledWith(serving.model());
        inference = new RecordInference(serving, settings, imputer);
        mappings = new RecordMappings(serving, settings, fillsWithPast);
        partners = new PartnerCells(serving, settings);
        ages = new CellAges(features, fillsWithPast ? serving.model().context() : null);
        observation = new double[features.size()];
        CellPredictions predictions = inference.predictions();
        CentralIntervals intervals = new CentralIntervals(predictions, features.size(), settings.intervalMass());
        NoteWords words = new NoteWords(
                serving,
                method == null ? serving.model().method() : method.id(),
                settings.intervalMass(),
                settings.fill() == FillRule.MEAN);
        notes = new NoteBuilder(
                words, settings.notes().level(), features, predictions, inference.past(), intervals, this::stretch);
        values = new RuledValues(settings.fill(), features, predictions);
        related = new RelatedValues(serving.model().relations(), settings.fill(), features, predictions, values);
        ScoreBuilder scores = new ScoreBuilder(
                serving.number(),
                features,
                predictions,
                intervals,
                ages,
                this::stretch,
                RecordScorer.marginalScale(features, imputer));
        scorer = new RecordScorer(settings, inference, partners, ages, scores, observation);
    }

    /** The partners of the next record. */
    public PartnerCells partners() {
        return partners;
    }

    public ServingGeneration serving() {
        return serving;
    }

    /** Whether records are filled with the memory of their key. */
    public boolean remembers() {
        return remembers;
    }

    /** Whether the model fills with the past of a key. */
    public boolean fillsWithPast() {
        return fillsWithPast;
    }

    /** The model's features, which a memory must be of. */
    public Features features() {
        return features;
    }

    /**
     * Fills a record. If the record is selected for scoring, some of its observed cells are also hidden, filled and
     * scored; at least one cell stays observed. The record itself is filled from all its observed cells.
     *
     * @param timeMs the record's time, in milliseconds since 1970 UTC
     * @param memory the memory of the record's key, which is only read; null if the record has no past
     * @throws MappingException if the record's schema and the model do not fit
     * @throws OtherRecordTypeException if the record is not of the model's family
     * @throws io.lacuna.streams.errors.UnusableRecordException if the record cannot be filled
     */
    public FilledRecord impute(GenericRecord record, Source source, long timeMs, @Nullable KeyMemory memory) {
        return impute(record, source, timeMs, memory, null);
    }

    /**
     * Fills a record as {@link #impute(GenericRecord, Source, long, KeyMemory)}, and scores it in a hidden gap too.
     *
     * @param gap the hidden gap that the record is in, whose memory takes the record; null for none
     */
    public FilledRecord impute(
            GenericRecord record, Source source, long timeMs, @Nullable KeyMemory memory, @Nullable HiddenGap gap) {
        RecordMapping mapping = mappings.ofFamily(record);
        observed = partners.read(record, mapping, observation);
        ages.find(timeMs, memory);
        List<MaskedScore> scores = scorer.score(observed, source, timeMs, memory, false);
        if (gap != null) {
            scores = RecordScorer.joined(scores, scorer.inGap(source, timeMs, gap, gap.memory(), false));
            ages.find(timeMs, memory);
        }
        inference.infer(observation, timeMs, memory);
        notes.begin();
        if (isLeft(memory)) {
            for (int j = 0; j < observation.length; j++) {
                notes.leave(j);
            }
        } else if (memory != null && settings.context().leavesOldGaps()) {
            leaveOldGaps(timeMs, memory);
        }
        if (values.draws()) {
            values.draw(observation, Seeds.ofRecord(FILLING, source.topic(), source.partition(), source.offset()));
        }
        related.settle(mapping, observation, notes);
        GenericRecord filled = mapping.fill(record, observation, related, notes);
        LatentOutput latents = settings.notes().latents();
        LatentNote latent = latents == LatentOutput.OFF ? null : latent(source);
        ImputationNote note =
                notes.note(source, observed, mapping.note(), latents == LatentOutput.NOTE ? latent : null);
        if (settings.notes().hasNote()) {
            mapping.attach(filled, note);
        }
        return new FilledRecord(
                partners.into(filled), note, latent, scores, ages.ofGaps(observation), partners.joined());
    }

    /** Whether nothing is known of the record: no cell is observed, and its key has no past. Then nothing is made up. */
    private boolean isLeft(@Nullable KeyMemory memory) {
        return !settings.fillsEmpty() && observed == 0 && (memory == null || memory.isEmpty());
    }

    private double stretch(int feature) {
        return stretches.of(ages.name(feature));
    }

    /** The name under which a score of this generation says how wide intervals must be. */
    public String stretchName(MaskedScore score) {
        Double age = score.getAge();
        return ages.name(features.indexOf(score.getField()), age == null ? Double.NaN : age);
    }

    private void leaveOldGaps(long timeMs, KeyMemory memory) {
        for (int j = 0; j < observation.length; j++) {
            if (Double.isNaN(observation[j])
                    && memory.knows(j)
                    && Math.abs((double) timeMs - memory.time(j))
                            > settings.context().gapMaxAgeMs()) {
                notes.leave(j);
            }
        }
    }

    /**
     * Takes the record that was filled last into the memory of its key.
     *
     * @param memory the one it was filled with
     * @return whether the memory changed: it takes no record that is earlier than its newest
     */
    public boolean remember(KeyMemory memory, long timeMs, long offset) {
        ContextImputer past = inference.past();
        if (past == null || !memory.isEmpty() && timeMs < memory.time()) {
            return false;
        }
        past.remember(memory, offset);
        return true;
    }

    /** See {@link RecordReplay#isKnown}. */
    boolean isKnown(KeyMemory memory, long sinceMs) {
        double reachMs = KeyPast.slowReachMs(serving.model());
        for (int j = 0; j < observation.length; j++) {
            boolean counts = settings.context().leavesOldGaps() || KeyPast.counts(serving.model(), j);
            if (Double.isNaN(observation[j]) && counts && !(memory.knows(j) && memory.time(j) >= sinceMs + reachMs)) {
                return false;
            }
        }
        return true;
    }

    /** The cells of the record filled last, in the model's order, NaN = missing. Valid until the next record. */
    public double[] observation() {
        return observation;
    }

    /**
     * Scores this generation, as the shadow, on the same hidden cells of the same record as the serving one.
     *
     * @param gap the hidden gap that the record is in; null for none
     * @param scored whether cells of the record are scored outside of hidden gaps
     */
    public List<MaskedScore> scoreInShadow(
            GenericRecord record,
            Source source,
            long timeMs,
            @Nullable KeyMemory memory,
            @Nullable HiddenGap gap,
            boolean scored) {
        observed = partners.read(record, mappings.of(record), observation);
        ages.find(timeMs, memory);
        List<MaskedScore> scores = scored ? scorer.score(observed, source, timeMs, memory, true) : List.of();
        boolean known = gap != null && gap.shadow() == serving.number();
        return known && gap != null
                ? RecordScorer.joined(scores, scorer.inGap(source, timeMs, gap, gap.shadowMemory(), true))
                : scores;
    }

    /** As the shadow, takes the record before a hidden gap into the gap's memory, with residuals of its own. */
    public void beginInShadow(GenericRecord record, Source source, long timeMs, KeyMemory memory, HiddenGap gap) {
        ContextImputer own = inference.past();
        if (own != null) {
            partners.read(record, mappings.of(record), observation);
            own.impute(observation, timeMs, memory);
            own.remember(gap.shadowMemory(), source.offset());
            gap.beginsWithShadow(serving.number());
        }
    }

    private LatentNote latent(Source source) {
        float[] mean = new float[imputer.latentSize()];
        float[] sd = new float[mean.length];
        imputer.latent(mean, sd);
        return new LatentNote(
                serving.number(),
                topic.of(source.topic()),
                source.partition(),
                source.offset(),
                mean,
                sd,
                settings.notes().sparseCodes());
    }

    /** Fields found unreadable since the last call, a line for each; mostly empty. */
    public List<String> takeUnreadable() {
        return mappings.takeUnreadable();
    }
}
