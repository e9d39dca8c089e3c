package io.lacuna.internal.context;

import io.lacuna.internal.model.Imputer;
import java.util.Arrays;

/**
 * Distributions of the missing numbers of one record with context: the model's own, shifted and scaled. Mutable, owned
 * by one thread, no allocation per record.
 */
final class MovedNumbers {
    private final Imputer imputer;

    /** By feature, whether context changes the model's distribution. */
    private final boolean[] moved;

    private final double[] modelMean;
    private final double[] mean;
    private final double[] scale;

    /** @param d number of features */
    MovedNumbers(Imputer imputer, int d) {
        this.imputer = imputer;
        moved = new boolean[d];
        modelMean = new double[d];
        mean = new double[d];
        scale = new double[d];
    }

    void clear() {
        Arrays.fill(moved, false);
    }

    /**
     * Moves the distribution of a missing number.
     *
     * @param toMean the mean with context, in the feature's own unit
     * @param byScale sd with context / the model's sd
     * @return false if the numbers are out of range; then the distribution stays the model's own
     */
    boolean move(int j, double toMean, double byScale) {
        moved[j] = Double.isFinite(toMean) && byScale > 0 && !Double.isInfinite(byScale);
        modelMean[j] = imputer.freeMean(j);
        mean[j] = toMean;
        scale[j] = byScale;
        return moved[j];
    }

    boolean isMoved(int j) {
        return moved[j];
    }

    double mean(int j) {
        return moved[j] ? imputer.within(j, mean[j]) : imputer.mean(j);
    }

    double sd(int j) {
        return moved[j] ? imputer.sd(j) * scale[j] : imputer.sd(j);
    }

    double cdf(int j, double value) {
        double there = moved[j] ? modelMean[j] + (value - mean[j]) / scale[j] : value;
        double within = imputer.within(j, value);
        return value == within ? imputer.freeCdf(j, there) : value < within ? 0 : 1;
    }

    double quantile(int j, double p) {
        return place(j, imputer.freeQuantile(j, p));
    }

    /** Maps a point of the model's own distribution to the distribution with context, within the feature's range. */
    double place(int j, double model) {
        return imputer.within(j, moved[j] ? mean[j] + scale[j] * (model - modelMean[j]) : model);
    }
}
