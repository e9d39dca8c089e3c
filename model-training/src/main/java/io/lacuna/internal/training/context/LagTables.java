package io.lacuna.internal.training.context;

import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.internal.context.tables.FeatureContext;
import io.lacuna.internal.context.tables.Following;
import java.util.List;

/**
 * Sums over all pairs of a key's rows in which a feature is observed, by lag, and the tables computed from them: how
 * value and residual of the earlier row predict those of the later one. Pairs are used instead of the ages of observed
 * cells, because observed cells nearly always follow each other and missing cells do not.
 *
 * <p>With z a value and r a residual of a row, z' and r' those of the earlier row, and b' the slow mean of residuals up to it:
 *
 * <pre>
 * phi       sum z z' / sum z'^2                           variance  mean of (z - phi z')^2
 *           for a number that follows others with z' + the expected changes from the earlier row to the later one
 * rho, slow least squares of r on r' and b'               kappa     sd of the remainder of r, over the sd of r
 * </pre>
 *
 * each with {@link #PRIOR} additional pairs that have the value of the lag before, reduced by the distance of the lags;
 * and zero where it is not significant. Mutable.
 */
final class LagTables {
    /** Lags at which a number that follows others must be told by its value alone. */
    private static final int SHORTEST = 3;

    /** The value of the lag before counts as this many pairs. */
    private static final double PRIOR = 20;

    /** Weights within this many standard errors of zero are not significant. */
    private static final double SURE = 3;

    /** A pair counts for a lag if it differs from it by at most half a step, or by this share of it. */
    private static final double TOLERANCE = 0.08;

    private static final int[] LAGS = ContextTables.lags();

    private final double[] n = new double[LAGS.length];
    private final double[] zz = new double[LAGS.length];
    private final double[] zOld = new double[LAGS.length];
    private final double[] oldOld = new double[LAGS.length];
    private final double[] rr = new double[LAGS.length];
    private final double[] rOld = new double[LAGS.length];
    private final double[] rSlow = new double[LAGS.length];
    private final double[] olds = new double[LAGS.length];
    private final double[] oldSlow = new double[LAGS.length];
    private final double[] slows = new double[LAGS.length];
    private final double[] zMoved = new double[LAGS.length];
    private final double[] movedMoved = new double[LAGS.length];
    private final double[] agree = new double[LAGS.length];

    /**
     * Adds the pairs of one run of rows that show the feature.
     *
     * @param count number of rows; only the first {@code count} elements of the arrays are used
     * @param time in steps, rising
     * @param z values in standard units, or categories
     * @param r residuals
     * @param b slow means up to the row
     * @param c sums of the changes that are expected from those of other numbers, up to the row
     */
    void add(int count, double[] time, double[] z, double[] r, double[] b, double[] c) {
        for (int l = 0; l < LAGS.length; l++) {
            double reach = Math.max(0.5, TOLERANCE * LAGS[l]);
            int old = 0;
            for (int i = 1; i < count; i++) {
                double at = time[i] - LAGS[l];
                while (old + 1 < i && Math.abs(time[old + 1] - at) <= Math.abs(time[old] - at)) {
                    old++;
                }
                if (Math.abs(time[old] - at) <= reach) {
                    pair(l, z[i], z[old], r[i], r[old], b[old]);
                    double moved = z[old] + c[i] - c[old];
                    zMoved[l] += z[i] * moved;
                    movedMoved[l] += moved * moved;
                }
            }
        }
    }

    private void pair(int l, double z, double before, double r, double residual, double slow) {
        n[l]++;
        zz[l] += z * z;
        zOld[l] += z * before;
        oldOld[l] += before * before;
        rr[l] += r * r;
        rOld[l] += r * residual;
        rSlow[l] += r * slow;
        olds[l] += residual * residual;
        oldSlow[l] += residual * slow;
        slows[l] += slow * slow;
        agree[l] += z == before ? 1 : 0;
    }

    /** What is carried from an earlier row to the model's prediction of a later one. */
    private enum Carried {
        BOTH,
        RESIDUAL,
        SLOW_MEAN
    }

    /**
     * The tables of a number, one for each way to carry residuals: the last residual and the slow mean, each of them alone
     * with the weights that it has alone, and neither. Trust and lambda are full and are chosen later.
     *
     * @param units a context with the units of the number
     */
    List<FeatureContext> ofNumber(FeatureContext units) {
        FeatureContext both = ofNumber(units, Carried.BOTH);
        FeatureContext none = FeatureContext.none();
        return List.of(
                both,
                ofNumber(units, Carried.RESIDUAL),
                ofNumber(units, Carried.SLOW_MEAN),
                both.withResiduals(none.rho(), none.slow(), none.kappa()));
    }

