package io.lacuna.internal.evaluation;

import io.lacuna.data.Features;
import io.lacuna.internal.evaluation.MaskedEvaluation.FeatureScore;
import io.lacuna.internal.model.CellPredictions;
import io.lacuna.internal.numerics.Normal;

/** Adds up the scores of hidden cells. Mutable. */
final class ScoreSum {
    private final String feature;
    private long cells;
    private double squares;
    private double absolutes;
    private long inside;
    private double logDensities;
    private long categories;
    private long wrong;

    ScoreSum(String feature) {
        this.feature = feature;
    }

    /** Sums for each feature, and one for all of them behind. */
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
     * @param says what the model says of its record
     * @param value the hidden one
     * @param scale unit of the error
     * @param mass probability of the central interval
     */
    void add(CellPredictions says, boolean continuous, int j, double value, double scale, double mass) {
        if (!continuous) {
            category(says.mostProbable(j) != (int) value);
            return;
        }
        double error = (says.mean(j) - value) / scale;
        double sd = Math.max(says.sd(j) / scale, 1e-9);
        double logDensity = Math.log(Normal.density(0) / sd) - 0.5 * error * error / (sd * sd);
        // A value is inside the central interval exactly if its predictive cdf is within mass / 2 of one half.
        double u = says.cdf(j, value);
        number(error, Math.abs(u - 0.5) <= 0.5 * mass, logDensity);
    }

    private void number(double error, boolean covered, double logDensity) {
        cells++;
        squares += error * error;
        absolutes += Math.abs(error);
        inside += covered ? 1 : 0;
        logDensities += logDensity;
    }

    private void category(boolean mistaken) {
        categories++;
        wrong += mistaken ? 1 : 0;
    }

    FeatureScore score() {
        double n = Math.max(1, cells);
        return new FeatureScore(
                feature,
                cells,
                Math.sqrt(squares / n),
                absolutes / n,
                inside / n,
                logDensities / n,
                categories,
                (double) wrong / Math.max(1, categories));
    }
}
