package io.lacuna.internal.context.tables;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Context of one feature: how its past predicts its present. Numbers that depend on age are given at {@link
 * ContextTables#lags}; values are standardized by {@code mean}, {@code usual} and {@code sd}. Immutable; the arrays must
 * not be changed.
 *
 * @param mean mean of the feature in training; 0 for a category
 * @param sd standard deviation of the feature in training, around its usual day if it has one, above zero; 1 for a
 *     category
 * @param rho weight of the last residual in the prediction of the present residual
 * @param slow weight of the mean of residuals up to the last one, see {@link SlowMean}
 * @param kappa sd of the error of that prediction, divided by the sd of residuals; at most 1
 * @param phi for a number, its autocorrelation; for a category, how much more often than by chance two labels agree, 0
 *     to 1
 * @param variance variance of a number given its earlier value, in units of its marginal variance; at most 1
 * @param trust weight g of the evidence from the record's other cells relative to the marginal, where there is a last
 *     value; 0 to 1, one for each range of ages, see {@link ContextTables#ages}
 * @param lambda weight of the evidence from the last value relative to the marginal, 0 to 1, by range of ages
 * @param width factor of the sd of a fill, by range of ages
 * @param moves whether context moves a number's fill: by range of ages, and last for cells without a remembered value, or
 *     whose own past counts at no age; these move with other missing numbers only
 * @param usual the usual course of a number over the day
 * @param following how a number follows the other numbers of its key while it is missing
 */
public record FeatureContext(
        double mean,
        double sd,
        float[] rho,
        float[] slow,
        float[] kappa,
        float[] phi,
        float[] variance,
        float[] trust,
        float[] lambda,
        float[] width,
        boolean[] moves,
        UsualDay usual,
        Following following) {
    private static final float LEAST_VARIANCE = 1e-4f;

    /** Kinds of missing cells: one for each range of ages, and one without an age. */
    private static final int KINDS = ContextTables.AGES.length + 1;

    /** With the same weights at all ages; context moves all fills. */
    public FeatureContext(
            double mean,
            double sd,
            float[] rho,
            float[] slow,
            float[] kappa,
            float[] phi,
            float[] variance,
            float trust,
            float lambda,
            float[] width) {
        this(
                mean,
                sd,
                rho,
                slow,
                kappa,
                phi,
                variance,
                filled(ContextTables.AGES.length, trust),
                filled(ContextTables.AGES.length, lambda),
                width,
                allMove(),
                UsualDay.NONE,
                Following.NONE);
    }

    /** A feature without context. */
    public static FeatureContext none() {
        return none(0, 1);
    }

    /** A number without context, with its mean and sd. */
    public static FeatureContext none(double mean, double sd) {
        int lags = ContextTables.LAGS.length;
        return new FeatureContext(
                mean,
                sd,
                new float[lags],
                new float[lags],
                filled(lags, 1),
                new float[lags],
                filled(lags, 1),
                1,
                0,
                filled(ContextTables.AGES.length, 1));
    }

    /** A feature without context, in the units of this one. */
    public FeatureContext withoutPast() {
        return none(mean, sd).withUsual(usual, sd);
    }

    private static float[] filled(int count, float number) {
        float[] numbers = new float[count];
        Arrays.fill(numbers, number);
        return numbers;
    }

    /** Whether the past does not count at any age. */
    public boolean isNone() {
        return !usesResidual() && !usesValue();
    }

    /** Whether the last residual counts at some age. */
    public boolean usesResidual() {
        return anyOf(rho) || anyOf(slow);
    }

    /** Whether the last value counts at some age. */
    public boolean usesValue() {
        return anyOf(lambda) && (anyOf(phi) || follows());
    }

    /** Whether the last value counts with the changes that are expected from those of other numbers. */
    public boolean follows() {
        return !following.isNone();
    }

    /** Whether the past does not count in a range of ages. */
    public boolean isNone(int range) {
        boolean none = lambda[range] == 0;
        for (int l = 0; l < rho.length; l++) {
            none &= ContextTables.range(ContextTables.LAGS[l]) != range || rho[l] == 0 && slow[l] == 0;
        }
        return none;
    }

    /**
     * Whether the last value counts at an age.
     *
     * @param change expected change since the value; NaN if unknown
     */
    public boolean countsValue(double steps, double change) {
        return lambda[ContextTables.range(steps)] > 0 && ContextTables.at(phi(steps, change), steps, 0) != 0;
    }

    /** Whether the last value counts with an expected change at an age. */
    public boolean follows(double steps, double change) {
        return follows() && !Double.isNaN(change) && following.ages()[ContextTables.range(steps)];
    }

    /** The weights of the last value, by lag: with its expected change if that counts at the age. */
    public float[] phi(double steps, double change) {
        return follows(steps, change) ? following.phi() : phi;
    }

    /** The variances that belong to {@link #phi(double, double)}. */
    public float[] variance(double steps, double change) {
        return follows(steps, change) ? following.variance() : variance;
    }

    /**
     * Replaces one range of ages.
     *
     * @param from its residual tables count in that range
     * @param ofModel trust in that range
     * @param ofPast lambda in that range
     */
    public FeatureContext with(int range, FeatureContext from, float ofModel, float ofPast) {
        FeatureContext copy = new FeatureContext(
                mean,
                sd,
                rho.clone(),
                slow.clone(),
                kappa.clone(),
                phi,
                variance,
                trust.clone(),
                lambda.clone(),
                width,
                moves,
                usual,
                following);
        for (int l = 0; l < rho.length; l++) {
            if (ContextTables.range(ContextTables.LAGS[l]) == range) {
                copy.rho[l] = from.rho[l];
                copy.slow[l] = from.slow[l];
                copy.kappa[l] = from.kappa[l];
            }
        }
        copy.trust[range] = ofModel;
        copy.lambda[range] = ofPast;
        return copy;
    }

    /** Replaces the tables of residuals. */
    public FeatureContext withResiduals(float[] ofRho, float[] ofSlow, float[] ofKappa) {
        return new FeatureContext(
                mean, sd, ofRho, ofSlow, ofKappa, phi, variance, trust, lambda, width, moves, usual, following);
    }

    /** Replaces the weights of model and past, at all ages. */
    public FeatureContext withWeights(float ofModel, float ofPast) {
        int ranges = ContextTables.AGES.length;
        return new FeatureContext(
                mean,
                sd,
                rho,
                slow,
                kappa,
                phi,
                variance,
                filled(ranges, ofModel),
                filled(ranges, ofPast),
                width,
                moves,
                usual,
                following);
    }

    /** Replaces the widths. */
    public FeatureContext withWidths(float[] widths) {
        return new FeatureContext(
                mean, sd, rho, slow, kappa, phi, variance, trust, lambda, widths, moves, usual, following);
    }

    /** Replaces the usual day, and the sd around it. */
    public FeatureContext withUsual(UsualDay day, double around) {
        return new FeatureContext(
                mean, around, rho, slow, kappa, phi, variance, trust, lambda, width, moves, day, following);
    }

    /** Without following others at ages at which the value does not count. */
    public FeatureContext withoutUnusedFollowing() {
        Following used = following;
        for (int range = 0; range < lambda.length; range++) {
            used = lambda[range] > 0 ? used : used.without(range);
        }
        return withFollowing(used);
    }

    /** Replaces how the number follows others. */
    public FeatureContext withFollowing(Following others) {
        return new FeatureContext(
                mean, sd, rho, slow, kappa, phi, variance, trust, lambda, width, moves, usual, others);
    }

    /** Replaces the kinds of cells that context moves. */
    public FeatureContext withMoves(boolean[] kinds) {
        return new FeatureContext(
                mean, sd, rho, slow, kappa, phi, variance, trust, lambda, width, kinds, usual, following);
    }

    /** Number of kinds of missing cells: the ranges of ages, and cells without an age. */
    public static int kinds() {
        return KINDS;
    }

    /**
     * The kind of a missing cell, an index of {@code moves}.
     *
     * @param remembered whether a value of the feature is remembered and its past counts at some age
     * @param steps its age
     */
    public static int kind(boolean remembered, double steps) {
        return remembered ? ContextTables.range(steps) : KINDS - 1;
    }

    private static boolean[] allMove() {
        boolean[] all = new boolean[KINDS];
        Arrays.fill(all, true);
        return all;
    }

    private static boolean anyOf(float[] table) {
        for (float number : table) {
            if (number != 0) {
                return true;
            }
        }
        return false;
    }

    /** The usual value at a time, in the feature's own unit; the mean if all times of day are alike. */
    public double usualAt(DayTime time) {
        return usual.isNone() ? mean : mean + sd * usual.at(time);
    }

    /** A value in standard units, of a record with this time. */
    public double standardize(double value, DayTime time) {
        return (value - usualAt(time)) / sd;
    }

    void write(DataOutput out, boolean withUsual, boolean withFollowing) throws IOException {
        out.writeDouble(mean);
        out.writeDouble(sd);
        for (float[] table : new float[][] {rho, slow, kappa, phi, variance, trust, lambda, width}) {
            for (float number : table) {
                out.writeFloat(number);
            }
        }
        for (boolean kind : moves) {
            out.writeBoolean(kind);
        }
        if (withUsual) {
            usual.write(out);
        }
        if (withFollowing) {
            following.write(out);
        }
    }

    /**
     * @param weights number of weights of model and past: one for all ages, or one for each range
     * @param withMoves whether it is stored which kinds of cells context moves
     * @param withUsual whether usual days are stored
     * @param withFollowing whether it is stored how numbers follow others
     */
    static FeatureContext read(DataInput in, int weights, boolean withMoves, boolean withUsual, boolean withFollowing)
            throws IOException {
        double mean = in.readDouble();
        double sd = in.readDouble();
        if (!Double.isFinite(mean) || !(sd > 0) || Double.isInfinite(sd)) {
            throw new IOException("the context of a feature has no finite mean and positive sd");
        }
        int lags = ContextTables.LAGS.length;
        return new FeatureContext(
                mean,
                sd,
                readFloats(in, lags, -2, 2),
                readFloats(in, lags, -2, 2),
                readFloats(in, lags, LEAST_VARIANCE, 1),
                readFloats(in, lags, -1, 1),
                readFloats(in, lags, LEAST_VARIANCE, 1),
                byRange(readFloats(in, weights, 0, 1)),
                byRange(readFloats(in, weights, 0, 1)),
                readFloats(in, ContextTables.AGES.length, 1e-2f, 1e2f),
                withMoves ? readMoves(in) : allMove(),
                withUsual ? UsualDay.read(in) : UsualDay.NONE,
                withFollowing ? Following.read(in, LEAST_VARIANCE) : Following.NONE);
    }

    private static boolean[] readMoves(DataInput in) throws IOException {
        boolean[] kinds = new boolean[KINDS];
        for (int kind = 0; kind < KINDS; kind++) {
            kinds[kind] = in.readBoolean();
        }
        return kinds;
    }

    private static float[] byRange(float[] weights) {
        return weights.length == 1 ? filled(ContextTables.AGES.length, weights[0]) : weights;
    }

    static float[] readFloats(DataInput in, int count, float least, float most) throws IOException {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = in.readFloat();
            if (!(numbers[i] >= least && numbers[i] <= most)) {
                throw new IOException("context holds " + numbers[i] + ", which must be from " + least + " to " + most);
            }
        }
        return numbers;
    }
}
