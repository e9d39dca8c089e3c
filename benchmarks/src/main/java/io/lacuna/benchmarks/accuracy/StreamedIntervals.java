package io.lacuna.benchmarks.accuracy;

import io.lacuna.data.Features;
import io.lacuna.internal.evaluation.CentralIntervals;
import io.lacuna.internal.evaluation.LiveIntervals;
import io.lacuna.internal.evaluation.Masks;
import io.lacuna.internal.model.Imputer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The coverage of intervals if rows come in order and live scores correct the intervals, as in the stream with default
 * settings. In some rows a few observed cells are hidden, filled and scored, and the intervals of later rows learn from
 * the scores.
 */
final class StreamedIntervals {
    private static final double MASS = 0.9;
    private static final double SCORE_SHARE = 0.05;
    private static final double MASK_RATE = 0.2;

    private final Features features;
    private final Imputer imputer;
    private final LiveIntervals intervals = new LiveIntervals(MASS);
    private final CentralIntervals ends;
    private final SplittableRandom random;

    StreamedIntervals(Features features, Imputer imputer, long seed) {
        this.features = features;
        this.imputer = imputer;
        ends = new CentralIntervals(imputer, features.size(), MASS);
        random = new SplittableRandom(seed);
    }

    /** The share of the hidden numbers of all rows that their intervals hold; NaN if there are none. */
    double coverage(List<double[]> holed, List<double[]> truths) {
        long held = 0;
        long cells = 0;
        for (int i = 0; i < holed.size(); i++) {
            double[] row = holed.get(i);
            imputer.impute(row);
            ends.find();
            for (int j = 0; j < row.length; j++) {
                double truth = truths.get(i)[j];
                if (Double.isNaN(row[j])
                        && !Double.isNaN(truth)
                        && features.get(j).isContinuous()) {
                    held += holds(j, truth) ? 1 : 0;
                    cells++;
                }
            }
            score(row);
        }
        return cells == 0 ? Double.NaN : (double) held / cells;
    }

    private void score(double[] row) {
        if (random.nextDouble() >= SCORE_SHARE) {
            return;
        }
        double[] masked = new double[row.length];
        Masks.hideAtRandom(row, MASK_RATE, row.length, random, masked);
        imputer.impute(masked);
        ends.find();
        List<LiveIntervals.Score> scores = new ArrayList<>();
        for (int j = 0; j < row.length; j++) {
            if (Masks.isHidden(row, masked, j) && features.get(j).isContinuous()) {
                scores.add(new LiveIntervals.Score(features.get(j).name(), holds(j, row[j])));
            }
        }
        intervals.learn(scores);
    }

    private boolean holds(int j, double truth) {
        return ends.hold(j, intervals.of(features.get(j).name()), truth);
    }
}
