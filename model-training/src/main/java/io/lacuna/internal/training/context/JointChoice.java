package io.lacuna.internal.training.context;

import io.lacuna.data.Features;
import io.lacuna.internal.context.JointFill;
import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.internal.context.tables.FeatureContext;
import io.lacuna.internal.context.tables.Following;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Adjusts the weights of the features' pasts for missing numbers that are filled together: the past of one feature
 * changes the others, so a weight is judged by the error of all hidden numbers of a row.
 */
final class JointChoice {
    private static final int MOST_ROWS = 3_000;
    private static final int SWEEPS = 2;

    /** Filling together must reduce the error by at least this share. */
    private static final double LEAST_GAIN = 0.002;

    /** Standard errors by which following others must be better. */
    private static final double FOLLOWS = 1;

    private static final List<Integer> ALL_RANGES =
            IntStream.range(0, ContextTables.ages().length).boxed().toList();

    private final Features features;
    private final List<Trial> trials;
    private final int blocks;
    private final JointFill fill;

    JointChoice(Features features, List<Trial> trials, int blocks, float[] precision) {
        this.features = features;
        this.trials = trials;
        this.blocks = blocks;
        fill = new JointFill(features.size(), precision);
    }

    /** Sum of squared errors of all hidden numbers. */
    double loss(FeatureContext[] all) {
        return loss(all, trials, Double.POSITIVE_INFINITY);
    }

    /** The sum over these rows, or a part of it that is above the limit. */
    private double loss(FeatureContext[] all, List<Trial> of, double limit) {
        double sum = 0;
        for (int t = 0; t < of.size() && sum <= limit; t++) {
            sum += loss(all, of.get(t));
        }
        return sum;
    }

    private double loss(FeatureContext[] all, Trial trial) {
        run(fill, features, all, trial);
        double sum = 0;
        for (int i = 0, at = 0; i < trial.feature().length && at < fill.count(); i++) {
            if (trial.feature()[i] == fill.feature(at)) {
                double error = trial.tells(i) ? fill.mean(at) - trial.truth()[i] : 0;
                sum += error * error;
                at++;
            }
        }
        return sum;
    }

    static void run(JointFill fill, Features features, FeatureContext[] all, Trial trial) {
        fill.clear();
        for (int i = 0; i < trial.feature().length; i++) {
            int j = trial.feature()[i];
            if (features.get(j).isContinuous()) {
                WeightChoice.add(fill, trial, i, all[j]);
            }
        }
        fill.run();
    }

    /** Whether filling together is sufficiently better than filling each number separately. */
    boolean pays(double apart, FeatureContext[] all) {
        return loss(all) < (1 - LEAST_GAIN) * apart;
    }

