package io.lacuna.internal.impute;

import io.lacuna.schemas.MaskedScore;
import java.util.List;

/**
 * The scores of a record that count for drift and for the comparison of generations: those whose ages are as the ages of filled
 * gaps. Stateless.
 */
public final class CountedScores {
    private CountedScores() {}

    /**
     * With a past, those of cells in hidden gaps: cells hidden at random were mostly observed a step ago, and the last cell of
     * a gap is its oldest. Without a past, all.
     */
    public static List<MaskedScore> of(List<MaskedScore> scores) {
        return scores.stream()
                .filter(score -> score.getInGap() || score.getAge() == null && !score.getGapEnd())
                .toList();
    }
}
