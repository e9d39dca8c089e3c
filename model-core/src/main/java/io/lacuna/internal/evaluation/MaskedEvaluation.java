package io.lacuna.internal.evaluation;

import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import io.lacuna.internal.numerics.Normal;
import java.util.ArrayList;
import java.util.List;

/**
 * Scores a model on cells that were masked on purpose. Immutable.
 *
 * @param features one score per feature
 * @param total all features together: errors of continuous cells in units of {@code scale}, error rate of categories
 */
public record MaskedEvaluation(List<FeatureScore> features, FeatureScore total) {

    /**
     * @param feature its name; {@code all} for the total
     * @param cells number of masked continuous cells
     * @param rmse root of the mean squared error over them, in standard deviations
     * @param mae mean absolute error over them, in standard deviations
     * @param coverage share of them inside the central interval
     * @param logDensity mean log density at the true value of a normal with the predictive mean and sd, in standard
     *     units
     * @param categories number of masked binary and categorical cells
     * @param errorRate share of those whose category is wrong
     */
    public record FeatureScore(
            String feature,
            long cells,
            double rmse,
            double mae,
            double coverage,
            double logDensity,
            long categories,
            double errorRate) {}

    /**
     * Fills the masked table and compares the result with the true values.
     *
     * @param truth the table before masking
     * @param masks which of its cells were masked
     * @param scale d standard deviations, the units of the errors; 1 for categories
     * @param mass probability of the central interval, such as 0.9
     */
    public static MaskedEvaluation of(
            ImputationModel model, InferenceSettings settings, Table truth, Masks masks, double[] scale, double mass) {
        Features features = truth.features();
        Imputer imputer = model.newImputer(settings);
        Sum[] sums = new Sum[features.size() + 1];
        for (int j = 0; j < sums.length; j++) {
            sums[j] = new Sum(j < features.size() ? features.get(j).name() : "all");
        }
        for (int i = 0; i < truth.size(); i++) {
            imputer.impute(masks.table().row(i));
            for (int j = 0; j < features.size(); j++) {
                if (masks.hidden()[i][j]) {
                    double value = truth.row(i)[j];
                    if (features.get(j).isContinuous()) {
                        double error = (imputer.mean(j) - value) / scale[j];
                        double sd = Math.max(imputer.sd(j) / scale[j], 1e-9);
                        double logDensity = Math.log(Normal.density(0) / sd) - 0.5 * error * error / (sd * sd);
                        // A value is inside the central interval exactly if its predictive cdf is within mass / 2 of
                        // one half.
                        double u = imputer.cdf(j, value);
                        boolean inside = Math.abs(u - 0.5) <= 0.5 * mass;
                        sums[j].number(error, inside, logDensity);
                        sums[features.size()].number(error, inside, logDensity);
                    } else {
                        boolean wrong = imputer.mostProbable(j) != (int) value;
                        sums[j].category(wrong);
                        sums[features.size()].category(wrong);
                    }
                }
            }
        }
        List<FeatureScore> scores = new ArrayList<>();
        for (Sum sum : sums) {
            scores.add(sum.score());
        }
        return new MaskedEvaluation(List.copyOf(scores.subList(0, features.size())), scores.get(features.size()));
    }

    private static final class Sum {
        private final String feature;
        private long cells;
        private double squares;
        private double absolutes;
        private long inside;
        private double logDensities;
        private long categories;
        private long wrong;

        Sum(String feature) {
            this.feature = feature;
        }

        void number(double error, boolean covered, double logDensity) {
            cells++;
            squares += error * error;
            absolutes += Math.abs(error);
            inside += covered ? 1 : 0;
            logDensities += logDensity;
        }

        void category(boolean mistaken) {
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
}
