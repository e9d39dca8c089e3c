package io.lacuna.app.site;

import io.lacuna.app.stream.meters.LiveScores;
import io.lacuna.app.stream.meters.StreamMetrics;
import io.lacuna.app.stream.recent.FeatureScores;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Errors and coverage on hidden cells of recent records, for {@code GET /api/scores}.
 *
 * @param generations the figures of {@code /api/status}, by generation, oldest first
 * @param shadow comparison of the proposed generation with the serving one; null if there is none
 * @param features by generation and feature, beside filling with the mean and with the last value
 */
record ScoreList(
        List<LiveScores.Figures> generations,
        LiveScores.@Nullable Comparison shadow,
        List<FeatureScores.Figures> features) {
    static ScoreList of(StreamMetrics metrics) {
        return new ScoreList(
                metrics.live().figures(),
                metrics.live().comparison(),
                metrics.recent().scores().figures());
    }
}
