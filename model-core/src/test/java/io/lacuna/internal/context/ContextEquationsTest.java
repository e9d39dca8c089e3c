package io.lacuna.internal.context;

import static io.lacuna.internal.context.FilledByMeans.MEAN;
import static io.lacuna.internal.context.FilledByMeans.NONE;
import static io.lacuna.internal.context.FilledByMeans.SD;
import static io.lacuna.internal.context.FilledByMeans.SHARES;
import static io.lacuna.internal.context.FilledByMeans.STEP;
import static io.lacuna.internal.context.FilledByMeans.imputer;
import static io.lacuna.internal.context.FilledByMeans.table;
import static io.lacuna.internal.context.FilledByMeans.tables;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.internal.context.FilledByMeans.Seen;
import io.lacuna.internal.context.tables.Calendar;
import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.internal.context.tables.FeatureContext;
import io.lacuna.internal.context.tables.UsualDay;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The fills of {@link ContextImputer} against its equations, computed from all records of the key by other code. */
class ContextEquationsTest {
    private final FilledByMeans keys = new FilledByMeans();

    /** A table read on straight lines, by other code. */
    private static double read(float[] table, double steps, double beyond) {
        int[] lags = ContextTables.lags();
        if (steps > 120) {
            return beyond;
        }
        double value = table[0];
        for (int i = 1; i < lags.length; i++) {
            double share = Math.max(0, Math.min(1, (steps - lags[i - 1]) / (lags[i] - lags[i - 1])));
            value += share * (table[i] - table[i - 1]);
        }
        return value;
    }

    /** The equations of the class, from all records before: what the past says of a missing number. */
    private static double[] evidence(List<Seen> before, long now, int j, FeatureContext own) {
        Seen last = null;
        for (Seen seen : before) {
            last = Double.isNaN(seen.cells()[j]) ? last : seen;
        }
        if (last == null) {
            return new double[] {0, 1, 1, 0, 0};
        }
        double steps = (now - last.time()) / (double) STEP;
        double z = (last.cells()[j] - MEAN[j]) / SD[j];
        double sum = 0;
        double count = 2;
        for (Seen seen : before) {
            double r = (seen.cells()[j] - MEAN[j]) / SD[j];
            long bucket = Math.floorDiv(last.time(), 12 * STEP) - Math.floorDiv(seen.time(), 12 * STEP);
            if (!Double.isNaN(r) && seen.time() <= last.time() && bucket < 5) {
                sum += Math.pow(0.6, bucket) * Math.rint(64 * (float) r) / 64;
                count += Math.pow(0.6, bucket);
            }
        }
        double slow = steps > 120 ? own.slow()[16] * 120 / steps : read(own.slow(), steps, 0);
        double m1 = read(own.rho(), steps, 0) * z + slow * sum / count;
        double s1 = read(own.kappa(), steps, 1);
        double v2 = read(own.variance(), steps, 1);
        int range = steps < 1.5 ? 0 : steps < 6.5 ? 1 : steps < 24.5 ? 2 : 3;
        float lambda = own.lambda()[range];
        boolean past = lambda > 0 && steps <= 120;
        double g = past ? own.trust()[range] : 1;
        double w = past ? 1 - g + lambda * (1 / v2 - 1) : 0;
        double e = past ? lambda * read(own.phi(), steps, 0) * z / v2 : 0;
        return new double[] {m1, s1, g, w, e};
    }

    @Test
    void fillsByTheEquationsOneByOne() {
        ContextTables tables = tables(new float[0]);
        ContextImputer imputer = imputer(tables);
        List<Seen> history = new ArrayList<>();
        for (int trial = 0; trial < 60; trial++) {
            keys.memory.clear();
            history = keys.history(imputer, 1 + trial);
            long now = history.get(trial).time() + 1 + keys.random.nextInt(trial % 5 == 0 ? 12_000 : 400);
            imputer.impute(new double[] {NONE, NONE, NONE, NONE}, now, keys.memory);
            for (int j : new int[] {0, 1, 3}) {
                double[] w = evidence(history, now, j, tables.features().get(j));
                double precision = w[2] / (w[1] * w[1]) + w[3];
                double mean = (w[2] * w[0] / (w[1] * w[1]) + w[4]) / precision;
                assertThat(imputer.mean(j)).isCloseTo(MEAN[j] + SD[j] * mean, within(1e-4 * SD[j]));
                if (imputer.usesContext(j)) {
                    double steps = imputer.age(j) / (double) STEP;
                    double width = steps < 1.5 ? 1 : steps < 6.5 ? 1.2f : steps < 24.5 ? 1.5f : 2;
                    assertThat(imputer.sd(j)).isCloseTo(SD[j] * width / Math.sqrt(precision), within(1e-4 * SD[j]));
                } else {
                    assertThat(imputer.sd(j)).isEqualTo(SD[j]);
                }
            }
        }
        assertThat(history).hasSize(60);
    }

