package io.lacuna.benchmarks.accuracy;

import io.lacuna.data.Table;
import io.lacuna.internal.context.Timeline;
import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.internal.data.Standardizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Fills without a model of the other features: what context is compared with. */
final class PlainFillers {
    /** The weight of the lag before counts as this many pairs. */
    private static final double PRIOR = 20;

    private PlainFillers() {}

    /** Fills with the mean of each feature in training. */
    static PastFiller mean(Standardizer train) {
        return new Weighed(train, new float[train.mean().length][ContextTables.lags().length], 1, false);
    }

    /** Carries the last value forward; the mean where there is none. */
    static PastFiller last(Standardizer train) {
        return new Weighed(train, new float[0][], 1, true);
    }

    /**
     * Each feature's own autoregression: the mean plus a weight by age times the last value's distance from the mean.
     * The weights are least squares over all pairs of a key's training rows at each lag.
     */
    static PastFiller autoregression(Table train, Timeline timeline) {
        Standardizer scale = Standardizer.fit(train);
        double step = timeline.usualStep();
        int[] lags = ContextTables.lags();
        float[][] weights = new float[train.features().size()][lags.length];
        for (int j = 0; j < weights.length; j++) {
            double before = 0;
            for (int l = 0; l < lags.length; l++) {
                double products = 0;
                double squares = 0;
                for (int[] rows : timeline.byKey()) {
                    for (int i = lags[l]; i < rows.length; i++) {
                        double z = scale.standardize(j, train.row(rows[i])[j]);
                        double earlier = scale.standardize(j, train.row(rows[i - lags[l]])[j]);
                        if (!Double.isNaN(z) && !Double.isNaN(earlier)) {
                            products += z * earlier;
                            squares += earlier * earlier;
                        }
                    }
                }
                double fade = l == 0 ? 0 : Math.sqrt((double) lags[l - 1] / lags[l]);
                before = (products + PRIOR * fade * before) / (squares + PRIOR);
                weights[j][l] = (float) before;
            }
        }
        return new Weighed(scale, weights, step, false);
    }

    /** Fills with a weight by age of the last value. */
    private static final class Weighed implements PastFiller {
        private final Standardizer scale;
        private final float[][] weights;
        private final double step;
        private final boolean whole;
        private final Map<Integer, double[][]> lastByKey = new HashMap<>();
        private double[] row = {};
        private double[][] last = {};
        private long time;

        /**
         * @param weights [feature][lag]
         * @param whole whether the last value counts wholly at any age
         */
        Weighed(Standardizer scale, float[][] weights, double step, boolean whole) {
            this.scale = scale;
            this.weights = weights;
            this.step = step;
            this.whole = whole;
        }

        @Override
        public void fill(double[] cells, int key, long at) {
            row = cells;
            time = at;
            last = lastByKey.computeIfAbsent(key, unseen -> {
                double[][] none = new double[2][cells.length];
                Arrays.fill(none[0], Double.NaN);
                return none;
            });
        }

        @Override
        public double mean(int feature) {
            double value = last[0][feature];
            double mean = scale.mean()[feature];
            if (Double.isNaN(value)) {
                return mean;
            }
            double weight = whole ? 1 : ContextTables.at(weights[feature], (time - last[1][feature]) / step, 0);
            return mean + weight * (value - mean);
        }

        @Override
        public void remember() {
            for (int j = 0; j < row.length; j++) {
                if (!Double.isNaN(row[j])) {
                    last[0][j] = row[j];
                    last[1][j] = time;
                }
            }
        }
    }
}
