package io.lacuna.internal.model;

import io.lacuna.data.Features;
import io.lacuna.inference.InferenceSettings;

/**
 * How surprising each observed cell of a record is: {@code -log p(x_j | the other observed cells)}, in nats. It tells
 * which cell of an unusual record is wrong, which the log likelihood of the record cannot.
 *
 * <p>Each cell is hidden and the record inferred again, so that a record costs one inference per observed cell; for a
 * method in closed form the result is exact. A number's density is that of training standard deviations, averaged over a
 * tenth of one around it, because columns of numbers have few decimal places. Far from all probability the density is
 * that of the normal with the predictive mean and sd, so that cells there still have an order. Mutable; one thread owns
 * it.
 */
public final class Surprise {
    private static final double HALF_WIDTH = 0.05;

    /** Below this probability, the cdf's own error counts. */
    private static final double LEAST = 1e-5;

    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    private final Features features;
    private final Imputer imputer;
    private final double[] unit;
    private final double[] rest;

    public Surprise(ImputationModel model, InferenceSettings settings) {
        features = model.features();
        imputer = model.newImputer(settings);
        unit = TrainingStatistics.in(model.provenance(), features)
                .map(TrainingStatistics::sd)
                .orElseGet(() -> new double[0]);
        rest = new double[features.size()];
    }

    /**
     * Computes the surprise of each observed cell of a record.
     *
     * @param observation d cells in the model's order, {@code NaN} = missing; only read
     * @param into receives d numbers; {@code NaN} where the cell is missing
     */
    public void of(double[] observation, double[] into) {
        System.arraycopy(observation, 0, rest, 0, rest.length);
        for (int j = 0; j < rest.length; j++) {
            into[j] = Double.NaN;
            if (!Double.isNaN(observation[j])) {
                rest[j] = Double.NaN;
                imputer.impute(rest);
                rest[j] = observation[j];
                into[j] = features.get(j).isContinuous() ? number(j, observation[j]) : category(j, observation[j]);
            }
        }
    }

    private double category(int feature, double value) {
        return -StrictMath.log(Math.max(imputer.probability(feature, (int) value), Double.MIN_NORMAL));
    }

    private double number(int feature, double value) {
        double sd = imputer.sd(feature);
        double standard = unit.length > 0 ? unit[feature] : sd;
        double half = HALF_WIDTH * standard;
        double mass = imputer.freeCdf(feature, value + half) - imputer.freeCdf(feature, value - half);
        double smooth = -StrictMath.log(Math.max(mass, LEAST) / (2 * HALF_WIDTH));
        if (mass > LEAST) {
            return smooth;
        }
        double apart = (value - imputer.freeMean(feature)) / sd;
        return Math.max(smooth, 0.5 * (apart * apart + LOG_TWO_PI) + StrictMath.log(sd / standard));
    }
}
