package io.lacuna.internal.training.context;

import io.lacuna.data.Features;
import io.lacuna.internal.context.JointFill;
import io.lacuna.internal.context.tables.FeatureContext;
import java.util.ArrayList;
import java.util.List;

/**
 * Adjusts the weights of the features' pasts for missing numbers that are filled together: the past of one feature
 * changes the others, so a weight is judged by the error of all hidden numbers of a row.
 */
final class JointChoice {
    private static final float[] TRUST = {1, 0.75f, 0.5f, 0.25f, 0.1f};
    private static final float[] LAMBDA = {0, 0.1f, 0.25f, 0.5f, 0.75f, 1};
    private static final int MOST_ROWS = 3_000;
    private static final int SWEEPS = 2;

    /** Filling together must reduce the error by at least this share. */
    private static final double LEAST_GAIN = 0.002;

    private final Features features;
    private final List<Trial> trials;
    private final JointFill fill;

    JointChoice(Features features, List<Trial> trials, float[] precision) {
        this.features = features;
        this.trials = trials;
        fill = new JointFill(features.size(), precision);
    }

    /** Sum of squared errors of all hidden numbers. */
    double loss(FeatureContext[] all) {
        return loss(all, trials);
    }

    private double loss(FeatureContext[] all, List<Trial> of) {
        double sum = 0;
        for (Trial trial : of) {
            sum += loss(all, trial);
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

    /** Optimizes the weights, one feature after the other. */
    FeatureContext[] improve(FeatureContext[] start, FeatureContext[] full) {
        FeatureContext[] all = start.clone();
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            for (int j = 0; j < all.length; j++) {
                if (features.get(j).isContinuous() && !start[j].isNone()) {
                    all[j] = best(all, j, full[j]);
                }
            }
        }
        return all;
    }

    private FeatureContext best(FeatureContext[] all, int j, FeatureContext full) {
        List<Trial> mine = trials.stream().filter(trial -> trial.of(j) >= 0).toList();
        int stride = Math.max(1, (mine.size() + MOST_ROWS - 1) / MOST_ROWS);
        List<Trial> some = new ArrayList<>();
        for (int t = 0; t < mine.size(); t += stride) {
            some.add(mine.get(t));
        }
        FeatureContext best = all[j];
        FeatureContext[] tried = all.clone();
        double least = loss(tried, some);
        for (int round = 0; round < 2; round++) {
            List<FeatureContext> candidates = new ArrayList<>();
            for (float lambda : LAMBDA) {
                candidates.add(WeightChoice.weighed(best, best.trust(), lambda));
            }
            for (float trust : TRUST) {
                candidates.add(WeightChoice.weighed(best, trust, best.lambda()));
            }
            for (FeatureContext carried : WeightChoice.carried(full)) {
                candidates.add(WeightChoice.weighed(carried, best.trust(), best.lambda()));
            }
            for (FeatureContext candidate : candidates) {
                tried[j] = candidate;
                double loss = loss(tried, some);
                if (loss < least) {
                    least = loss;
                    best = candidate;
                }
            }
        }
        return best;
    }
}
