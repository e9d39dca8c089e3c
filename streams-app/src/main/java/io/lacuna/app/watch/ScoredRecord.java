package io.lacuna.app.watch;

import io.lacuna.schemas.MaskedScore;
import java.util.List;

/**
 * One record of which some observed cells were hidden and filled, by the generation that served it and perhaps by a
 * proposed one. Immutable.
 *
 * @param timestampMs the record's
 * @param active scores by the generation that served
 * @param shadow scores of the same cells by the proposed one; empty where there was none
 */
public record ScoredRecord(
        int partition, long offset, long timestampMs, List<MaskedScore> active, List<MaskedScore> shadow) {

    /** A cell that is five standard deviations off says no more than one that is a thousand off: it is wrong. */
    private static final double LARGEST_LOSS = 25;

    public ScoredRecord {
        active = List.copyOf(active);
        shadow = List.copyOf(shadow);
    }

    /** Number of the generation that served. */
    public long generation() {
        return active.get(0).getGeneration();
    }

    /** Whether both filled the same cells. */
    public boolean isPaired() {
        return !active.isEmpty() && active.size() == shadow.size();
    }

    /**
     * Squared error of a number in standard deviations, 0 or 1 of a category; at most {@value #LARGEST_LOSS}, so that
     * one broken reading is no trend.
     */
    public static double loss(MaskedScore score) {
        Double error = score.getStandardizedError();
        if (error != null) {
            return Double.isFinite(error) ? Math.min(LARGEST_LOSS, error * error) : LARGEST_LOSS;
        }
        return Boolean.TRUE.equals(score.getCorrect()) ? 0 : 1;
    }

    /** Mean {@link #loss(MaskedScore) loss} over the hidden cells. */
    static double loss(List<MaskedScore> scores) {
        double sum = 0;
        for (MaskedScore score : scores) {
            sum += loss(score);
        }
        return sum / scores.size();
    }
}
