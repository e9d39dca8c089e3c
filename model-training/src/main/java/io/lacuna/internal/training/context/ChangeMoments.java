package io.lacuna.internal.training.context;

import io.lacuna.data.Features;
import io.lacuna.internal.context.ExpectedChanges;
import io.lacuna.internal.context.Timeline;
import io.lacuna.internal.numerics.LowerTriangular;
import java.util.ArrayList;
import java.util.List;

/**
 * Fits the normal of the changes of numbers from one row of a key to the next, for {@link ExpectedChanges}, by EM: missing
 * changes are replaced by their moments given the observed ones. In standard units, with mean zero. It starts with independent
 * changes and ends early, so that correlations stay small where few pairs of rows have both changes.
 */
final class ChangeMoments {
    private static final int ITERATIONS = 10;

    /** Share of independent features that is mixed in, so that correlations exist even for features that are equal. */
    private static final double INDEPENDENT = 0.02;

    /** Pairs of rows further apart than this many steps are left out. */
    private static final double FARTHEST = 1.5;

    /** A feature with fewer changes has none. */
    private static final int LEAST = 20;

    private static final double LEAST_SD = 1e-4;
    private static final int MOST_PAIRS = 4_000;
    private static final double MOST_WORK = 4e8;

    private ChangeMoments() {}

    /** As {@code ContextTables.changes}; a category or a number without changes is independent of all others. */
    static float[] of(
            double[][] rows, List<int[]> runs, Features features, DayUnits units, Timeline timeline, double step) {
        List<double[]> pairs = some(pairs(rows, runs, features, units, timeline, step), features.size());
        int d = features.size();
        double[] sd = sds(pairs, d);
        double[][] correlation = LowerTriangular.triangle(d);
        for (int j = 0; j < d; j++) {
            correlation[j][j] = 1;
        }
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            correlation = next(pairs, sd, correlation);
        }
        float[] packed = new float[d * (d + 1) / 2];
        int at = 0;
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < i; j++) {
                packed[at++] = (float) correlation[i][j];
            }
            packed[at++] = (float) Math.max(LEAST_SD, sd[i]);
        }
        return packed;
    }

    private static List<double[]> pairs(
            double[][] rows, List<int[]> runs, Features features, DayUnits units, Timeline timeline, double step) {
        List<double[]> pairs = new ArrayList<>();
        int d = features.size();
        for (int[] run : runs) {
            for (int t = 1; t < run.length; t++) {
                long before = timeline.times()[run[t - 1]];
                long now = timeline.times()[run[t]];
                if (now - before <= FARTHEST * step) {
                    double[] change = new double[d];
                    for (int j = 0; j < d; j++) {
                        change[j] = features.get(j).isContinuous()
                                ? units.standardize(j, rows[run[t]][j], now)
                                        - units.standardize(j, rows[run[t - 1]][j], before)
                                : Double.NaN;
                    }
                    pairs.add(change);
                }
            }
        }
        return pairs;
    }

    private static List<double[]> some(List<double[]> pairs, int d) {
        int most = (int) Math.min(MOST_PAIRS, Math.max(LEAST, MOST_WORK / ((double) d * d * d)));
        int stride = Math.max(1, pairs.size() / most);
        List<double[]> some = new ArrayList<>();
        for (int p = 0; p < pairs.size(); p += stride) {
            some.add(pairs.get(p));
        }
        return some;
    }

    /** By feature, 0 if it has too few changes. */
    private static double[] sds(List<double[]> pairs, int d) {
        double[] sd = new double[d];
        for (int j = 0; j < d; j++) {
            double sum = 0;
            int count = 0;
            for (double[] change : pairs) {
                if (!Double.isNaN(change[j])) {
                    sum += change[j] * change[j];
                    count++;
                }
            }
            double found = Math.sqrt(sum / Math.max(1, count));
            sd[j] = count < LEAST || found < LEAST_SD ? 0 : found;
        }
        return sd;
    }

    /** One iteration; returns the new correlations. */
    private static double[][] next(List<double[]> pairs, double[] sd, double[][] correlation) {
        int d = sd.length;
        double[][] sum = LowerTriangular.triangle(d);
        double[][] factor = LowerTriangular.triangle(d);
        double[][] weight = new double[d][d];
        int[] observed = new int[d];
        double[] e = new double[d];
        for (double[] change : pairs) {
            int count = 0;
            for (int j = 0; j < d; j++) {
                if (sd[j] > 0 && !Double.isNaN(change[j])) {
                    observed[count++] = j;
                    e[j] = change[j] / sd[j];
                }
            }
            LowerTriangular.cholesky(correlation, observed, count, factor);
            for (int m = 0; m < d; m++) {
                if (sd[m] == 0 || Double.isNaN(change[m])) {
                    double[] own = weight[m];
                    e[m] = 0;
                    for (int a = 0; a < count; a++) {
                        own[a] = LowerTriangular.at(correlation, m, observed[a]);
                    }
                    LowerTriangular.solve(factor, count, own);
                    for (int a = 0; a < count; a++) {
                        e[m] += own[a] * e[observed[a]];
                    }
                }
            }
            for (int i = 0; i < d; i++) {
                boolean hidden = sd[i] == 0 || Double.isNaN(change[i]);
                for (int j = 0; j <= i; j++) {
                    sum[i][j] += e[i] * e[j];
                    if (hidden && (sd[j] == 0 || Double.isNaN(change[j]))) {
                        sum[i][j] += correlation[i][j];
                        for (int a = 0; a < count; a++) {
                            sum[i][j] -= weight[i][a] * LowerTriangular.at(correlation, j, observed[a]);
                        }
                    }
                }
            }
        }
        return correlations(sum);
    }

    private static double[][] correlations(double[][] sum) {
        double[][] correlation = LowerTriangular.triangle(sum.length);
        for (int i = 0; i < sum.length; i++) {
            for (int j = 0; j < i; j++) {
                double scale = Math.sqrt(sum[i][i] * sum[j][j]);
                correlation[i][j] = scale > 0 ? (1 - INDEPENDENT) * sum[i][j] / scale : 0;
            }
            correlation[i][i] = 1;
        }
        return correlation;
    }
}
