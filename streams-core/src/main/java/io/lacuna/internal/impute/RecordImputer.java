package io.lacuna.internal.impute;

import io.lacuna.data.Features;
import io.lacuna.inference.InferenceMethod;
import io.lacuna.internal.avro.EncodedName;
import io.lacuna.internal.context.ContextImputer;
import io.lacuna.internal.context.KeyMemory;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.evaluation.CentralIntervals;
import io.lacuna.internal.evaluation.IntervalStretch;
import io.lacuna.internal.evaluation.Masks;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.internal.model.CellPredictions;
import io.lacuna.internal.model.Imputer;
import io.lacuna.internal.model.RuledValues;
import io.lacuna.internal.model.TrainingStatistics;
import io.lacuna.internal.record.FieldForms;
import io.lacuna.internal.record.LatentOutput;
import io.lacuna.internal.record.MappingException;
import io.lacuna.internal.record.MappingRules;
import io.lacuna.internal.record.OtherRecordTypeException;
import io.lacuna.internal.record.RecordMapping;
import io.lacuna.schemas.MaskedScore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Fills records with one generation. The same record, generation, settings, stretches of intervals and memory of the record's
 * key give the same answer: everything random is seeded from the record's position. Mutable; one thread owns it.
 */
public final class RecordImputer {
    /** Seed of draws; that of hidden cells is 0. */
    private static final long FILLING = 1;

    /** Of how many records in a hidden gap one is scored: the errors of its records are much alike. */
    private static final int SCORED_IN_GAP = 2;

    private static final long IN_GAP = 2;

    /** How much more often a record that ends a gap of its key is scored, as a factor. */
    private static final double GAP_ENDS = 5;

    private final ServingGeneration serving;
    private final ServingSettings settings;
    private final IntervalStretch stretches;
    private final Features features;
    private final Imputer imputer;

    /** Fills with the past and the calendar; null where neither counts. */
    private final @Nullable ContextImputer past;

    private final boolean remembers;
    private final boolean fillsWithPast;

    /** The one of the two that fills. */
    private final CellPredictions predictions;

    private final CentralIntervals intervals;
    private final NoteBuilder notes;
    private final CellAges ages;
    private final ScoreBuilder builder;
    private final RuledValues values;
    private final EncodedName topic = new EncodedName();
    private final double[] observation;
    private final double[] masked;

    /** The settings' rules, without features that had no value in training: their gaps stay. */
    private final MappingRules rules;

    private final List<String> unreadable = new ArrayList<>();
    private final FieldForms forms;
    private final Map<Schema, RecordMapping> mappings = new HashMap<>();

    /** Mappings of schemas that are not of the model's family. */
    private final Set<RecordMapping> others = new HashSet<>();

    private @Nullable Schema lastSchema;
    private @Nullable RecordMapping lastMapping;
    private int observed;
    private final PartnerCells partners;

    /**
     * @param imputer of the generation's model with the settings' inference; others may use it between records
     */
    public RecordImputer(
            ServingGeneration serving, ServingSettings settings, IntervalStretch stretches, Imputer imputer) {
        this.serving = serving;
        this.settings = settings;
        this.stretches = stretches;
        features = serving.model().features();
        rules = settings.rules().without(TrainingStatistics.unlearned(serving.model()));
        forms = FieldForms.in(serving.model().provenance().entries(), features);
        this.imputer = imputer;
        InferenceMethod method = settings.inference().method();
        remembers = KeyPast.isRemembered(serving.model(), settings.context());
        past = KeyPast.imputer(serving, settings, imputer);
        predictions = past == null ? imputer : past;
        intervals = new CentralIntervals(predictions, features.size(), settings.intervalMass());
        NoteWords words = new NoteWords(
                serving, method == null ? serving.model().method() : method.id(), settings.intervalMass());
        fillsWithPast = KeyPast.isFilledWith(serving.model());
        ages = new CellAges(features, fillsWithPast ? serving.model().context() : null);
        notes = new NoteBuilder(words, settings.notes().level(), features, predictions, past, intervals, this::stretch);
        values = new RuledValues(settings.fill(), features, predictions);
        observation = new double[features.size()];
        masked = new double[features.size()];
        builder = new ScoreBuilder(
                serving.number(), features, predictions, intervals, ages, this::stretch, marginalScale());
        partners = new PartnerCells(features, rules);
    }

