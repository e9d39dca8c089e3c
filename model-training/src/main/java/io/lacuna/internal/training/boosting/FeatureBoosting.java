package io.lacuna.internal.training.boosting;

import io.lacuna.data.Table;
import io.lacuna.internal.data.Marginals;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.inference.boosting.Forest;
import io.lacuna.internal.inference.boosting.TreeInputs;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Boosts the trees of one feature: for each bag a bootstrap sample of the rows that have the feature, in several copies
 * with other hidden cells. Rows outside of a bag are predicted by it; the average of these predictions chooses the number
 * of rounds, and its residuals give the spread. One use, on one thread.
 */
final class FeatureBoosting {
    private static final GrowthRule RULE = new GrowthRule(16, 2, 1, 0.08, 0.7);
    private static final int CANDIDATES = 4;

    /** Scored rows times outputs, which bounds the memory of many categories; but at least some rows. */
    private static final int MOST_SCORED = 3000;

    private static final int LEAST_SCORED = 200;

    /** Fewer rows say nothing. */
    private static final int LEAST_ROWS = 20;

    private final Table table;
    private final Marginals marginals;
    private final TreeInputs inputs;
    private final BinnedInputs binned;
    private final BoostingPlan plan;
    private final int[][] counts;
    private final int feature;
    private final SplittableRandom random;
    private final GapPatterns patterns;
    private final int[] own;
    private final int outputs;

    /** The rows that are predicted from outside of their bags, with hidden cells; how many bags predicted each. */
    private final int[] scored;

    private final float[][] scoredInputs;
    private final int[] scoredObserved;
    private final int[] predictedBy;

    /** By output, round and scored row: the sum of the bags' predictions. */
    private final float[][][] sums;

    /**
     * @param counts by bag and row: how often the bag contains it
     */
    FeatureBoosting(
            Table table,
            Marginals marginals,
            TreeInputs inputs,
            BinnedInputs binned,
            BoostingPlan plan,
            int[][] counts,
            int feature,
            long seed) {
        this.table = table;
        this.marginals = marginals;
        this.inputs = inputs;
        this.binned = binned;
        this.plan = plan;
        this.counts = counts;
        this.feature = feature;
        random = Seeds.random(seed, "boosted-trees/feature " + feature);
        patterns = new GapPatterns(table, feature);
        own = IntStream.range(0, table.size())
                .filter(i -> !Double.isNaN(table.row(i)[feature]))
                .toArray();
        outputs = inputs.outputs(feature);
        int count = Math.min(Math.max(LEAST_SCORED, MOST_SCORED / outputs), own.length);
        scored = IntStream.range(0, count)
                .map(s -> own[(int) ((long) s * own.length / count)])
                .toArray();
        scoredInputs = new float[count][inputs.size()];
        scoredObserved = new int[count];
        predictedBy = new int[count];
        sums = new float[outputs][plan.rounds() + 1][count];
    }

    /**
     * What was fitted; no forests if the trees predict no better than the mean.
     *
     * @param forests by output
     * @param spread by number of other observed features; empty for categories
     */
    record Result(Forest[] forests, float[] spread) {
        static final Result NONE = new Result(new Forest[0], new float[0]);
    }

    Result run() {
        int[] usable = IntStream.range(0, inputs.size())
                .filter(p -> p < inputs.first(feature) || p >= inputs.first(feature) + outputs)
                .toArray();
        boolean constant = table.features().get(feature).categories() == 1;
        if (own.length < LEAST_ROWS || usable.length == 0 || constant) {
            return Result.NONE;
        }
        hideInScored();
        Forest[][] bags = new Forest[outputs][plan.bags()];
        TreeGrower grower = new TreeGrower(binned, inputs.size(), RULE);
        for (int bag = 0; bag < plan.bags(); bag++) {
            RemaskedRows rows = rows(bag);
            if (rows.size() == 0) {
                return Result.NONE;
            }
            float[] labels = rows.targets();
            for (int output = 0; output < outputs; output++) {
                bags[output][bag] = boost(grower, rows.with(targets(labels, output)), usable);
                score(bag, output, bags[output][bag]);
            }
            count(bag);
        }
        int rounds = bestRounds();
        if (rounds == 0) {
            return Result.NONE;
        }
        Forest[] forests = new Forest[outputs];
        for (int output = 0; output < outputs; output++) {
            forests[output] = ForestBuilder.join(bags[output], rounds);
        }
        return new Result(forests, isNumber() ? spread(rounds) : new float[0]);
    }