    /**
     * Optimizes the weights, one feature after the other: first those of all ages, then those of each range of ages.
     *
     * @param carried the features' tables, for each way to carry residuals
     * @param following how they could follow others
     */
    FeatureContext[] improve(FeatureContext[] start, List<List<FeatureContext>> carried, List<Following> following) {
        FeatureContext[] all = start.clone();
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            for (int j = 0; j < all.length; j++) {
                if (features.get(j).isContinuous() && !start[j].isNone()) {
                    all[j] = best(all, j, ALL_RANGES, carried.get(j), following.get(j), rows(j, ALL_RANGES));
                }
            }
        }
        for (int j = 0; j < all.length; j++) {
            for (int range = 0; range < ContextTables.ages().length; range++) {
                if (features.get(j).isContinuous() && !start[j].isNone()) {
                    List<Trial> rows = rows(j, List.of(range));
                    FeatureContext own = best(all, j, List.of(range), carried.get(j), Following.NONE, rows);
                    all[j] = isSurelyBetter(all, j, own, rows) ? own : all[j];
                }
            }
        }
        return all;
    }

    /**
     * Numbers follow others only up to an age, while this is better by a standard error. A sum over all ages does not show
     * whether it is: the errors of expected changes add up, so an old value is often better alone.
     *
     * @param carried the features' tables, for each way to carry residuals
     */
    FeatureContext[] followWhereItHelps(FeatureContext[] start, List<List<FeatureContext>> carried) {
        FeatureContext[] all = start.clone();
        for (int j = 0; j < all.length; j++) {
            boolean helps = true;
            for (int range = 0; range < ContextTables.ages().length && all[j].follows(); range++) {
                List<Trial> rows = rows(j, List.of(range));
                FeatureContext[] alone = all.clone();
                alone[j] = all[j].withFollowing(all[j].following().without(range));
                FeatureContext own = best(alone, j, List.of(range), carried.get(j), Following.NONE, rows);
                alone[j] = isSurelyBetter(alone, j, own, rows) ? own : alone[j];
                helps &= gain(alone, all, rows).isSure(FOLLOWS, 0);
                all[j] = helps ? all[j] : alone[j];
            }
        }
        return all;
    }

    private boolean isSurelyBetter(FeatureContext[] all, int j, FeatureContext own, List<Trial> rows) {
        FeatureContext[] tried = all.clone();
        tried[j] = own;
        return gain(all, tried, rows).isSure(WeightChoice.DIFFERENT, 0);
    }

    private BlockGain gain(FeatureContext[] without, FeatureContext[] with, List<Trial> rows) {
        BlockGain gain = new BlockGain(blocks);
        for (Trial trial : rows) {
            gain.add(trial.block(), loss(without, trial), loss(with, trial));
        }
        return gain;
    }

    /** Some rows in which a feature is missing, of these ranges of its age. */
    private List<Trial> rows(int j, List<Integer> ranges) {
        List<Trial> mine = trials.stream()
                .filter(trial -> trial.of(j) >= 0
                        && trial.remembers(trial.of(j))
                        && ranges.contains(ContextTables.range(trial.steps()[trial.of(j)])))
                .toList();
        int stride = Math.max(1, (mine.size() + MOST_ROWS - 1) / MOST_ROWS);
        List<Trial> some = new ArrayList<>();
        for (int t = 0; t < mine.size(); t += stride) {
            some.add(mine.get(t));
        }
        return some;
    }

    /**
     * The best weights and tables of a feature at some ages.
     *
     * @param following how it could follow others; none if only the weights are chosen
     */
    private FeatureContext best(
            FeatureContext[] all,
            int j,
            List<Integer> ranges,
            List<FeatureContext> carried,
            Following following,
            List<Trial> some) {
        FeatureContext best = all[j];
        FeatureContext[] tried = all.clone();
        double least = loss(tried, some, Double.POSITIVE_INFINITY);
        FeatureContext from = null;
        for (int round = 0; round < 2 && from != best; round++) {
            from = best;
            List<FeatureContext> candidates = candidates(from, ranges, carried);
            if (!following.isNone()) {
                candidates.add(from.withFollowing(from.follows() ? Following.NONE : following));
            }
            for (FeatureContext candidate : candidates) {
                tried[j] = candidate;
                double loss = loss(tried, some, least);
                if (loss < least) {
                    least = loss;
                    best = candidate;
                }
            }
        }
        return best;
    }

    /** Changes of one weight or of the parts that are carried, at some ages. */
    private static List<FeatureContext> candidates(
            FeatureContext from, List<Integer> ranges, List<FeatureContext> carried) {
        List<FeatureContext> all = new ArrayList<>();
        for (float lambda : WeightChoice.LAMBDA) {
            all.add(changed(from, ranges, (of, range) -> of.with(range, of, of.trust()[range], lambda)));
        }
        for (float trust : WeightChoice.TRUST) {
            all.add(changed(from, ranges, (of, range) -> of.with(range, of, trust, of.lambda()[range])));
        }
        for (FeatureContext tables : carried) {
            all.add(changed(
                    from, ranges, (of, range) -> of.with(range, tables, of.trust()[range], of.lambda()[range])));
        }
        return all;
    }

    private interface Change {
        FeatureContext at(FeatureContext of, int range);
    }

    private static FeatureContext changed(FeatureContext from, List<Integer> ranges, Change change) {
        FeatureContext changed = from;
        for (int range : ranges) {
            changed = change.at(changed, range);
        }
        return changed;
    }
}
