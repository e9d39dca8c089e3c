package io.lacuna.internal.inference.relation;

import java.util.Arrays;

/**
 * Keeps the relations among fills that are rounded, each to the resolution of its column: of three parts of a whole that are 0.4,
 * 0.33 and 0.27, whole numbers are 1, 0 and 0, not 0, 0 and 0. Each fill is first rounded by itself. Then fills are rounded the
 * other way, one after another, where this brings the relations closer to what they were before rounding; among equals the one
 * whose rounding changes least (largest remainder). So no fill is further than one step from its value. A relation that the
 * training rows satisfy only up to their own rounding, such as a whole without its parts' decimals, may be off by as much.
 *
 * <p>Mutable; one thread owns it. A record allocates nothing.
 */
public final class RelatedRounding {
    /** A smaller gain, in units of a relation's finest change, is an error of floating point. */
    private static final double GAIN = 1e-6;

    /** Half the width of a rounding error against its standard deviation: the error is uniform. */
    private static final double HALF_WIDTH = Math.sqrt(3);

    private final LinearRelation[] relations;
    private final double[] step;
    private final FeatureRange range;

    /** By relation: by how much rounding moves its sum, and the finest change of the sum; 0 if no fill can change it. */
    private final double[] moved;

    private final double[] finest;

    private final boolean[] changed;

    /**
     * @param step by feature, the resolution of its fills; 0 where they are not rounded
     * @param range ranges that rounded fills keep
     */
    public RelatedRounding(LinearRelations relations, double[] step, FeatureRange range) {
        this.relations = relations.list().toArray(LinearRelation[]::new);
        this.step = step.clone();
        this.range = range;
        moved = new double[this.relations.length];
        finest = new double[this.relations.length];
        changed = new boolean[step.length];
    }

    /** Whether there is nothing to keep. */
    public boolean isNone() {
        return relations.length == 0;
    }

    /**
     * Changes rounded fills where a relation needs it.
     *
     * @param cells d cells: observed values, and fills before rounding; {@code NaN} where a cell stays missing
     * @param gap whether the cell is a fill
     * @param rounded the same cells with rounded fills; these are changed
     */
    public void settle(double[] cells, boolean[] gap, double[] rounded) {
        Arrays.fill(changed, false);
        for (int r = 0; r < relations.length; r++) {
            measure(r, cells, gap, rounded);
        }
        for (int turns = 0; turns < cells.length; turns++) {
            int best = -1;
            double most = GAIN;
            double least = 0;
            for (int j = 0; j < cells.length; j++) {
                double other = gap[j] && !changed[j] && step[j] > 0 ? otherWay(j, cells[j], rounded[j]) : Double.NaN;
                if (Double.isNaN(other)) {
                    continue;
                }
                double gain = gain(j, other - rounded[j]);
                double away = Math.abs(other - cells[j]) / step[j];
                if (gain > most + GAIN || best >= 0 && gain > most - GAIN && away < least) {
                    best = j;
                    most = gain;
                    least = away;
                }
            }
            if (best < 0) {
                return;
            }
            move(best, otherWay(best, cells[best], rounded[best]), rounded);
        }
    }

    private void measure(int r, double[] cells, boolean[] gap, double[] rounded) {
        LinearRelation relation = relations[r];
        double sum = 0;
        double unit = Double.POSITIVE_INFINITY;
        for (int i = 0; i < relation.features().length; i++) {
            int j = relation.features()[i];
            double coefficient = relation.coefficients()[i];
            sum += coefficient * (rounded[j] - cells[j]);
            if (gap[j] && step[j] > 0) {
                unit = Math.min(unit, Math.abs(coefficient) * step[j]);
            }
        }
        boolean known = !Double.isNaN(sum) && !Double.isInfinite(unit);
        moved[r] = known ? sum : 0;
        finest[r] = known ? unit : 0;
    }

    /** The value on the other side of a fill; {@code NaN} if it is out of range, or the fill needed no rounding. */
    private double otherWay(int j, double value, double rounded) {
        double apart = value - rounded;
        if (Math.abs(apart) < GAIN * step[j] || Math.abs(apart) > step[j]) {
            return Double.NaN;
        }
        double other = rounded + Math.copySign(step[j], apart);
        return Math.abs(range.within(j, other) - other) > GAIN * step[j] ? Double.NaN : other;
    }

    /** By how much the relations come closer to what they were, in their finest changes, if a fill moves. */
    private double gain(int j, double by) {
        double gain = 0;
        for (int r = 0; r < relations.length; r++) {
            double coefficient = finest[r] > 0 ? coefficient(r, j) : 0;
            if (coefficient != 0) {
                gain += (off(r, moved[r]) - off(r, moved[r] + coefficient * by)) / finest[r];
            }
        }
        return gain;
    }

    /** By how much a moved sum is off: what exceeds the rounding in the training rows. */
    private double off(int r, double by) {
        return Math.max(0, Math.abs(by) - HALF_WIDTH * relations[r].noise());
    }

    private void move(int j, double to, double[] rounded) {
        double by = to - rounded[j];
        for (int r = 0; r < relations.length; r++) {
            if (finest[r] > 0) {
                moved[r] += coefficient(r, j) * by;
            }
        }
        rounded[j] = to;
        changed[j] = true;
    }

    /** Whether {@link #settle} changed a fill. */
    public boolean isChanged(int feature) {
        return changed[feature];
    }

    private double coefficient(int r, int j) {
        LinearRelation relation = relations[r];
        for (int i = 0; i < relation.features().length; i++) {
            if (relation.features()[i] == j) {
                return relation.coefficients()[i];
            }
        }
        return 0;
    }
}
