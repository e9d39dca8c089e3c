package io.lacuna.internal.training.boosting;

import io.lacuna.data.Table;
import io.lacuna.inference.InferenceMethod;
import io.lacuna.internal.data.Marginals;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.inference.MemberKernel;
import io.lacuna.internal.inference.boosting.BoostedTrees;
import io.lacuna.internal.inference.boosting.BoostedTreesKernel;
import io.lacuna.internal.inference.boosting.Forest;
import io.lacuna.internal.inference.boosting.TreeInputs;
import io.lacuna.internal.model.BoostedTreesMember;
import io.lacuna.internal.model.Member;
import io.lacuna.internal.training.KernelRows;
import io.lacuna.internal.training.MemberTrainer;
import io.lacuna.internal.training.RowPredictor;
import io.lacuna.internal.training.SideBySide;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Fits gradient-boosted trees for each feature. The features are fitted in parallel, each with its own seed, so the result
 * does not depend on their timing. A refit begins anew: trees cannot be continued on other rows.
 */
public final class BoostedTreesTrainer implements MemberTrainer {
    /** A node keeps its input and a flag in 15 bits. */
    private static final int MOST_INPUTS = (1 << 14) - 1;

    @Override
    public Member fit(Table table, FitSettings settings, Progress progress) {
        int d = table.features().size();
        Marginals marginals = Marginals.fit(table);
        TreeInputs inputs = new TreeInputs(table.features(), marginals.standardizer());
        if (inputs.size() > MOST_INPUTS) {
            throw new IllegalArgumentException("boosted-trees take at most " + MOST_INPUTS + " inputs, not "
                    + inputs.size() + "; leave out columns, or choose " + InferenceMethod.DEFAULT_ID);
        }
        BoostingPlan plan = BoostingPlan.of(table, inputs.size(), BoostingPlan.outputs(table), settings);
        progress.report(0, said(plan));
        float[][] expanded = new float[table.size()][inputs.size()];
        for (int i = 0; i < expanded.length; i++) {
            for (int j = 0; j < d; j++) {
                inputs.write(j, table.row(i)[j], expanded[i], 0);
            }
        }
        BinnedInputs binned = new BinnedInputs(expanded, inputs.size());
        int[][] counts = counts(table, plan, settings.seed());
        AtomicInteger done = new AtomicInteger();
        List<Callable<FeatureBoosting.Result>> work = new ArrayList<>();
        for (int feature = 0; feature < d; feature++) {
            int j = feature;
            work.add(() -> {
                FeatureBoosting.Result result =
                        new FeatureBoosting(table, marginals, inputs, binned, plan, counts, j, settings.seed()).run();
                progress.report((double) done.incrementAndGet() / d, said(plan));
                return result;
            });
        }
        List<FeatureBoosting.Result> results = SideBySide.run(work, settings.threads());
        BoostedTrees trees = new BoostedTrees(
                marginals,
                plan.bags(),
                results.stream().map(FeatureBoosting.Result::forests).toArray(Forest[][]::new),
                results.stream().map(FeatureBoosting.Result::spread).toArray(float[][]::new));
        return new BoostedTreesMember(trees, table.features());
    }

    private static String said(BoostingPlan plan) {
        return String.format(
                Locale.ROOT,
                "boosted trees: %d bags, %d rounds, %d copies, about %.0f s on one thread",
                plan.bags(),
                plan.rounds(),
                plan.copies(),
                Math.ceil(plan.seconds()));
    }

    /** A row is predicted by the bags that do not contain it. */
    @Override
    public Supplier<RowPredictor> rowPredictors(Member member, Table table, FitSettings settings) {
        BoostedTrees trees = ((BoostedTreesMember) member).trees();
        TreeInputs inputs = new TreeInputs(table.features(), trees.marginals().standardizer());
        BoostingPlan plan = BoostingPlan.of(table, inputs.size(), BoostingPlan.outputs(table), settings);
        int[][] counts = counts(table, plan, settings.seed());
        List<IntPredicate> fair = IntStream.range(0, trees.bags())
                .<IntPredicate>mapToObj(bag -> row -> counts[bag][row] == 0)
                .toList();
        return () -> new BoostedTreesRows(
                new KernelRows(
                        IntStream.range(0, trees.bags())
                                .<MemberKernel>mapToObj(
                                        bag -> new BoostedTreesKernel(trees, table.features(), bag, bag + 1))
                                .toList(),
                        fair,
                        table.features().size()),
                new BoostedTreesKernel(trees, table.features()));
    }

    /** By bag and row: how often the bag contains it. */
    private static int[][] counts(Table table, BoostingPlan plan, long seed) {
        int[][] counts = new int[plan.bags()][table.size()];
        for (int bag = 0; bag < counts.length; bag++) {
            SplittableRandom random = Seeds.random(seed, "boosted-trees/bag " + bag);
            for (int i = 0; i < Math.min(plan.rows(), table.size()); i++) {
                counts[bag][random.nextInt(table.size())]++;
            }
        }
        return counts;
    }
}
