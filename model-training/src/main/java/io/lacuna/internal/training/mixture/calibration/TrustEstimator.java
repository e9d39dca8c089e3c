package io.lacuna.internal.training.mixture.calibration;

import java.util.ArrayList;
import java.util.List;

/**
 * Estimates the weight of a model's prediction against each feature's own distribution; see {@link OutOfBag}. Mutable;
 * one calibration owns it.
 */
final class TrustEstimator {
    /** Strength of the prior for full trust: a sum of squares, or a number of cells. */
    private static final double PRIOR = 5;
    /** A trust above this counts as full: the rest comes from hidden cells being filled by fewer fits. */
    private static final double NEARLY_FULL = 0.9;

    /** Less than full trust must win on the hidden cells by this many standard errors. */
    private static final double SURE = 1.5;

    private static final int ROUNDS = 50;

    private final List<List<double[]>> numbers = new ArrayList<>();
    private final List<List<double[]>> labels = new ArrayList<>();

    TrustEstimator(int features) {
        for (int j = 0; j < features; j++) {
            numbers.add(new ArrayList<>());
            labels.add(new ArrayList<>());
        }
    }

    /** Adds a true value and its prediction, as deviations from the feature's mean in standard units. */
    void number(int feature, double truth, double predicted) {
        numbers.get(feature).add(new double[] {truth, predicted});
    }

    /** Adds the probability of the true label under the model, and under the feature's own shares. */
    void label(int feature, double byModel, double byShare) {
        labels.get(feature).add(new double[] {byModel, byShare});
    }

    float[] result() {
        float[] trust = new float[labels.size()];
        for (int j = 0; j < trust.length; j++) {
            double share = labels.get(j).isEmpty() ? slope(numbers.get(j)) : mixingShare(labels.get(j));
            trust[j] = share > NEARLY_FULL ? 1 : (float) Math.max(0, share);
        }
        return trust;
    }

    /**
     * The least-squares slope, if it beats full trust by more than its standard error; a few extreme values are not
     * enough.
     */
    private static double slope(List<double[]> cells) {
        double products = PRIOR;
        double squares = PRIOR;
        for (double[] cell : cells) {
            products += cell[0] * cell[1];
            squares += cell[1] * cell[1];
        }
        double slope = products / squares;
        double gain = 0;
        double noise = 0;
        for (double[] cell : cells) {
            double full = cell[0] - cell[1];
            double shrunk = cell[0] - slope * cell[1];
            double won = full * full - shrunk * shrunk;
            gain += won;
            noise += won * won;
        }
        return gain > SURE * Math.sqrt(noise) ? slope : 1;
    }

    /** The most likely weight of the model in a mixture of the two, by EM. */
    private static double mixingShare(List<double[]> cells) {
        double share = NEARLY_FULL;
        for (int round = 0; round < ROUNDS; round++) {
            double now = share;
            double sum = cells.stream()
                    .mapToDouble(cell -> now * cell[0] / (now * cell[0] + (1 - now) * cell[1]))
                    .sum();
            share = (sum + PRIOR) / (cells.size() + PRIOR);
        }
        return share;
    }
}
