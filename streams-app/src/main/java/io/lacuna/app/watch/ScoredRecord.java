package io.lacuna.app.watch;

import io.lacuna.internal.evaluation.CellErrors;
import io.lacuna.internal.impute.CountedScores;
import io.lacuna.schemas.MaskedScore;
import java.util.List;

/**
 * One record whose hidden cells were filled and scored by the serving generation, and perhaps by a proposed one too. Keeps
 * only the {@linkplain CountedScores scores that count}, which may be none. Immutable.
 *
 * @param timestampMs timestamp of the record
 * @param active scores of the serving generation
 * @param shadow scores of the proposed generation on the same cells; empty where there was none
 */
public record ScoredRecord(
        int partition, long offset, long timestampMs, List<MaskedScore> active, List<MaskedScore> shadow) {

    /** A cell that is five standard deviations off is wrong; a larger error carries no more information. */
    private static final double LARGEST_ERROR = 5;

    public ScoredRecord {
        active = CountedScores.of(active);
        shadow = CountedScores.of(shadow);
    }

    /** Number of the serving generation. */
    public long generation() {
        return active.get(0).getGeneration();
    }

    /** Whether both generations filled the same cells. */
    public boolean isPaired() {
        return !active.isEmpty() && active.size() == shadow.size();
    }

    /**
     * Loss of a cell: squared error of a number in standard deviations; 0 or 1 of a category. The error counts as at most
     * {@value #LARGEST_ERROR}, so that one broken sensor value does not look like a trend.
     */
    public static double loss(MaskedScore score) {
        return add(score, new CellErrors());
    }

    /** Adds a cell to the errors, and returns its {@linkplain #loss(MaskedScore) loss}. */
    static double add(MaskedScore score, CellErrors errors) {
        Double error = score.getStandardizedError();
        if (error == null) {
            return errors.category(!Boolean.TRUE.equals(score.getCorrect()));
        }
        double size = Double.isFinite(error) ? Math.min(LARGEST_ERROR, Math.abs(error)) : LARGEST_ERROR;
        return errors.number(size, Boolean.TRUE.equals(score.getCovered()));
    }

    /** Mean {@linkplain #loss(MaskedScore) loss} over the hidden cells. */
    static double loss(List<MaskedScore> scores) {
        double sum = 0;
        for (MaskedScore score : scores) {
            sum += loss(score);
        }
        return sum / scores.size();
    }
}
