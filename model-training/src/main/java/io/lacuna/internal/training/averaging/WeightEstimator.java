package io.lacuna.internal.training.averaging;

import io.lacuna.data.Table;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.evaluation.Masks;
import io.lacuna.internal.numerics.Normal;
import io.lacuna.internal.training.RowPredictor;
import io.lacuna.internal.training.mixture.calibration.GapShift;
import io.lacuna.internal.training.mixture.calibration.HiddenRows;
import io.lacuna.internal.training.mixture.calibration.StretchEstimator;
import java.util.function.Supplier;

/**
 * Estimates how much weight an added member gets beside the others, feature by feature, on cells hidden as the table's own
 * gaps are. Rows are predicted by those parts of the members that were not fitted to them.
 *
 * <p>The weight minimizes the squared error of the average, shrunk towards the weight of all features together. A feature
 * whose error does not fall gets 0; if the error of all hidden cells does not fall by the rule's number of standard errors, the
 * member is of no use to the table and every weight is 0. Then the interval of the average is stretched to hold what it
 * promises. One use, on one thread.
 */
public final class WeightEstimator {
    /**
     * How readily an added member gets weight.
     *
     * @param most the largest weight
     * @param sure the error of all hidden cells must fall by this many standard errors
     * @param learnt whether the added member rests on relations between features: its weight is lowered where rows with a
     *     feature stand for those that lack it only in part ({@link PatternCover}, {@link GapShift})
     * @param fairOnly whether rows are left out that every part of a member was fitted to
     * @param rows the largest number of rows with hidden cells, as far as those have enough cells
     */
    public record Rule(double most, double sure, boolean learnt, boolean fairOnly, int rows) {
        /** Trees, which are better on some tables. Hidden cells are not exactly those that are missing, hence the bound. */
        public static final Rule TREES = new Rule(0.6, 2, true, false, 3000);

        /** The features' means, which are known without learning, beside a member that may be worse. */
        public static final Rule MEANS = new Rule(1, 1.5, false, true, 600);
    }

    /** With half of the cells that are observed in serving, hidden cells tell nothing of the weight. */
    private static final double LEAST_COVER = 0.5;

    /** From this shift of the gaps on, rows that lack a feature are unlike those with hidden cells: half a weight is kept. */
    private static final double FAR = 0.5;

    private static final double SHARE_IF_FAR = 0.5;

    private final Table table;
    private final Standardizer standardizer;
    private final RowPredictor others;
    private final RowPredictor added;
    private final Rule rule;
    private final long seed;

    /**
     * @param table that all members were fitted to
     * @param others predictor of the average of the other members
     * @param added predictor of the added member
     */
    public WeightEstimator(
            Table table, Supplier<RowPredictor> others, Supplier<RowPredictor> added, Rule rule, long seed) {
        this.table = table;
        standardizer = Standardizer.fit(table);
        this.others = others.get();
        this.added = added.get();
        this.rule = rule;
        this.seed = seed;
    }

    /** The weight of the added member by feature; all 0 if it is of no use. */
    public float[] weights() {
        int d = table.features().size();
        WeightSums sums = new WeightSums(d, rule.most());
        visit((truth, j) -> {
            int categories = table.features().get(j).categories();
            if (categories == 0) {
                double mean = standardizer.standardize(j, others.mean(j));
                sums.add(
                        j,
                        standardizer.standardize(j, truth) - mean,
                        standardizer.standardize(j, added.mean(j)) - mean);
            }
            for (int c = 0; c < categories; c++) {
                double probability = others.probability(j, c);
                sums.add(j, (truth == c ? 1 : 0) - probability, added.probability(j, c) - probability);
            }
            sums.end(j);
        });
        float[] weights = sums.weights(rule.sure());
        if (!rule.learnt()) {
            return weights;
        }
        double[] shift = GapShift.of(table, standardizer);
        for (int j = 0; j < d; j++) {
            double trusted = weights[j] == 0 ? 0 : trusted(PatternCover.of(table, j));
            weights[j] *= (float) (shift[j] > FAR ? SHARE_IF_FAR * trusted : trusted);
        }
        return weights;
    }

    /** The share of an estimated weight that is kept where hidden cells stand for the missing ones only in part. */
    private static double trusted(double cover) {
        return Math.max(0, Math.min(1, (cover - LEAST_COVER) / (1 - LEAST_COVER)));
    }

    /** The stretch of the averaged distribution by feature; 1 where the added member has no weight. */
    public float[] stretch(float[] weights) {
        int d = table.features().size();
        StretchEstimator estimator = new StretchEstimator(d);
        visit((truth, j) -> {
            if (weights[j] > 0 && table.features().get(j).isContinuous()) {
                double below = (1 - weights[j]) * others.cdf(j, truth) + weights[j] * added.cdf(j, truth);
                estimator.cell(j, factor -> Normal.spread(below, factor));
            }
        });
        float[] stretch = new float[d];
        for (int j = 0; j < d; j++) {
            boolean averaged = weights[j] > 0 && table.features().get(j).isContinuous();
            stretch[j] = averaged ? estimator.result(j, false, 0) : 1;
        }
        return stretch;
    }

    /** Receives one hidden cell after its row was inferred: its true value, its feature. */
    @FunctionalInterface
    private interface Visitor {
        void cell(double truth, int feature);
    }

    /** Hides cells, the same ones at every call, and passes them to the visitor. */
    private void visit(Visitor visitor) {
        HiddenRows.visit(
                table,
                standardizer,
                Seeds.random(seed, "weights of members"),
                rule.rows(),
                (i, holed) -> show(i, holed, visitor));
    }

    private int show(int i, double[] holed, Visitor visitor) {
        double[] row = table.row(i);
        int hidden = 0;
        if (rule.fairOnly() && !(others.isFair(i) && added.isFair(i))) {
            return 0;
        }
        for (int j = 0; j < row.length; j++) {
            if (Masks.isHidden(row, holed, j)) {
                if (hidden++ == 0) {
                    others.infer(i, holed);
                    added.infer(i, holed);
                }
                visitor.cell(row[j], j);
            }
        }
        return hidden;
    }
}
