package io.lacuna.internal.model;

import io.lacuna.data.Features;
import java.util.SplittableRandom;

/**
 * Fills gaps by a rule. Mutable, owned by one thread; with {@link FillRule#MEAN} it costs and allocates nothing.
 *
 * <pre>{@code
 * imputer.impute(observation);
 * if (values.draws()) {
 *     values.draw(observation, Seeds.ofRecord(seed, topic, partition, offset));
 * }
 * double filled = values.value(j);
 * }</pre>
 */
public final class RuledValues implements GapValues {
    /** Points at which the density of a number is evaluated, within {@link #REACH} standard deviations. */
    private static final int PLACES = 128;

    private static final double REACH = 4;

    private final FillRule rule;
    private final Features features;
    private final CellPredictions predictions;
    private final double[] drawn;

    /**
     * @param predictions predictions for the records
     */
    public RuledValues(FillRule rule, Features features, CellPredictions predictions) {
        this.rule = rule;
        this.features = features;
        this.predictions = predictions;
        drawn = new double[rule == FillRule.DRAW ? features.size() : 0];
    }

    /** Whether {@link #draw} must be called for each record. */
    public boolean draws() {
        return rule == FillRule.DRAW;
    }

    /**
     * Draws the gaps of the record that was inferred last.
     *
     * @param observation its cells; only read
     */
    public void draw(double[] observation, SplittableRandom random) {
        System.arraycopy(observation, 0, drawn, 0, drawn.length);
        predictions.draw(random, drawn);
    }

    @Override
    public double value(int feature) {
        if (rule == FillRule.DRAW) {
            return drawn[feature];
        }
        if (rule == FillRule.MEAN || !features.get(feature).isContinuous()) {
            return predictions.value(feature);
        }
        return rule == FillRule.MEDIAN ? predictions.quantile(feature, 0.5) : mode(feature);
    }

    @Override
    public double probability(int feature, int category) {
        return predictions.probability(feature, category);
    }

    /**
     * The middle of the narrow interval with the highest probability; an end of the support if that has at least as
     * much.
     */
    private double mode(int feature) {
        double mean = predictions.mean(feature);
        double sd = predictions.sd(feature);
        double low = predictions.within(feature, Double.NEGATIVE_INFINITY);
        double high = predictions.within(feature, Double.POSITIVE_INFINITY);
        double from = Math.max(low, mean - REACH * sd);
        double to = Math.min(high, mean + REACH * sd);
        double width = (to - from) / PLACES;
        if (!(width > 0)) {
            return mean;
        }
        double before = predictions.cdf(feature, from);
        double best = from;
        double most = from == low ? before : 0;
        for (int i = 1; i <= PLACES; i++) {
            double at = i == PLACES ? to : from + i * width;
            double below = predictions.cdf(feature, at);
            if (below - before > most) {
                most = below - before;
                best = at - 0.5 * width;
            }
            before = below;
        }
        return to == high && 1 - before > most ? high : best;
    }
}
