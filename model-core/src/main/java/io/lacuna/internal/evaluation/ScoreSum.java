package io.lacuna.internal.evaluation;

import io.lacuna.data.Features;
import io.lacuna.internal.evaluation.MaskedEvaluation.FeatureScore;
import io.lacuna.internal.model.CellPredictions;
import io.lacuna.internal.numerics.Normal;
import java.util.Arrays;

/** Adds up the scores of hidden cells. Mutable. */
final class ScoreSum {
    private final String feature;
    private final CellErrors errors = new CellErrors();
    private final long[] pit = new long[MaskedEvaluation.PIT_PARTS];
    private double logDensities;

    ScoreSum(String feature) {
        this.feature = feature;
    }

    /** Sums by feature, then one for all features. */
    static ScoreSum[] of(Features features) {
        ScoreSum[] sums = new ScoreSum[features.size() + 1];
        for (int j = 0; j < sums.length; j++) {
            sums[j] = new ScoreSum(j < features.size() ? features.get(j).name() : "all");
        }
        return sums;
    }

    /**
     * Adds a hidden cell.
     *
     * @param says the model's predictions for its record
     * @param value the hidden value
     * @param scale unit of the error
     * @param mass probability of the central interval
     */
    void add(CellPredictions says, boolean continuous, int j, double value, double scale, double mass) {
        if (!continuous) {
            errors.category(says.mostProbable(j) != (int) value);
            return;
        }
        double error = (says.mean(j) - value) / scale;
        double sd = Math.max(says.sd(j) / scale, 1e-9);
        double logDensity = Math.log(Normal.density(0) / sd) - 0.5 * error * error / (sd * sd);
        // A value is inside the central interval exactly if its predictive cdf is within mass / 2 of one half.
        double u = says.cdf(j, value);
        errors.number(error, Math.abs(u - 0.5) <= 0.5 * mass);
        logDensities += logDensity;
        pit[(int) Math.min(pit.length - 1, Math.max(0, u * pit.length))]++;
    }

    FeatureScore score() {
        return new FeatureScore(
                feature,
                errors.numbers(),
                errors.rmse(),
                errors.mae(),
                errors.coverage(),
                logDensities / Math.max(1, errors.numbers()),
                errors.categories(),
                errors.errorRate(),
                Arrays.stream(pit).boxed().toList());
    }
}
