package io.lacuna.internal.training.context;

import io.lacuna.data.Features;
import io.lacuna.internal.context.JointFill;
import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.internal.context.tables.FeatureContext;
import io.lacuna.internal.numerics.Normal;
import java.util.Arrays;
import java.util.List;

/**
 * Fits the width of fills at each range of ages, so that intervals cover the promised share of the hidden cells (split
 * conformal prediction, one range after the other). Ranges with few hidden cells use the width of all ages.
 */
final class AgeWidths {
    private static final double MASS = 0.9;

    /** The width of all ages counts as this many hidden cells. */
    private static final double PRIOR = 30;

    private static final double LEAST = 0.5;
    private static final double MOST = 3;

    private AgeWidths() {}

    static FeatureContext[] fit(Features features, List<Trial> trials, float[] precision, FeatureContext[] all) {
        int d = features.size();
        int ranges = ContextTables.ages().length;
        double[][][] errors = new double[d][ranges + 1][trials.size()];
        int[][] count = new int[d][ranges + 1];
        JointFill fill = new JointFill(d, precision);
        for (Trial trial : trials) {
            JointChoice.run(fill, features, all, trial);
            for (int at = 0; at < fill.count(); at++) {
                int j = fill.feature(at);
                int i = trial.of(j);
                if (trial.tells(i) && trial.remembers(i) && !all[j].isNone()) {
                    double error = Math.abs(fill.mean(at) - trial.truth()[i]) / fill.sd(at);
                    int range = ContextTables.range(trial.steps()[i]);
                    errors[j][range][count[j][range]++] = error;
                    errors[j][ranges][count[j][ranges]++] = error;
                }
            }
        }
        FeatureContext[] widened = all.clone();
        for (int j = 0; j < d; j++) {
            if (features.get(j).isContinuous() && !all[j].isNone() && count[j][ranges] > 0) {
                double overall = width(errors[j][ranges], count[j][ranges]);
                float[] widths = new float[ranges];
                for (int range = 0; range < ranges; range++) {
                    int n = count[j][range];
                    double own = n == 0 ? overall : width(errors[j][range], n);
                    double width = (n * own + PRIOR * overall) / (n + PRIOR);
                    widths[range] = (float) Math.max(LEAST, Math.min(MOST, width));
                }
                widened[j] = all[j].withWidths(widths);
            }
        }
        return widened;
    }

    private static double width(double[] errors, int n) {
        double[] sorted = Arrays.copyOf(errors, n);
        Arrays.sort(sorted);
        int rank = (int) Math.min(n - 1, Math.ceil(MASS * (n + 1)) - 1);
        return sorted[rank] / Normal.quantile(0.5 + 0.5 * MASS);
    }
}
