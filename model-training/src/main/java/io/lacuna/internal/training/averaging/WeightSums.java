package io.lacuna.internal.training.averaging;

import java.util.ArrayList;
import java.util.List;

/**
 * Least squares for the weight w of an added prediction: the error of the average is {@code e - w a}, with e the error of
 * the others and a how far the added prediction is apart from theirs. Mutable; one estimator owns it.
 */
final class WeightSums {
    /** The features together count as this many cells of each feature. */
    private static final double POOLED_CELLS = 100;

    private final double most;

    /** By feature and cell: sums of e a and of a a. */
    private final List<List<double[]>> cells = new ArrayList<>();

    private double products;
    private double squares;

    WeightSums(int features, double most) {
        this.most = most;
        for (int j = 0; j < features; j++) {
            cells.add(new ArrayList<>());
        }
    }

    /** Adds an error to the current cell. */
    void add(int feature, double error, double apart) {
        products += error * apart;
        squares += apart * apart;
    }

    /** Ends the current cell. */
    void end(int feature) {
        cells.get(feature).add(new double[] {products, squares});
        products = 0;
        squares = 0;
    }

    /**
     * The weight of each feature.
     *
     * @param sure the total gain must be this many standard errors
     */
    float[] weights(double sure) {
        float[] weights = new float[cells.size()];
        double[] all = sums(cells.stream().flatMap(List::stream).toList());
        if (!(all[1] > 0)) {
            return weights;
        }
        double pooled = Math.max(0, all[0] / all[1]);
        double gain = 0;
        double noise = 0;
        for (int j = 0; j < weights.length; j++) {
            double[] own = sums(cells.get(j));
            double prior = POOLED_CELLS * (own[2] > 0 ? own[1] / own[2] : 0);
            double weight = own[1] > 0 ? (own[0] + prior * pooled) / (own[1] + prior) : pooled;
            weight = Math.max(0, Math.min(most, weight));
            weights[j] = gain(own, weight) > 0 || own[2] == 0 ? (float) weight : 0;
            for (double[] cell : cells.get(j)) {
                double won = gain(cell, weights[j]);
                gain += won;
                noise += won * won;
            }
        }
        return gain > sure * Math.sqrt(noise) ? weights : new float[weights.length];
    }

    /** By how much the sum of squared errors falls. */
    private static double gain(double[] sums, double weight) {
        return weight * (2 * sums[0] - weight * sums[1]);
    }

    /** The sums over cells, and their number. */
    private static double[] sums(List<double[]> cells) {
        double[] sums = new double[3];
        for (double[] cell : cells) {
            sums[0] += cell[0];
            sums[1] += cell[1];
            sums[2]++;
        }
        return sums;
    }
}
