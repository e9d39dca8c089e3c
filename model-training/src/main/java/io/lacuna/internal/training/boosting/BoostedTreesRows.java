package io.lacuna.internal.training.boosting;

import io.lacuna.internal.inference.boosting.BoostedTreesKernel;
import io.lacuna.internal.numerics.Normal;
import io.lacuna.internal.training.RowPredictor;
import java.util.SplittableRandom;

/**
 * Predicts rows by the bags that do not contain them, with the distribution that is served: one normal about the average of
 * the bags. Their average distribution would be wider, because the spread has the differences between bags already.
 * Mutable, owned by one thread.
 */
final class BoostedTreesRows implements RowPredictor {
    private final RowPredictor bags;
    private final BoostedTreesKernel all;

    /**
     * @param bags the average of the bags that do not contain a row
     * @param all of all bags, for the spread
     */
    BoostedTreesRows(RowPredictor bags, BoostedTreesKernel all) {
        this.bags = bags;
        this.all = all;
    }

    @Override
    public void infer(int row, double[] cells) {
        bags.infer(row, cells);
        all.infer(cells);
    }

    @Override
    public boolean isFair(int row) {
        return bags.isFair(row);
    }

    @Override
    public double mean(int feature) {
        return bags.mean(feature);
    }

    @Override
    public double variance(int feature) {
        return all.variance(feature);
    }

    @Override
    public double cdf(int feature, double value) {
        return Normal.cdf((value - bags.mean(feature)) / Math.sqrt(all.variance(feature)));
    }

    @Override
    public double probability(int feature, int category) {
        return bags.probability(feature, category);
    }

    @Override
    public boolean leavesOneOut() {
        return bags.leavesOneOut();
    }

    @Override
    public void leaveOneOut(double[] mean) {
        bags.leaveOneOut(mean);
    }

    @Override
    public void draw(SplittableRandom random, double[] into) {
        bags.draw(random, into);
    }
}
