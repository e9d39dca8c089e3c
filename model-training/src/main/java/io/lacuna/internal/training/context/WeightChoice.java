package io.lacuna.internal.training.context;

import io.lacuna.data.Features;
import io.lacuna.internal.context.JointFill;
import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.internal.context.tables.FeatureContext;
import io.lacuna.internal.context.tables.Following;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Chooses for each feature and range of ages the parts of its past to use and their weights, by the loss on hidden cells:
 * squared error of numbers, log loss of categories. An age has weights of its own if these are better by {@link #DIFFERENT}
 * standard errors over the blocks. The past of a feature is not used if the model alone is as good: the gain must be at least {@link #SURE} standard
 * errors over the blocks, and {@link #LEAST_GAIN} of the error.
 *
 * <p>The weights depend on the age, because what model and past have in common does: next to a value the carried residual
 * has nearly the same errors as the value itself, and full weight for both would count them twice; at an old age the value
 * tells little, and a model of little weight would be replaced by the mean.
 */
final class WeightChoice {
    static final float[] TRUST = {1, 0.75f, 0.5f, 0.25f, 0.1f};
    static final float[] LAMBDA = {0, 0.1f, 0.25f, 0.5f, 0.75f, 1};
    private static final int RANGES = ContextTables.ages().length;
    static final double DIFFERENT = 2;
    private static final double SURE = 1;
    private static final double LEAST_GAIN = 0.003;

    private final Features features;
    private final List<Trial> trials;
    private final int blocks;
    private final LabelPast[] labels;

    /**
     * @param labels by feature; not used for numbers
     */
    WeightChoice(Features features, LabelPast[] labels, List<Trial> trials, int blocks) {
        this.features = features;
        this.labels = labels;
        this.trials = trials;
        this.blocks = blocks;
    }

    /**
     * The parts of the feature's tables that help if each missing cell is filled separately.
     *
     * @param carried its tables, for each way to carry residuals
     * @param following how it could follow others
     */
    FeatureContext choose(int j, List<FeatureContext> carried, Following following) {
        List<Trial> mine = trials.stream().filter(trial -> counts(trial, j)).toList();
        FeatureContext none = carried.get(0).withoutPast();
        FeatureContext best = best(j, carried, mine);
        if (!following.isNone()) {
            List<FeatureContext> followed =
                    carried.stream().map(own -> own.withFollowing(following)).toList();
            FeatureContext other = best(j, followed, mine);
            BlockGain more = new BlockGain(blocks);
            add(more, j, best, other, mine);
            best = more.isSure(SURE, 0) ? other : best;
        }
        BlockGain gain = new BlockGain(blocks);
        add(gain, j, none, best, mine);
        return gain.isSure(SURE, LEAST_GAIN) ? best : none;
    }

    /** The best weights of all ages, replaced at ages for which others are surely better. */
    private FeatureContext best(int j, List<FeatureContext> carried, List<Trial> mine) {
        List<FeatureContext> candidates = candidates(carried);
        double[][] losses = new double[candidates.size()][];
        Arrays.setAll(losses, c -> losses(j, candidates.get(c), mine));
        FeatureContext ofAll =
                candidates.get(least(losses, loss -> Arrays.stream(loss).sum()));
        FeatureContext best = ofAll;
        for (int range = 0; range < RANGES; range++) {
            int own = range;
            FeatureContext chosen = candidates.get(least(losses, loss -> loss[own]));
            BlockGain gain = new BlockGain(blocks);
            add(gain, j, ofAll, chosen, of(range, j, mine));
            if (gain.isSure(DIFFERENT, 0)) {
                best = best.with(range, chosen, chosen.trust()[range], chosen.lambda()[range]);
            }
        }
        return best;
    }

    private static int least(double[][] losses, ToDoubleFunction<double[]> of) {
        int least = 0;
        for (int c = 1; c < losses.length; c++) {
            least = of.applyAsDouble(losses[c]) < of.applyAsDouble(losses[least]) ? c : least;
        }
        return least;
    }

    private static List<Trial> of(int range, int j, List<Trial> mine) {
        return mine.stream()
                .filter(trial -> ContextTables.range(trial.steps()[trial.of(j)]) == range)
                .toList();
    }

    private static boolean counts(Trial trial, int j) {
        int i = trial.of(j);
        return i >= 0 && trial.tells(i) && trial.remembers(i);
    }

    private static List<FeatureContext> candidates(List<FeatureContext> carried) {
        List<FeatureContext> all = new ArrayList<>();
        for (FeatureContext tables : carried) {
            for (float lambda : LAMBDA) {
                for (float trust : TRUST) {
                    if (lambda > 0 || trust == 1) {
                        all.add(tables.withWeights(trust, lambda));
                    }
                }
            }
        }
        return all;
    }

    /** Sum of the losses over a feature's hidden cells, by range of ages. */
    private double[] losses(int j, FeatureContext own, List<Trial> mine) {
        double[] losses = new double[RANGES];
        JointFill fill = new JointFill(1, new float[0]);
        for (Trial trial : mine) {
            int i = trial.of(j);
            losses[ContextTables.range(trial.steps()[i])] += loss(fill, j, trial, i, own);
        }
        return losses;
    }

    private void add(BlockGain gain, int j, FeatureContext without, FeatureContext with, List<Trial> mine) {
        JointFill fill = new JointFill(1, new float[0]);
        for (Trial trial : mine) {
            int i = trial.of(j);
            gain.add(trial.block(), loss(fill, j, trial, i, without), loss(fill, j, trial, i, with));
        }
    }

    private double loss(JointFill fill, int j, Trial trial, int i, FeatureContext own) {
        if (!features.get(j).isContinuous()) {
            return labels[j].loss(trial, i, own);
        }
        fill.clear();
        add(fill, trial, i, own);
        fill.run();
        double error = fill.mean(0) - trial.truth()[i];
        return error * error;
    }

    /** Adds a missing number as in serving. */
    static void add(JointFill fill, Trial trial, int i, FeatureContext own) {
        double steps = trial.steps()[i];
        if (!trial.remembers(i) || own.isNone()) {
            fill.add(trial.feature()[i], trial.mean()[i], trial.sd()[i], 1, 0, 0);
            return;
        }
        boolean carried = ContextTables.at(own.rho(), steps, 0) != 0;
        fill.add(
                trial.feature()[i],
                own,
                trial.mean()[i],
                trial.sd()[i],
                steps,
                carried ? trial.residual()[i] : Double.NaN,
                trial.slow()[i],
                own.countsValue(steps, trial.change()[i]) ? trial.value()[i] : Double.NaN,
                trial.change()[i]);
    }
}
