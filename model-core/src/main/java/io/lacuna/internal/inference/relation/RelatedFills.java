package io.lacuna.internal.inference.relation;

/**
 * Makes fills that were changed after inference, such as by the earlier records of a key, satisfy the relations again.
 * The fills share what is left over in proportion to their variances. Mutable; one thread owns it. A record allocates
 * nothing.
 */
public final class RelatedFills {
    private final LinearRelations relations;
    private final BoundCells bound;
    private final double[] completed;
    private final double[] variance;

    /**
     * @param range ranges that the fills keep
     * @param d number of features
     */
    public RelatedFills(LinearRelations relations, FeatureRange range, int d) {
        this.relations = relations;
        bound = new BoundCells(relations, range, d);
        completed = new double[d];
        variance = new double[d];
    }

    /** Takes a record: d cells, {@code NaN} = missing. */
    public void take(double[] observation) {
        if (!relations.isNone()) {
            System.arraycopy(observation, 0, completed, 0, completed.length);
            relations.complete(completed, variance);
            bound.find(completed);
        }
    }

    /** Whether a relation gives the cell from observed cells, so that nothing else counts. */
    public boolean isDetermined(int feature) {
        return variance[feature] > 0;
    }

    /** The number of cells that {@link #satisfy} moves. */
    public int count() {
        return bound.count();
    }

    /** The feature of such a cell. */
    public int feature(int place) {
        return bound.feature(place);
    }

    /** Sets the fill of a cell, and the variance that it has by itself. */
    public void set(int place, double fill, double ownVariance) {
        bound.set(place, fill, ownVariance);
    }

    /** Moves the fills. */
    public void satisfy() {
        bound.run(false);
    }

    /** The fill of a cell after {@link #satisfy}. */
    public double fill(int place) {
        return bound.mean(place);
    }
}
