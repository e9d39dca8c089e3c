package io.lacuna.internal.impute;

import io.lacuna.data.Features;
import io.lacuna.internal.evaluation.CentralIntervals;
import io.lacuna.internal.model.CellPredictions;
import io.lacuna.internal.note.Source;
import io.lacuna.schemas.MaskedScore;
import java.util.function.IntToDoubleFunction;

/**
 * The scores of the hidden cells of one generation, from the predictions that were made last.
 *
 * @param generation number of the generation
 * @param intervals found for these predictions
 * @param ages found for the record
 * @param stretch of a feature's interval
 * @param scale unit of the error, by feature
 */
record ScoreBuilder(
        long generation,
        Features features,
        CellPredictions predictions,
        CentralIntervals intervals,
        CellAges ages,
        IntToDoubleFunction stretch,
        double[] scale) {

    /** Why a cell was hidden. */
    enum Hidden {
        AT_RANDOM,
        AT_GAP_END,
        IN_GAP
    }

    /** The score of a cell with its observed value. */
    MaskedScore score(int feature, double observed, Source source, boolean shadow, Hidden hidden) {
        return features.get(feature).isContinuous()
                ? number(feature, observed, source, shadow, hidden)
                : category(feature, (int) observed, source, shadow, hidden);
    }

    private MaskedScore number(int j, double truth, Source source, boolean shadow, Hidden hidden) {
        double filled = predictions.mean(j);
        boolean covered = intervals.hold(j, stretch.applyAsDouble(j), truth);
        return new MaskedScore(
                source.topic(),
                source.partition(),
                source.offset(),
                generation,
                features.get(j).name(),
                truth,
                filled,
                predictions.sd(j),
                covered,
                (filled - truth) / scale[j],
                null,
                null,
                null,
                shadow,
                ages.steps(j),
                hidden == Hidden.AT_GAP_END,
                hidden == Hidden.IN_GAP);
    }

    private MaskedScore category(int j, int truth, Source source, boolean shadow, Hidden hidden) {
        return new MaskedScore(
                source.topic(),
                source.partition(),
                source.offset(),
                generation,
                features.get(j).name(),
                null,
                null,
                null,
                null,
                null,
                features.get(j).label(truth),
                predictions.probability(j, truth),
                predictions.mostProbable(j) == truth,
                shadow,
                ages.steps(j),
                hidden == Hidden.AT_GAP_END,
                hidden == Hidden.IN_GAP);
    }
}
