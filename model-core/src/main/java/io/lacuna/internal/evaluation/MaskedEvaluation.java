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
 * @param worstNumbers the continuous cells with the largest errors, the worst first
 * @param worstCategories the wrong categories whose true one was least probable, the worst first
 */
public record MaskedEvaluation(
        List<FeatureScore> features,
        FeatureScore total,
        List<WorstNumber> worstNumbers,
        List<WorstCategory> worstCategories) {
    /** Parts into which {@link FeatureScore#pit} divides the probabilities. */
    public static final int PIT_PARTS = 10;

    /**
     * A continuous cell.
     *
     * @param row place of its record in the table
     * @param value the hidden value
     * @param mean predictive mean
     * @param sd predictive standard deviation
     * @param error mean minus value, in units of {@code scale}
     */
    public record WorstNumber(int row, int feature, double value, double mean, double sd, double error) {}

    /**
     * A cell whose category is wrong.
     *
     * @param row place of its record in the table
     * @param value the hidden category
     * @param filled the most probable one
     * @param probability of the hidden one
     */
    public record WorstCategory(int row, int feature, int value, int filled, double probability) {}

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
     * @param pit number of continuous cells by the predictive probability of a value at most as large as the true one, in
     *     {@value #PIT_PARTS} equal parts from 0 to 1: about the same in each if the distributions are right
     */
    public record FeatureScore(
            String feature,
            long cells,
            double rmse,
            double mae,
            double coverage,
            double logDensity,
            long categories,
            double errorRate,
            List<Long> pit) {}

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
        WorstCells worst = new WorstCells();
        for (int i = 0; i < truth.size(); i++) {
            imputer.impute(masks.table().row(i));
            for (int j = 0; j < features.size(); j++) {
                if (masks.hidden()[i][j]) {
                    boolean number = features.get(j).isContinuous();
                    double value = truth.row(i)[j];
                    sums[j].add(imputer, number, j, value, scale[j], mass);
                    sums[features.size()].add(imputer, number, j, value, scale[j], mass);
                    worst.add(imputer, number, i, j, value, scale[j]);
                }
            }
        }
        return of(sums, worst);
    }

    /** The result of sums by feature, the last one of all features. */
    static MaskedEvaluation of(ScoreSum[] sums, WorstCells worst) {
        List<FeatureScore> scores = new ArrayList<>();
        for (ScoreSum sum : sums) {
            scores.add(sum.score());
        }
        int features = sums.length - 1;
        return new MaskedEvaluation(
                List.copyOf(scores.subList(0, features)), scores.get(features), worst.numbers(), worst.categories());
    }
}
