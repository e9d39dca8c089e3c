package io.lacuna.internal.training;

import io.lacuna.data.Table;
import io.lacuna.inference.ClosedFormMethod;
import io.lacuna.inference.InferenceMethod;
import io.lacuna.internal.inference.MemberWeights;
import io.lacuna.internal.inference.boosting.BoostedTrees;
import io.lacuna.internal.inference.boosting.Forest;
import io.lacuna.internal.model.BoostedTreesMember;
import io.lacuna.internal.model.Member;
import io.lacuna.internal.training.averaging.WeightEstimator;
import io.lacuna.training.FitSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Boosted trees beside members of other kinds. They are worse than a mixture on many tables and better on some, so their
 * weight is chosen by hidden cells, and they are dropped where they do not help.
 *
 * @param members the members that are kept
 * @param weights their weights; null if they are equal
 */
record AddedTrees(List<Member> members, @Nullable MemberWeights weights) {
    private static final InferenceMethod TREES = ClosedFormMethod.BOOSTED_TREES;

    /** The share of the budget for trees beside other members. */
    private static final int SHARE_FOR_TREES = 4;

    /** The settings with the methods that the preset {@code accurate} means, without the preset. */
    static FitSettings methodsOfPreset(FitSettings settings) {
        boolean accurate = settings.methods().equals(List.of(InferenceMethod.DEFAULT))
                && "accurate".equals(settings.options().get("preset"));
        if (!accurate) {
            return settings;
        }
        Map<String, String> options = new HashMap<>(settings.options());
        options.remove("preset");
        return new FitSettings(
                List.of(InferenceMethod.DEFAULT, TREES),
                settings.seed(),
                settings.budget(),
                settings.threads(),
                options);
    }

    static boolean areAmong(List<InferenceMethod> methods) {
        return methods.size() > 1 && methods.contains(TREES);
    }

    /** The budget of one of several methods: equal shares, but less for trees. */
    static Duration budget(FitSettings settings, InferenceMethod method) {
        List<InferenceMethod> methods = settings.methods();
        if (!areAmong(methods)) {
            return settings.budget().dividedBy(methods.size());
        }
        Duration trees = settings.budget().dividedBy(SHARE_FOR_TREES);
        return method == TREES ? trees : settings.budget().minus(trees).dividedBy(methods.size() - 1L);
    }

    /**
     * Weighs the trees among the members.
     *
     * @param fitted one member for each method
     * @param predictors of the table's rows, one for each member
     */
    static AddedTrees weigh(
            List<Member> fitted, List<Supplier<RowPredictor>> predictors, Table table, FitSettings settings) {
        int at = settings.methods().indexOf(TREES);
        List<Supplier<RowPredictor>> rest = new ArrayList<>(predictors);
        Supplier<RowPredictor> trees = rest.remove(at);
        WeightEstimator estimator = new WeightEstimator(
                table, AverageRows.of(rest, null), trees, WeightEstimator.Rule.TREES, settings.seed());
        float[] weights = estimator.weights();
        List<Member> members = new ArrayList<>(fitted);
        boolean useless = true;
        for (float weight : weights) {
            useless &= weight == 0;
        }
        if (useless) {
            members.remove(at);
            return new AddedTrees(members, null);
        }
        float[][] shares = new float[members.size()][weights.length];
        for (int m = 0; m < shares.length; m++) {
            for (int j = 0; j < weights.length; j++) {
                shares[m][j] = m == at ? weights[j] : (1 - weights[j]) / (shares.length - 1);
            }
        }
        members.set(at, without((BoostedTreesMember) members.get(at), weights));
        return new AddedTrees(members, new MemberWeights(shares, estimator.stretch(weights)));
    }

    /** Drops the trees of features that do not use them. */
    private static Member without(BoostedTreesMember member, float[] weights) {
        BoostedTrees trees = member.trees();
        Forest[][] forests = trees.forests().clone();
        float[][] spread = trees.spread().clone();
        for (int j = 0; j < weights.length; j++) {
            if (weights[j] == 0) {
                forests[j] = new Forest[0];
                spread[j] = new float[0];
            }
        }
        return new BoostedTreesMember(
                new BoostedTrees(trees.marginals(), trees.bags(), forests, spread), member.features());
    }

    /** Methods without the trees. */
    static List<InferenceMethod> without(List<InferenceMethod> methods) {
        return methods.stream().filter(method -> method != TREES).toList();
    }

    /** The trees' weights by feature, separated by commas; 0 if they were dropped. */
    String words(List<InferenceMethod> methods) {
        return weights == null
                ? "0"
                : Arrays.toString(weights.shares()[methods.indexOf(TREES)]).replaceAll("[\\[\\] ]", "");
    }
}
