package io.lacuna.internal.inference.relation;

import java.util.Arrays;

/**
 * The cells of one record that relations bind together: those of relations with several missing cells. Mutable; one
 * thread owns it. Allocates only in its constructor.
 */
final class BoundCells {
    /** Values this much beyond a limit, relative to the limit or the value, count as rounding. */
    private static final double ROUNDING = 1e-12;

    private final LinearRelation[] relations;
    private final FeatureRange range;

    /** By feature: its index among the bound cells, or -1. */
    private final int[] place;

    private final int[] feature;
    private final int[] active;
    private int count;
    private int equations;
    private final RelationUpdate update;

    /**
     * @param columns number of cells of a record
     */
    BoundCells(LinearRelations relations, FeatureRange range, int columns) {
        this.relations = relations.list().toArray(LinearRelation[]::new);
        this.range = range;
        place = new int[columns];
        feature = new int[columns];
        active = new int[this.relations.length];
        update = new RelationUpdate(columns, this.relations.length);
    }

    /** Finds the bound cells of a record whose determined cells are filled. */
    void find(double[] cells) {
        Arrays.fill(place, -1);
        count = 0;
        equations = 0;
        for (int r = 0; r < relations.length; r++) {
            boolean any = false;
            for (int j : relations[r].features()) {
                if (Double.isNaN(cells[j])) {
                    any = true;
                    if (place[j] < 0) {
                        feature[count] = j;
                        place[j] = count++;
                    }
                }
            }
            if (any) {
                active[equations++] = r;
            }
        }
        update.begin(count, equations);
        for (int e = 0; e < equations; e++) {
            LinearRelation relation = relations[active[e]];
            double rest = relation.total();
            for (int i = 0; i < relation.features().length; i++) {
                int j = relation.features()[i];
                double coefficient = relation.coefficients()[i];
                if (Double.isNaN(cells[j])) {
                    update.coefficient[e][place[j]] = coefficient;
                } else {
                    rest -= coefficient * cells[j];
                }
            }
            update.target[e] = rest;
            update.noise[e] = relation.noise() * relation.noise();
        }
    }

    int count() {
        return count;
    }

    int feature(int place) {
        return feature[place];
    }

    /** Index of a feature's cell among the bound cells; -1 if it is not bound. */
    int place(int of) {
        return place[of];
    }

    double noise(int equation) {
        return update.noise[equation];
    }

    int equations() {
        return equations;
    }

    /** Sets what is known of the bound cells without the relations. The covariances start at 0. */
    void set(int cell, double mean, double variance) {
        update.mean[cell] = mean;
        Arrays.fill(update.covariance[cell], 0);
        update.covariance[cell][cell] = variance;
    }

    void setCovariance(int cell, int earlier, double covariance) {
        update.covariance[cell][earlier] = covariance;
    }

    /**
     * Moves the means so that they satisfy the relations within the supports. A cell that would leave its support is held
     * at its end, and the others make up for it.
     *
     * @param withVariances whether to compute the variances too
     */
    void run(boolean withVariances) {
        update.releaseAll();
        for (int left = count; left >= 0; left--) {
            update.run();
            if (withVariances) {
                update.variances();
            }
            int worst = furthestOutside();
            if (worst < 0) {
                return;
            }
            update.hold(worst, range.within(feature[worst], update.mean[worst]));
        }
    }

    /** The cell furthest outside its support, in standard deviations; -1 if none is outside. */
    private int furthestOutside() {
        int worst = -1;
        double most = 0;
        for (int i = 0; i < count; i++) {
            double mean = update.mean[i];
            double outside = Math.abs(mean - range.within(feature[i], mean));
            double relative = outside / Math.sqrt(Math.max(update.covariance[i][i], Double.MIN_NORMAL));
            if (!update.isHeld(i) && outside > ROUNDING * (1 + Math.abs(mean)) && relative > most) {
                worst = i;
                most = relative;
            }
        }
        return worst;
    }

    double mean(int cell) {
        return update.mean[cell];
    }

    double variance(int cell) {
        return update.variance[cell];
    }

    /** Replaces the means by other values, for which the gains of the same covariances hold. */
    void setMean(int cell, double value) {
        update.mean[cell] = value;
    }

    /** Moves the right-hand side of an equation. */
    void moveTarget(int equation, double by) {
        update.target[equation] += by;
    }
}