    private boolean isNumber() {
        return table.features().get(feature).isContinuous();
    }

    private void hideInScored() {
        double[] cells = new double[table.features().size()];
        for (int s = 0; s < scored.length; s++) {
            patterns.hide(scored[s], CANDIDATES, random, cells);
            for (int j = 0; j < cells.length; j++) {
                inputs.write(j, cells[j], scoredInputs[s], 0);
                scoredObserved[s] += j == feature || Double.isNaN(cells[j]) ? 0 : 1;
            }
        }
    }

    private RemaskedRows rows(int bag) {
        int n = 0;
        for (int i : own) {
            n += counts[bag][i] > 0 ? plan.copies() : 0;
        }
        byte[] bins = new byte[n * inputs.size()];
        float[] targets = new float[n];
        float[] weights = new float[n];
        double[] cells = new double[table.features().size()];
        float[] expanded = new float[inputs.size()];
        int at = 0;
        for (int i : own) {
            for (int copy = 0; copy < plan.copies() && counts[bag][i] > 0; copy++) {
                patterns.hide(i, CANDIDATES, random, cells);
                for (int j = 0; j < cells.length; j++) {
                    inputs.write(j, cells[j], expanded, 0);
                }
                for (int p = 0; p < expanded.length; p++) {
                    bins[at * expanded.length + p] = binned.bin(p, expanded[p]);
                }
                targets[at] = (float) value(i);
                weights[at++] = (float) counts[bag][i] / plan.copies();
            }
        }
        return new RemaskedRows(bins, targets, weights);
    }

    /** The value of the feature in a row: in standard units, or the category. */
    private double value(int row) {
        double cell = table.row(row)[feature];
        return isNumber() ? marginals.standardizer().standardize(feature, cell) : cell;
    }

    private float[] targets(float[] values, int output) {
        if (isNumber()) {
            return values;
        }
        float[] targets = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            targets[i] = target(values[i], output);
        }
        return targets;
    }

    /** What the trees of an output add to the mean, 0, or to the share of a category. */
    private float target(double value, int output) {
        if (isNumber()) {
            return (float) value;
        }
        int category = outputs == 1 ? 1 : output;
        return (float) ((value == category ? 1 : 0) - marginals.shares()[feature][category]);
    }

    private Forest boost(TreeGrower grower, RemaskedRows rows, int[] usable) {
        ForestBuilder builder = new ForestBuilder();
        float[] prediction = new float[rows.size()];
        for (int round = 0; round < plan.rounds(); round++) {
            grower.grow(rows, prediction, usable, random, builder);
        }
        return builder.bag();
    }

    /** Adds the predictions after each round of the rows outside of a bag. */
    private void score(int bag, int output, Forest forest) {
        for (int s = 0; s < scored.length; s++) {
            if (counts[bag][scored[s]] == 0) {
                float sum = 0;
                for (int round = 1; round <= plan.rounds(); round++) {
                    sum += forest.value(scoredInputs[s], 0, round - 1);
                    sums[output][round][s] += sum;
                }
            }
        }
    }

    private void count(int bag) {
        for (int s = 0; s < scored.length; s++) {
            predictedBy[s] += counts[bag][scored[s]] == 0 ? 1 : 0;
        }
    }

    private int bestRounds() {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int round = 0; round <= plan.rounds(); round++) {
            double squares = 0;
            for (int s = 0; s < scored.length; s++) {
                for (int output = 0; output < outputs && predictedBy[s] > 0; output++) {
                    double apart = residual(s, output, round);
                    squares += apart * apart;
                }
            }
            if (squares < least) {
                least = squares;
                best = round;
            }
        }
        return best;
    }

    private double residual(int s, int output, int round) {
        return target(value(scored[s]), output) - sums[output][round][s] / predictedBy[s];
    }

    private float[] spread(int rounds) {
        SpreadByObserved spread = new SpreadByObserved(table.features().size());
        for (int s = 0; s < scored.length; s++) {
            if (predictedBy[s] > 0) {
                spread.add(scoredObserved[s], residual(s, 0, rounds));
            }
        }
        return spread.result();
    }
}
