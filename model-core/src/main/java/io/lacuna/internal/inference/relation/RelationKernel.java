package io.lacuna.internal.inference.relation;

import io.lacuna.internal.data.Supports;
import io.lacuna.internal.inference.ForwardingKernel;
import io.lacuna.internal.inference.MemberKernel;
import io.lacuna.internal.numerics.Normal;
import java.util.SplittableRandom;

/**
 * The kernel of a member whose predictions satisfy the relations of the model. A determined cell is normal about the
 * value that its relation gives, with the relation's noise. It counts as observed when the member infers the record. The
 * distribution of a bound cell is the member's, moved and scaled to the conditioned mean and standard deviation.
 *
 * <p>The likelihood of the record is that of its observed cells alone. Mutable; one thread owns it. A record allocates
 * nothing, except where the member's draws do.
 */
public final class RelationKernel extends ForwardingKernel {
    private final LinearRelations relations;
    private final BoundCells bound;

    /** The record, and the record with its determined cells. */
    private final double[] observed;

    private final double[] completed;

    /** Variance of each determined cell; 0 for the others. */
    private final double[] variance;

    private boolean anyDetermined;

    /** By bound cell: the member's mean and sd, and the conditioned sd over the member's. */
    private final double[] memberMean;

    private final double[] memberSd;
    private final double[] mean;
    private final double[] scale;
    private boolean conditioned;

    /** Log likelihood of the observed cells; NaN if not computed yet. */
    private double logLikelihood;

    /** The part of a batch that the member answers. */
    private final int[] batchFeatures;

    private final double[] batchValues;
    private final double[] batchResults;
    private final int[] batchPlaces;

    /**
     * @param member kernel of a member, which this one then owns
     * @param supports ranges that the conditioned values keep
     * @param columns number of cells of a record that the kernel takes
     */
    public RelationKernel(MemberKernel member, LinearRelations relations, Supports supports, int columns) {
        super(member);
        this.relations = relations;
        bound = new BoundCells(relations, supports::clamp, columns);
        observed = new double[columns];
        completed = new double[columns];
        variance = new double[columns];
        memberMean = new double[columns];
        memberSd = new double[columns];
        mean = new double[columns];
        scale = new double[columns];
        batchFeatures = new int[2 * columns];
        batchValues = new double[2 * columns];
        batchResults = new double[2 * columns];
        batchPlaces = new int[2 * columns];
    }

    @Override
    public void infer(double[] observation) {
        System.arraycopy(observation, 0, observed, 0, observed.length);
        System.arraycopy(observation, 0, completed, 0, completed.length);
        anyDetermined = relations.complete(completed, variance);
        bound.find(completed);
        conditioned = false;
        logLikelihood = Double.NaN;
        member.infer(completed);
    }

    private boolean isDetermined(int feature) {
        return variance[feature] > 0;
    }

    private void condition() {
        if (conditioned) {
            return;
        }
        conditioned = true;
        load();
        bound.run(true);
        for (int i = 0; i < bound.count(); i++) {
            mean[i] = bound.mean(i);
            scale[i] = Math.sqrt(bound.variance(i)) / memberSd[i];
        }
    }

    /** Passes what the member says of the bound cells. */
    private void load() {
        for (int i = 0; i < bound.count(); i++) {
            int j = bound.feature(i);
            memberMean[i] = member.mean(j);
            double square = member.variance(j);
            memberSd[i] = Math.sqrt(square);
            bound.set(i, memberMean[i], square);
            for (int e = 0; e < i; e++) {
                bound.setCovariance(i, e, member.correlation(j, bound.feature(e)) * memberSd[i] * memberSd[e]);
            }
        }
    }

    /** Index among the bound cells, after they are conditioned; -1 if the cell is not bound. */
    private int place(int feature) {
        int place = bound.place(feature);
        if (place >= 0) {
            condition();
        }
        return place;
    }

    @Override
    public double mean(int feature) {
        if (isDetermined(feature)) {
            return completed[feature];
        }
        int at = place(feature);
        return at < 0 ? member.mean(feature) : mean[at];
    }

    @Override
    public double variance(int feature) {
        if (isDetermined(feature)) {
            return variance[feature];
        }
        int at = place(feature);
        double own = member.variance(feature);
        return at < 0 ? own : own * scale[at] * scale[at];
    }