    /** The partners of the next record. */
    public PartnerCells partners() {
        return partners;
    }

    /** Standard deviation of each continuous feature when nothing is observed, in its own unit: the unit of errors. */
    private double[] marginalScale() {
        Arrays.fill(masked, Double.NaN);
        imputer.impute(masked);
        double[] spread = new double[masked.length];
        for (int j = 0; j < spread.length; j++) {
            spread[j] = features.get(j).isContinuous() ? imputer.sd(j) : 1;
        }
        return spread;
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
        RecordMapping mapping = mapping(record);
        if (!others.isEmpty() && others.contains(mapping) || !mapping.hasFields(record)) {
            throw otherType(record.getSchema());
        }
        observed = partners.read(record, mapping, observation);
        ages.find(timeMs, memory);
        List<MaskedScore> scores = score(source, timeMs, memory, false);
        if (gap != null) {
            scores = joined(scores, inGap(source, timeMs, gap, gap.memory(), false));
            ages.find(timeMs, memory);
        }
        infer(observation, timeMs, memory);
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
        GenericRecord filled = mapping.fill(record, observation, values, notes);
        LatentOutput latents = settings.notes().latents();
        LatentNote latent = latents == LatentOutput.OFF ? null : latent(source);
        ImputationNote note =
                notes.note(source, observed, mapping.note(), latents == LatentOutput.NOTE ? latent : null);
        if (settings.notes().hasNote()) {
            mapping.attach(filled, note);
        }
        return new FilledRecord(filled, note, latent, scores, ages.ofGaps(observation), partners.joined());
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

    private void infer(double[] cells, long timeMs, @Nullable KeyMemory memory) {
        if (past == null) {
            imputer.impute(cells);
        } else if (memory == null) {
            past.impute(cells, timeMs);
        } else {
            past.impute(cells, timeMs, memory);
        }
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
        observed = partners.read(record, mapping(record), observation);
        ages.find(timeMs, memory);
        List<MaskedScore> scores = scored ? score(source, timeMs, memory, true) : List.of();
        boolean known = gap != null && gap.shadow() == serving.number();
        return known && gap != null ? joined(scores, inGap(source, timeMs, gap, gap.shadowMemory(), true)) : scores;
    }

    /** As the shadow, takes the record before a hidden gap into the gap's memory, with residuals of its own. */
    public void beginInShadow(GenericRecord record, Source source, long timeMs, KeyMemory memory, HiddenGap gap) {
        ContextImputer own = past;
        if (own != null) {
            partners.read(record, mapping(record), observation);
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
                serving.number(), topic.of(source.topic()), source.partition(), source.offset(), mean, sd);
    }

    private List<MaskedScore> score(Source source, long timeMs, @Nullable KeyMemory memory, boolean shadow) {
        long seed = Seeds.ofRecordSeed(0, source.topic(), source.partition(), source.offset());
        double drawn = (seed >>> 11) * 0x1p-53;
        List<MaskedScore> atRandom =
                drawn < settings.scoreShare() ? atRandom(seed, source, timeMs, memory, shadow) : List.of();
        List<MaskedScore> gapEnds = memory != null && drawn < GAP_ENDS * settings.scoreShare()
                ? gapEnds(source, timeMs, memory, shadow)
                : List.of();
        return joined(atRandom, gapEnds);
    }

    private static List<MaskedScore> joined(List<MaskedScore> some, List<MaskedScore> others) {
        if (others.isEmpty()) {
            return some;
        }
        List<MaskedScore> all = new ArrayList<>(some);
        all.addAll(others);
        return all;
    }

    /**
     * Cells in a hidden gap of the key, filled with the memory that the key would have in the gap. The memory takes the record
     * as it would be.
     */
    private List<MaskedScore> inGap(Source source, long timeMs, HiddenGap gap, KeyMemory memory, boolean shadow) {
        ContextImputer own = past;
        if (own == null || timeMs < memory.time()) {
            return List.of();
        }
        System.arraycopy(observation, 0, masked, 0, masked.length);
        gap.hide(masked);
        boolean any = partners.show(observation, masked);
        boolean chosen = Seeds.ofRecord(IN_GAP, source.topic(), source.partition(), source.offset())
                        .nextInt(SCORED_IN_GAP)
                == 0;
        ages.find(timeMs, memory);
        List<MaskedScore> scores = List.of();
        if (any && chosen) {
            scores = scored(source, timeMs, memory, shadow, ScoreBuilder.Hidden.IN_GAP);
        } else {
            infer(masked, timeMs, memory);
        }
        own.remember(memory, source.offset());
        return scores;
    }

    /**
     * Cells with which gaps of the key end, filled as the gaps would have been: all of them are hidden together, and the memory
     * is of the time before. Cells hidden at random were mostly observed a step ago, and tell little of long gaps.
     */
    private List<MaskedScore> gapEnds(Source source, long timeMs, KeyMemory memory, boolean shadow) {
        System.arraycopy(observation, 0, masked, 0, masked.length);
        boolean any = false;
        for (int j = 0; j < masked.length && timeMs >= memory.time(); j++) {
            if (!Double.isNaN(masked[j]) && memory.knows(j) && !memory.isOfNewest(j)) {
                masked[j] = Double.NaN;
                any = true;
            }
        }
        return any ? scored(source, timeMs, memory, shadow, ScoreBuilder.Hidden.AT_GAP_END) : List.of();
    }

    private List<MaskedScore> atRandom(
            long seed, Source source, long timeMs, @Nullable KeyMemory memory, boolean shadow) {
        if (observed < 2) {
            return List.of();
        }
        int hidden =
                Masks.hideAtRandom(observation, settings.maskRate(), observed - 1, new SplittableRandom(seed), masked);
        return hidden == 0 ? List.of() : scored(source, timeMs, memory, shadow, ScoreBuilder.Hidden.AT_RANDOM);
    }

    private List<MaskedScore> scored(
            Source source, long timeMs, @Nullable KeyMemory memory, boolean shadow, ScoreBuilder.Hidden hidden) {
        if (!partners.show(observation, masked)) {
            return List.of();
        }
        infer(masked, timeMs, memory);
        intervals.find();
        List<MaskedScore> scores = new ArrayList<>();
        for (int j = 0; j < masked.length; j++) {
            if (Masks.isHidden(observation, masked, j)) {
                scores.add(builder.score(j, observation[j], source, shadow, hidden));
            }
        }
        return scores;
    }

    private RecordMapping newMapping(GenericRecord record) {
        int before = unreadable.size();
        RecordMapping mapping =
                RecordMapping.of(record, features, forms, rules, settings.notes(), fillsWithPast, unreadable::add);
        if (!mapping.isOf(serving.family(), rules.taken(features))) {
            others.add(mapping);
            unreadable.subList(before, unreadable.size()).clear();
        }
        return mapping;
    }

    private OtherRecordTypeException otherType(Schema schema) {
        String learned = serving.family().type();
        return new OtherRecordTypeException(
                schema.getFullName(),
                "it is of record type " + schema.getFullName()
                        + (learned == null
                                ? ", which has none of the fields that the model fills"
                                : ", and the model is for " + learned));
    }

    /** Fields found unreadable since the last call, a line for each; mostly empty. */
    public List<String> takeUnreadable() {
        if (unreadable.isEmpty()) {
            return List.of();
        }
        List<String> taken = List.copyOf(unreadable);
        unreadable.clear();
        return taken;
    }

    private RecordMapping mapping(GenericRecord record) {
        RecordMapping mapping = lastMapping;
        Schema schema = record.getSchema();
        if (mapping == null || schema != lastSchema) {
            mapping = mappings.computeIfAbsent(schema, unseen -> newMapping(record));
            lastMapping = mapping;
            lastSchema = schema;
        }
        return mapping;
    }
}
