package io.lacuna.internal.training.context;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.training.RowPredictor;
import io.lacuna.internal.training.SideBySide;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * The model's predictions for the cells of some rows: observed numbers are predicted from the row's other cells,
 * missing cells from the observed ones. In standard units; each array belongs to one row, by its index.
 *
 * @param mean means of numbers
 * @param sd standard deviations of missing numbers
 * @param probability probabilities of the categories of missing cells, {@code [row][feature][category]}; empty where
 *     there are none
 */
record Predictions(float[][] mean, float[][] sd, float[][][] probability) {
    /** Number of groups in which cells are hidden, for a member that cannot leave out one cell. */
    private static final int GROUPS = 4;

    /**
     * @param features features to fill; the columns after them are always observed
     * @param rows cells by row index; null for rows that are not visited
     */
    static Predictions of(
            Supplier<RowPredictor> predictors,
            double[][] rows,
            int[] places,
            Features features,
            Standardizer standardizer,
            int threads) {
        Predictions all =
                new Predictions(new float[rows.length][], new float[rows.length][], new float[rows.length][][]);
        List<Callable<Boolean>> work = new ArrayList<>();
        for (int part = 0; part < threads; part++) {
            int from = (int) ((long) places.length * part / threads);
            int to = (int) ((long) places.length * (part + 1) / threads);
            work.add(() -> {
                RowPredictor predictor = predictors.get();
                Row row = new Row(predictor, features, standardizer, all);
                for (int p = from; p < to; p++) {
                    row.visit(places[p], rows[places[p]]);
                }
                return true;
            });
        }
        SideBySide.run(work, threads);
        return all;
    }

    /** Visits one row after the other; each writes only to its own index. */
    private record Row(RowPredictor predictor, Features features, Standardizer standardizer, Predictions into) {
        void visit(int place, double[] cells) {
            int d = features.size();
            float[] mean = new float[d];
            float[] sd = new float[d];
            double[] others = new double[cells.length];
            predictor.infer(place, cells);
            boolean leavesOneOut = predictor.leavesOneOut();
            if (leavesOneOut) {
                predictor.leaveOneOut(others);
            }
            float[][] probability = new float[0][];
            for (int j = 0; j < d; j++) {
                Feature feature = features.get(j);
                if (!Double.isNaN(cells[j])) {
                    mean[j] = feature.isContinuous() ? (float) standardizer.standardize(j, others[j]) : 0;
                } else if (feature.isContinuous()) {
                    mean[j] = (float) standardizer.standardize(j, predictor.mean(j));
                    sd[j] = (float)
                            (Math.sqrt(predictor.variance(j)) / standardizer.sd()[j]);
                } else {
                    probability = probability.length == 0 ? new float[d][] : probability;
                    probability[j] = probabilities(j, feature.categories());
                }
            }
            if (!leavesOneOut) {
                byGroups(place, cells, mean);
            }
            into.mean[place] = mean;
            into.sd[place] = sd;
            into.probability[place] = probability;
        }

        private float[] probabilities(int j, int categories) {
            float[] all = new float[categories];
            for (int c = 0; c < categories; c++) {
                all[c] = (float) predictor.probability(j, c);
            }
            return all;
        }

        private void byGroups(int place, double[] cells, float[] mean) {
            for (int group = 0; group < GROUPS; group++) {
                double[] hidden = cells.clone();
                boolean any = false;
                for (int j = group; j < features.size(); j += GROUPS) {
                    any |= features.get(j).isContinuous() && !Double.isNaN(cells[j]);
                    hidden[j] = Double.NaN;
                }
                if (any) {
                    predictor.infer(place, hidden);
                    for (int j = group; j < features.size(); j += GROUPS) {
                        if (features.get(j).isContinuous() && !Double.isNaN(cells[j])) {
                            mean[j] = (float) standardizer.standardize(j, predictor.mean(j));
                        }
                    }
                }
            }
        }
    }
}
