package io.lacuna.internal.impute;

import io.lacuna.data.Features;
import io.lacuna.internal.context.ContextImputer;
import io.lacuna.internal.context.KeyMemory;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.evaluation.Masks;
import io.lacuna.internal.model.Imputer;
import io.lacuna.internal.note.Source;
import io.lacuna.schemas.MaskedScore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Scores one generation on the stream's own records: hides observed cells, fills them, and compares. Which cells are hidden
 * depends on the record's position alone. Mutable; one thread owns it.
 */
final class RecordScorer {
    /** Of how many records in a hidden gap one is scored: the errors of its records are much alike. */
    private static final int SCORED_IN_GAP = 2;

    private static final long IN_GAP = 2;

    /** How much more often a record that ends a gap of its key is scored, as a factor. */
    private static final double GAP_ENDS = 5;

    private final ServingSettings settings;
    private final RecordInference inference;
    private final PartnerCells partners;
    private final CellAges ages;
    private final ScoreBuilder builder;

    /** The cells of the record; the owner reads the next record into them. */
    private final double[] observation;

    private final double[] masked;

    /** By cell, whether it is scored: the intervals of the record's other gaps are not needed. */
    private final boolean[] isHidden;

    /**
     * @param builder of scores from the predictions of this inference
     * @param observation cells of the record that is scored next
     */
    RecordScorer(
            ServingSettings settings,
            RecordInference inference,
            PartnerCells partners,
            CellAges ages,
            ScoreBuilder builder,
            double[] observation) {
        this.settings = settings;
        this.inference = inference;
        this.partners = partners;
        this.ages = ages;
        this.builder = builder;
        this.observation = observation;
        masked = new double[observation.length];
        isHidden = new boolean[observation.length];
    }

    /** Standard deviation of each continuous feature when nothing is observed, in its own unit: the unit of errors. */
    static double[] marginalScale(Features features, Imputer imputer) {
        double[] spread = new double[features.size()];
        Arrays.fill(spread, Double.NaN);
        imputer.impute(spread.clone());
        for (int j = 0; j < spread.length; j++) {
            spread[j] = features.get(j).isContinuous() ? imputer.sd(j) : 1;
        }
        return spread;
    }

    /**
     * Hides some observed cells of the record, fills and scores them: of some records cells at random, and of more records
     * the cells with which a gap ends. At least one cell stays observed.
     *
     * @param observed number of observed cells
     * @param memory the memory of the record's key before the record; null if it has no past
     * @param shadow whether the generation only runs beside the serving one
     */
    List<MaskedScore> score(int observed, Source source, long timeMs, @Nullable KeyMemory memory, boolean shadow) {
        long seed = Seeds.ofRecordSeed(0, source.topic(), source.partition(), source.offset());
        double drawn = (seed >>> 11) * 0x1p-53;
        List<MaskedScore> atRandom =
                drawn < settings.scoreShare() ? atRandom(observed, seed, source, timeMs, memory, shadow) : List.of();
        List<MaskedScore> gapEnds = memory != null && drawn < GAP_ENDS * settings.scoreShare()
                ? gapEnds(source, timeMs, memory, shadow)
                : List.of();
        return joined(atRandom, gapEnds);
    }

    static List<MaskedScore> joined(List<MaskedScore> some, List<MaskedScore> others) {
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
    List<MaskedScore> inGap(Source source, long timeMs, HiddenGap gap, KeyMemory memory, boolean shadow) {
        ContextImputer own = inference.past();
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
            inference.infer(masked, timeMs, memory);
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
            int observed, long seed, Source source, long timeMs, @Nullable KeyMemory memory, boolean shadow) {
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
        inference.infer(masked, timeMs, memory);
        for (int j = 0; j < masked.length; j++) {
            isHidden[j] = Masks.isHidden(observation, masked, j);
        }
        builder.intervals().find(isHidden);
        List<MaskedScore> scores = new ArrayList<>();
        for (int j = 0; j < masked.length; j++) {
            if (isHidden[j]) {
                scores.add(builder.score(j, observation[j], source, shadow, hidden));
            }
        }
        return scores;
    }
}
