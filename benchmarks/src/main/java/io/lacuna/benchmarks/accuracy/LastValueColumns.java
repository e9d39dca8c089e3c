package io.lacuna.benchmarks.accuracy;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.context.Timeline;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import io.lacuna.internal.training.Trainers;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A model of twice the columns: a row's cells, then the last value of each feature in its key's earlier rows. What context
 * is compared with as the most direct way to take in the past.
 */
final class LastValueColumns implements PastFiller {
    private final Imputer imputer;
    private final Map<Integer, double[]> lastByKey = new HashMap<>();
    private double[] row = {};
    private double[] last = {};

    private LastValueColumns(ImputationModel model) {
        imputer = model.newImputer(InferenceSettings.DEFAULT);
    }

    /** Fits the model to rows of a table and the last values before them. */
    static LastValueColumns fit(Table train, Timeline timeline, FitSettings settings) {
        int d = train.features().size();
        double[][] wide = new double[train.size()][];
        for (int[] rows : timeline.byKey()) {
            double[] last = none(d);
            for (int i : rows) {
                wide[i] = beside(train.row(i), last);
                carry(train.row(i), last);
            }
        }
        List<Feature> columns = new ArrayList<>(train.features().list());
        train.features().list().forEach(own -> columns.add(Feature.continuous("last " + own.name())));
        return new LastValueColumns(
                Trainers.fit(new Table(new Features(columns), List.of(wide)), null, settings, Progress.SILENT, null));
    }

    private static double[] none(int d) {
        double[] none = new double[d];
        Arrays.fill(none, Double.NaN);
        return none;
    }

    private static double[] beside(double[] cells, double[] last) {
        double[] wide = Arrays.copyOf(cells, cells.length + last.length);
        System.arraycopy(last, 0, wide, cells.length, last.length);
        return wide;
    }

    private static void carry(double[] cells, double[] last) {
        for (int j = 0; j < cells.length; j++) {
            last[j] = Double.isNaN(cells[j]) ? last[j] : cells[j];
        }
    }

    @Override
    public void fill(double[] cells, int key, long time) {
        row = cells;
        last = lastByKey.computeIfAbsent(key, unseen -> none(cells.length));
        imputer.impute(beside(row, last));
    }

    @Override
    public double mean(int feature) {
        return imputer.mean(feature);
    }

    @Override
    public void remember() {
        carry(row, last);
    }
}