    @Test
    void fillsTogetherAsADenseSolutionDoes() {
        double[][] a = {{2, 0.8, 0, -0.5}, {0.8, 1.5, 0, 0.3}, {0, 0, 1, 0}, {-0.5, 0.3, 0, 1.2}};
        float[] packed = new float[10];
        for (int i = 0, at = 0; i < 4; i++) {
            for (int j = 0; j <= i; j++) {
                packed[at++] = (float) a[i][j];
            }
        }
        ContextTables tables = tables(packed);
        ContextImputer imputer = imputer(tables);
        for (int trial = 0; trial < 60; trial++) {
            keys.memory.clear();
            List<Seen> history = keys.history(imputer, 5 + trial);
            long now = history.get(history.size() - 1).time() + 1 + keys.random.nextInt(400);
            double[] cells = {NONE, trial % 3 == 0 ? -3.2 : NONE, NONE, NONE};
            imputer.impute(cells, now, keys.memory);
            int[] missing = trial % 3 == 0 ? new int[] {0, 3} : new int[] {0, 1, 3};
            int m = missing.length;
            double[][] conditional = new double[m][m];
            for (int x = 0; x < m; x++) {
                for (int y = 0; y < m; y++) {
                    conditional[x][y] = a[missing[x]][missing[y]];
                }
            }
            double[][] covariance = inverse(conditional);
            double[][] h = new double[m][m];
            double[] right = new double[m];
            for (int x = 0; x < m; x++) {
                double[] wx =
                        evidence(history, now, missing[x], tables.features().get(missing[x]));
                for (int y = 0; y < m; y++) {
                    double[] wy =
                            evidence(history, now, missing[y], tables.features().get(missing[y]));
                    double qx = Math.sqrt(wx[2] * covariance[x][x]) / wx[1];
                    double qy = Math.sqrt(wy[2] * covariance[y][y]) / wy[1];
                    h[x][y] = conditional[x][y] * qx * qy;
                    right[x] += h[x][y] * wy[0];
                }
                right[x] += wx[4];
            }
            for (int x = 0; x < m; x++) {
                h[x][x] += evidence(history, now, missing[x], tables.features().get(missing[x]))[3];
            }
            double[][] posterior = inverse(h);
            for (int x = 0; x < m; x++) {
                double mean = 0;
                for (int y = 0; y < m; y++) {
                    mean += posterior[x][y] * right[y];
                }
                int j = missing[x];
                assertThat(imputer.mean(j)).isCloseTo(MEAN[j] + SD[j] * mean, within(1e-4 * SD[j]));
            }
        }
    }

    /** By Gauss and Jordan. */
    private static double[][] inverse(double[][] matrix) {
        int n = matrix.length;
        double[][] work = new double[n][2 * n];
        for (int i = 0; i < n; i++) {
            System.arraycopy(matrix[i], 0, work[i], 0, n);
            work[i][n + i] = 1;
        }
        for (int p = 0; p < n; p++) {
            double pivot = work[p][p];
            for (int c = 0; c < 2 * n; c++) {
                work[p][c] /= pivot;
            }
            for (int r = 0; r < n; r++) {
                double factor = work[r][p];
                for (int c = 0; c < 2 * n && r != p; c++) {
                    work[r][c] -= factor * work[p][c];
                }
            }
        }
        double[][] result = new double[n][];
        for (int i = 0; i < n; i++) {
            result[i] = Arrays.copyOfRange(work[i], n, 2 * n);
        }
        return result;
    }

