package io.lacuna.internal.training.context;

import io.lacuna.data.Features;
import io.lacuna.internal.context.JointFill;
import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.internal.context.tables.FeatureContext;
import java.util.Arrays;
import java.util.List;

/**
 * Chooses for each feature the parts of its past to use and their weights, by the loss on hidden cells: squared error
 * of numbers, log loss of categories. The past is not used if the model alone is as good: the gain must be at least
 * {@link #SURE} standard errors over the blocks, and {@link #LEAST_GAIN} of the error.
 */
final class WeightChoice {
    private static final float[] TRUST = {1, 0.75f, 0.5f, 0.25f, 0.1f};
    private static final float[] LAMBDA = {0, 0.1f, 0.25f, 0.5f, 0.75f, 1};
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

    /** The parts of the feature's tables that help if each missing cell is filled separately. */
    FeatureContext choose(int j, FeatureContext full) {
        List<Trial> mine = trials.stream().filter(trial -> counts(trial, j)).toList();
        FeatureContext none =
                features.get(j).isContinuous() ? FeatureContext.none(full.mean(), full.sd()) : FeatureContext.none();
        FeatureContext best = none;
        double least = Double.POSITIVE_INFINITY;
        for (FeatureContext candidate : candidates(full)) {
            double loss = Arrays.stream(losses(j, candidate, mine)).sum();
            if (loss < least) {
                least = loss;
                best = candidate;
            }
        }
        return pays(losses(j, none, mine), losses(j, best, mine)) ? best : none;
    }

    private static boolean counts(Trial trial, int j) {
        int i = trial.of(j);
        return i >= 0 && trial.tells(i) && trial.remembers(i);
    }

    private static List<FeatureContext> candidates(FeatureContext full) {
        List<FeatureContext> all = new java.util.ArrayList<>();
        for (FeatureContext carried : carried(full)) {
            for (float lambda : LAMBDA) {
                for (float trust : TRUST) {
                    if (lambda > 0 || trust == 1) {
                        all.add(weighed(carried, trust, lambda));
                    }
                }
            }
        }
        return all;
    }

    /** Candidates with the last residual, the slow mean, both or neither. */
    static List<FeatureContext> carried(FeatureContext full) {
        FeatureContext none = FeatureContext.none();
        return List.of(
                full,
                new FeatureContext(
                        full.mean(),
                        full.sd(),
                        full.rho(),
                        none.slow(),
                        full.kappa(),
                        full.phi(),
                        full.variance(),
                        full.trust(),
                        full.lambda(),
                        full.width()),
                new FeatureContext(
                        full.mean(),
                        full.sd(),
                        none.rho(),
                        full.slow(),
                        none.kappa(),
                        full.phi(),
                        full.variance(),
                        full.trust(),
                        full.lambda(),
                        full.width()),
                new FeatureContext(
                        full.mean(),
                        full.sd(),
                        none.rho(),
                        none.slow(),
                        none.kappa(),
                        full.phi(),
                        full.variance(),
                        full.trust(),
                        full.lambda(),
                        full.width()));
    }

    static FeatureContext weighed(FeatureContext of, float trust, float lambda) {
        return new FeatureContext(
                of.mean(),
                of.sd(),
                of.rho(),
                of.slow(),
                of.kappa(),
                of.phi(),
                of.variance(),
                trust,
                lambda,
                of.width());
    }

    /** Sum of the losses over a feature's hidden cells, by block. */
    private double[] losses(int j, FeatureContext own, List<Trial> mine) {
        double[] losses = new double[blocks];
        JointFill fill = new JointFill(1, new float[0]);
        boolean number = features.get(j).isContinuous();
        for (Trial trial : mine) {
            int i = trial.of(j);
            losses[trial.block()] += number ? squared(fill, trial, i, own) : labels[j].loss(trial, i, own);
        }
        return losses;
    }

    private static double squared(JointFill fill, Trial trial, int i, FeatureContext own) {
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
        boolean counts = own.usesValue() && ContextTables.at(own.phi(), steps, 0) != 0;
        fill.add(
                trial.feature()[i],
                own,
                trial.mean()[i],
                trial.sd()[i],
                steps,
                carried ? trial.residual()[i] : Double.NaN,
                trial.slow()[i],
                counts ? trial.value()[i] : Double.NaN);
    }

    private boolean pays(double[] without, double[] with) {
        double gain = 0;
        double all = 0;
        int count = 0;
        for (int b = 0; b < blocks; b++) {
            gain += without[b] - with[b];
            all += without[b];
            count += without[b] > 0 ? 1 : 0;
        }
        if (count < 4 || gain < LEAST_GAIN * all) {
            return false;
        }
        double mean = gain / count;
        double squares = 0;
        for (int b = 0; b < blocks; b++) {
            double apart = without[b] > 0 ? without[b] - with[b] - mean : 0;
            squares += apart * apart;
        }
        return mean > SURE * Math.sqrt(squares / (count - 1) / count);
    }
}
