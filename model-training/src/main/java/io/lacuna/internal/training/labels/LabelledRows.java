package io.lacuna.internal.training.labels;

import io.lacuna.data.Features;
import io.lacuna.internal.inference.labels.LabelLogits;
import io.lacuna.internal.inference.labels.LabelRelations;
import io.lacuna.internal.training.RowPredictor;
import java.util.SplittableRandom;

/**
 * A predictor of training rows with corrected probabilities of labels. Draws are those of the member, because training uses
 * only their numbers. Mutable, owned by one thread.
 */
final class LabelledRows implements RowPredictor {
    private final RowPredictor member;
    private final LabelRelations relations;

    /** By feature; empty without correction. Valid where the target is missing. */
    private final double[][] probabilities;

    LabelledRows(RowPredictor member, LabelRelations relations, Features features) {
        this.member = member;
        this.relations = relations;
        probabilities = new double[features.size()][0];
        for (LabelLogits each : relations.logits()) {
            probabilities[each.target()] =
                    new double[features.get(each.target()).categories()];
        }
    }

    @Override
    public void infer(int row, double[] cells) {
        member.infer(row, cells);
        for (LabelLogits each : relations.logits()) {
            if (Double.isNaN(cells[each.target()])) {
                double[] into = probabilities[each.target()];
                for (int c = 0; c < into.length; c++) {
                    into[c] = member.probability(each.target(), c);
                }
                each.correct(cells, into);
            }
        }
    }

    @Override
    public double cdf(int feature, double value) {
        return member.cdf(feature, value);
    }

    @Override
    public double probability(int feature, int category) {
        double[] corrected = probabilities[feature];
        return corrected.length == 0 ? member.probability(feature, category) : corrected[category];
    }

    @Override
    public boolean isFair(int row) {
        return member.isFair(row);
    }

    @Override
    public double mean(int feature) {
        return member.mean(feature);
    }

    @Override
    public double variance(int feature) {
        return member.variance(feature);
    }

    @Override
    public boolean leavesOneOut() {
        return member.leavesOneOut();
    }

    @Override
    public void leaveOneOut(double[] mean) {
        member.leaveOneOut(mean);
    }

    @Override
    public void draw(SplittableRandom random, double[] into) {
        member.draw(random, into);
    }
}