    @Test
    void theLastCategoryOfAKeyIsMoreProbable() {
        ContextImputer imputer = imputer(tables(new float[0]));
        imputer.impute(new double[] {1, 1, 2, 1}, 0, keys.memory);
        imputer.remember(keys.memory, 5);
        imputer.impute(new double[] {1, 1, NONE, 1}, STEP, keys.memory);
        double[] weight = new double[3];
        for (int c = 0; c < 3; c++) {
            double ratio = (c == 2 ? 0.7 / SHARES[c] : 0) + 1 - 0.7;
            weight[c] = SHARES[c] * Math.sqrt(ratio);
        }
        double sum = weight[0] + weight[1] + weight[2];
        for (int c = 0; c < 3; c++) {
            assertThat(imputer.probability(2, c)).isCloseTo(weight[c] / sum, within(1e-6));
        }
        assertThat(imputer.usesContext(2)).isTrue();
        assertThat(imputer.sourceOffset(2)).isEqualTo(5);
        assertThat(imputer.sourceValue(2)).isEqualTo(2);
        imputer.impute(new double[] {1, 1, NONE, 1}, STEP * 200, keys.memory);
        assertThat(imputer.usesContext(2)).isFalse();
        assertThat(imputer.probability(2, 0)).isEqualTo(SHARES[0]);
    }

    @Test
    void quantilesIntervalsCdfAndDrawsAreOfOneDistribution() {
        ContextImputer imputer = imputer(tables(new float[0]));
        imputer.impute(new double[] {14, -3, 1, 70}, 10_000, keys.memory);
        imputer.remember(keys.memory, 1);
        imputer.impute(new double[] {NONE, -3, NONE, NONE}, 10_000 + 4 * STEP, keys.memory);
        double[] lower = new double[4];
        double[] upper = new double[4];
        imputer.intervals(0.8, lower, upper);
        SplittableRandom draws = new SplittableRandom(5);
        int n = 40_000;
        for (int j : new int[] {0, 3}) {
            assertThat(imputer.cdf(j, lower[j])).isCloseTo(0.1, within(0.005));
            assertThat(imputer.cdf(j, upper[j])).isCloseTo(0.9, within(0.005));
            assertThat(imputer.quantile(j, 0.5 * (1 - 0.8))).isEqualTo(lower[j]);
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < n; i++) {
                double[] drawn = {NONE, -3, NONE, NONE};
                imputer.draw(draws, drawn);
                sum += drawn[j];
                squares += (drawn[j] - imputer.mean(j)) * (drawn[j] - imputer.mean(j));
            }
            assertThat(sum / n).isCloseTo(imputer.mean(j), within(0.02 * SD[j]));
            assertThat(Math.sqrt(squares / n)).isCloseTo(imputer.sd(j), within(0.02 * SD[j]));
        }
    }

    /** By other code: the usual distance from the mean at an hour of the day, in standard units. */
    private static double usual(float[] weights, int hour) {
        double angle = Math.toRadians(15.0 * hour);
        return weights[0] * Math.sin(angle)
                + weights[1] * Math.cos(angle)
                + weights[2] * Math.sin(2 * angle)
                + weights[3] * Math.cos(2 * angle);
    }

    @Test
    void aPastIsADistanceFromTheUsualValueOfItsHour() {
        long hour = 3_600_000;
        long day = 20_000 * 24 * hour;
        float[] weights = {0.5f, -1, 0.25f, 0.75f};
        double sd = 0.8 * SD[1];
        List<FeatureContext> features = new ArrayList<>(tables(new float[0]).features());
        FeatureContext own = features.get(1).withUsual(new UsualDay(weights), sd);
        features.set(1, own);
        ContextImputer imputer = imputer(new ContextTables(hour, Calendar.NONE, features, new float[0]));
        double seen = MEAN[1] + 1.5 * SD[1];
        for (int steps : new int[] {1, 6, 16, 96}) {
            keys.memory.clear();
            imputer.impute(new double[] {NONE, seen, NONE, NONE}, day + 5 * hour, keys.memory);
            imputer.remember(keys.memory, 1);
            imputer.impute(new double[] {NONE, NONE, NONE, NONE}, day + (5 + steps) * hour, keys.memory);
            double now = usual(weights, 5 + steps);
            double r = (seen - MEAN[1]) / sd;
            double z = r - usual(weights, 5);
            double slow = Math.rint(64 * (float) r) / 64 / 3;
            double m1 = -now + read(own.rho(), steps, 0) * r + read(own.slow(), steps, 0) * slow;
            double s1 = SD[1] / sd * read(own.kappa(), steps, 1);
            double v2 = read(own.variance(), steps, 1);
            double precision = 1 / (s1 * s1) + 1 / v2 - 1;
            double mean = (m1 / (s1 * s1) + read(own.phi(), steps, 0) * z / v2) / precision;
            assertThat(imputer.mean(1)).isCloseTo(MEAN[1] + sd * (now + mean), within(1e-4 * SD[1]));
        }
    }
}