    private FeatureContext ofNumber(FeatureContext units, Carried carried) {
        FeatureContext none = FeatureContext.none(units.mean(), units.sd());
        float[] rho = none.rho();
        float[] slow = none.slow();
        float[] kappa = none.kappa();
        float[] phi = none.phi();
        float[] variance = none.variance();
        double rhoBefore = 0;
        double slowBefore = 0;
        own(zOld, oldOld, phi, variance);
        for (int l = 0; l < LAGS.length; l++) {
            double fade = l == 0 ? 0 : Math.sqrt((double) LAGS[l - 1] / LAGS[l]);
            double[] weights = residuals(l, fade * rhoBefore, fade * slowBefore, carried);
            rhoBefore = weights[0];
            slowBefore = weights[1];
            rho[l] = (float) Math.max(-2, Math.min(2, weights[0]));
            slow[l] = (float) Math.max(-2, Math.min(2, weights[1]));
            double missed = rr[l]
                    - 2 * (rho[l] * rOld[l] + slow[l] * rSlow[l])
                    + rho[l] * rho[l] * olds[l]
                    + 2 * rho[l] * slow[l] * oldSlow[l]
                    + slow[l] * slow[l] * slows[l];
            double share = rr[l] > 0 ? missed / rr[l] : 1;
            kappa[l] = rho[l] == 0 ? 1 : (float) Math.sqrt(Math.max(1e-4, Math.min(1, share)));
        }
        return new FeatureContext(units.mean(), units.sd(), rho, slow, kappa, phi, variance, 1, 1, none.width())
                .withUsual(units.usual(), units.sd());
    }

    /**
     * How a value predicts the later one: with the changes that are expected from those of other numbers. None unless the value
     * alone predicts it at the {@value #SHORTEST} shortest lags: with changes it is also a regression on the other cells of the
     * later row, which tells something in any order of the rows.
     */
    Following following() {
        float[] phi = new float[LAGS.length];
        float[] variance = new float[LAGS.length];
        own(zOld, oldOld, phi, variance);
        for (int l = 0; l < SHORTEST; l++) {
            if (phi[l] == 0) {
                return Following.NONE;
            }
        }
        own(zMoved, movedMoved, phi, variance);
        for (float weight : phi) {
            if (weight != 0) {
                return new Following(phi, variance);
            }
        }
        return Following.NONE;
    }

    /**
     * Regression of a value on an earlier one.
     *
     * @param products by lag, sum of their products
     * @param squares sum of the squares of the earlier ones
     */
    private void own(double[] products, double[] squares, float[] phi, float[] variance) {
        double before = 0;
        for (int l = 0; l < LAGS.length; l++) {
            double fade = l == 0 ? 0 : Math.sqrt((double) LAGS[l - 1] / LAGS[l]);
            double unit = n[l] == 0 ? 1 : squares[l] / n[l];
            before = (products[l] + PRIOR * unit * fade * before) / (squares[l] + PRIOR * unit);
            double chance = SURE * Math.sqrt(zz[l] / Math.max(1, n[l]) / (squares[l] + PRIOR * unit));
            phi[l] = Math.abs(before) < chance || n[l] < PRIOR ? 0 : (float) Math.max(-1, Math.min(1, before));
            variance[l] = n[l] == 0 ? 1 : left(zz[l], phi[l], products[l], squares[l], n[l]);
        }
    }

    private static float left(double zz, double phi, double zOld, double oldOld, double n) {
        double mean = (zz - 2 * phi * zOld + phi * phi * oldOld) / n;
        return phi == 0 ? 1 : (float) Math.max(1e-3, Math.min(1, mean));
    }

    private double[] residuals(int l, double rhoBefore, double slowBefore, Carried carried) {
        if (n[l] < PRIOR || rr[l] <= 0 || olds[l] <= 0) {
            return new double[2];
        }
        double noise = rr[l] / n[l];
        double a = olds[l] + PRIOR * olds[l] / n[l];
        double c = slows[l] + PRIOR * slows[l] / n[l];
        double right = rOld[l] + PRIOR * olds[l] / n[l] * rhoBefore;
        double rightSlow = rSlow[l] + PRIOR * slows[l] / n[l] * slowBefore;
        double determinant = a * c - oldSlow[l] * oldSlow[l];
        if (carried == Carried.SLOW_MEAN) {
            double slow = c > 0 ? rightSlow / c : 0;
            return new double[] {0, Math.abs(slow) > SURE * Math.sqrt(noise / c) ? slow : 0};
        }
        if (carried == Carried.BOTH && determinant > 1e-9 * a * c) {
            double rho = (right * c - rightSlow * oldSlow[l]) / determinant;
            double slow = (rightSlow * a - right * oldSlow[l]) / determinant;
            boolean sureOfRho = Math.abs(rho) > SURE * Math.sqrt(noise * c / determinant);
            boolean sureOfSlow = Math.abs(slow) > SURE * Math.sqrt(noise * a / determinant);
            if (sureOfSlow) {
                double alone = rightSlow / c;
                return sureOfRho ? new double[] {rho, slow} : new double[] {0, alone};
            }
        }
        double rho = right / a;
        return new double[] {Math.abs(rho) > SURE * Math.sqrt(noise / a) ? rho : 0, 0};
    }

    /**
     * The tables of a category.
     *
     * @param chance probability that two rows agree by chance
     */
    FeatureContext ofCategory(double chance) {
        FeatureContext none = FeatureContext.none();
        float[] phi = none.phi();
        double before = 0;
        for (int l = 0; l < LAGS.length; l++) {
            double fade = l == 0 ? 0 : Math.sqrt((double) LAGS[l - 1] / LAGS[l]);
            double above = agree[l] - n[l] * chance;
            double room = 1 - chance;
            before = room <= 0 ? 0 : (above / room + PRIOR * fade * before) / (n[l] + PRIOR);
            double sure = SURE * Math.sqrt(chance / Math.max(1e-9, room) / Math.max(1, n[l]));
            phi[l] = before < sure || n[l] < PRIOR ? 0 : (float) Math.min(1, before);
        }
        return new FeatureContext(
                0, 1, none.rho(), none.slow(), none.kappa(), phi, none.variance(), 1, 1, none.width());
    }
}