    @Override
    public double correlation(int feature, int other) {
        boolean alone = isDetermined(feature) || isDetermined(other);
        return alone ? 0 : member.correlation(feature, other);
    }

    @Override
    public double thirdMoment(int feature) {
        if (isDetermined(feature)) {
            return 0;
        }
        int at = place(feature);
        double own = member.thirdMoment(feature);
        return at < 0 ? own : own * scale[at] * scale[at] * scale[at];
    }

    @Override
    public boolean isSmooth(int feature) {
        return isDetermined(feature) || member.isSmooth(feature);
    }

    /** The point of the member's distribution that corresponds to a value of a bound cell. */
    private double memberPoint(int at, double value) {
        return memberMean[at] + (value - mean[at]) / Math.max(scale[at], Double.MIN_NORMAL);
    }

    private double determinedCdf(int feature, double value) {
        return Normal.cdf((value - completed[feature]) / Math.sqrt(variance[feature]));
    }

    @Override
    public double cdf(int feature, double value) {
        if (isDetermined(feature)) {
            return determinedCdf(feature, value);
        }
        int at = place(feature);
        return member.cdf(feature, at < 0 ? value : memberPoint(at, value));
    }

    @Override
    public void cdf(int count, int[] features, double[] values, double[] into) {
        for (int from = 0; from < count; from += batchPlaces.length) {
            batch(from, Math.min(count, from + batchPlaces.length), features, values, into);
        }
    }

    private void batch(int from, int to, int[] features, double[] values, double[] into) {
        int asked = 0;
        for (int i = from; i < to; i++) {
            if (isDetermined(features[i])) {
                into[i] = determinedCdf(features[i], values[i]);
            } else {
                int at = place(features[i]);
                batchFeatures[asked] = features[i];
                batchValues[asked] = at < 0 ? values[i] : memberPoint(at, values[i]);
                batchPlaces[asked++] = i;
            }
        }
        member.cdf(asked, batchFeatures, batchValues, batchResults);
        for (int i = 0; i < asked; i++) {
            into[batchPlaces[i]] = batchResults[i];
        }
    }

    @Override
    public double logLikelihood() {
        if (Double.isNaN(logLikelihood)) {
            if (anyDetermined) {
                // The determined cells are not observed: their density must not count.
                member.infer(observed);
                logLikelihood = member.logLikelihood();
                member.infer(completed);
            } else {
                logLikelihood = member.logLikelihood();
            }
        }
        return logLikelihood;
    }

    /**
     * A cell that follows from the others by a relation is predicted by it; the other cells are predicted by the member.
     * Determined cells are left out: they follow from the very cells that are predicted.
     */
    @Override
    public void leaveOneOut(double[] means, double[] sds) {
        if (anyDetermined) {
            member.infer(observed);
        }
        member.leaveOneOut(means, sds);
        if (anyDetermined) {
            member.infer(completed);
        }
        // From the most noisy relation to the least, so that the best one decides.
        for (int r = relations.list().size() - 1; r >= 0; r--) {
            LinearRelation relation = relations.list().get(r);
            double excess = relation.excess(observed);
            for (int i = 0; i < relation.features().length && !Double.isNaN(excess); i++) {
                int j = relation.features()[i];
                means[j] = observed[j] - excess / relation.coefficients()[i];
                sds[j] = relation.noise() / Math.abs(relation.coefficients()[i]);
            }
        }
    }

    /** The member's draw, with the bound cells moved so that they satisfy the relations up to their noise. */
    @Override
    public void draw(SplittableRandom random, double[] into) {
        member.draw(random, into);
        for (int j = 0; j < observed.length; j++) {
            if (isDetermined(j)) {
                into[j] = completed[j] + Math.sqrt(variance[j]) * random.nextGaussian();
            }
        }
        if (bound.count() == 0) {
            return;
        }
        condition();
        for (int i = 0; i < bound.count(); i++) {
            bound.setMean(i, into[bound.feature(i)]);
        }
        double[] moved = new double[bound.equations()];
        for (int e = 0; e < moved.length; e++) {
            moved[e] = Math.sqrt(bound.noise(e)) * random.nextGaussian();
            bound.moveTarget(e, moved[e]);
        }
        bound.run(false);
        for (int i = 0; i < bound.count(); i++) {
            into[bound.feature(i)] = bound.mean(i);
        }
        for (int e = 0; e < moved.length; e++) {
            bound.moveTarget(e, -moved[e]);
        }
    }
}
