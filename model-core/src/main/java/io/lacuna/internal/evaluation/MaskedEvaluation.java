package io.lacuna.internal.evaluation;

import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
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
        ScoreSum[] sums = ScoreSum.of(features);
        for (int i = 0; i < truth.size(); i++) {
            imputer.impute(masks.table().row(i));
            for (int j = 0; j < features.size(); j++) {
                if (masks.hidden()[i][j]) {
                    boolean number = features.get(j).isContinuous();
                    double value = truth.row(i)[j];
                    sums[j].add(imputer, number, j, value, scale[j], mass);
                    sums[features.size()].add(imputer, number, j, value, scale[j], mass);
                }
            }
        }
        List<FeatureScore> scores = new ArrayList<>();
        for (ScoreSum sum : sums) {
            scores.add(sum.score());
        }
        return new MaskedEvaluation(List.copyOf(scores.subList(0, features.size())), scores.get(features.size()));
    }
}
