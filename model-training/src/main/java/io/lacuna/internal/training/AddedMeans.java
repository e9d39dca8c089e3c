package io.lacuna.internal.training;

import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.data.Marginals;
import io.lacuna.internal.inference.MemberWeights;
import io.lacuna.internal.model.MarginalMember;
import io.lacuna.internal.model.Member;
import io.lacuna.internal.training.averaging.WeightEstimator;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The features' means beside the mixture of a wide table. It has more parameters than such a table can tell, and what it
 * says of some features can be worse than their means; where hidden cells show that, the means get weight.
 *
 * @param members the mixture, and the means if they have weight
 * @param weights of both; null without the means
 */
record AddedMeans(List<Member> members, @Nullable MemberWeights weights) {
    /** With a smaller mean weight there is none: hidden cells are filled by fewer fits than the model has. */
    private static final float LEAST = 0.25f;

    /**
     * @param mixture fitted to the table
     * @param predictors of the table's rows by those parts of the mixture that were not fitted to them
     */
    static AddedMeans weigh(Member mixture, Supplier<RowPredictor> predictors, Table table, long seed) {
        int d = table.features().size();
        MarginalMember means = new MarginalMember(Marginals.fit(table));
        WeightEstimator estimator = new WeightEstimator(
                table,
                predictors,
                () -> new KernelRows(List.of(means.newKernel(InferenceSettings.DEFAULT)), List.of(row -> true), d),
                WeightEstimator.Rule.MEANS,
                seed);
        float[] weights = estimator.weights();
        float[][] shares = {new float[d], weights};
        double sum = 0;
        for (int j = 0; j < d; j++) {
            shares[0][j] = 1 - weights[j];
            sum += weights[j];
        }
        return sum < LEAST * d
                ? new AddedMeans(List.of(mixture), null)
                : new AddedMeans(List.of(mixture, means), new MemberWeights(shares, estimator.stretch(weights)));
    }

    /** The means' weights by feature, separated by commas. */
    String words() {
        return weights == null ? "" : Arrays.toString(weights.shares()[1]).replaceAll("[\\[\\] ]", "");
    }
}
