package io.lacuna.internal.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.context.tables.Calendar;
import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.internal.context.tables.FeatureContext;
import io.lacuna.internal.data.Marginals;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import io.lacuna.internal.model.MarginalMember;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.model.ArtifactException;
import io.lacuna.model.Provenance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** With a model that fills with the mean, so that every number here can be computed by hand. */
class ContextImputerTest {
    private static final double NONE = Double.NaN;
    private static final Features FEATURES = new Features(List.of(
            Feature.continuous("a"),
            Feature.continuous("b"),
            Feature.categorical("state", List.of("on", "off", "broken")),
            Feature.continuous("c")));
    private static final double[] MEAN = {10, -3, 0, 100};
    private static final double[] SD = {2, 0.5, 1, 30};
    private static final double[] SHARES = {0.6, 0.3, 0.1};
    private static final long STEP = 60;

    private final SplittableRandom random = new SplittableRandom(11);

    private static float[] table(double first, double decay) {
        float[] table = new float[ContextTables.lags().length];
        for (int i = 0; i < table.length; i++) {
            table[i] = (float) (first * Math.exp(-(ContextTables.lags()[i] - 1) / decay));
        }
        return table;
    }

    private static float[] rising(double first, double decay) {
        float[] table = table(1 - first, decay);
        for (int i = 0; i < table.length; i++) {
            table[i] = 1 - table[i];
        }
        return table;
    }

    private static FeatureContext number(int j, float trust, float lambda) {
        return new FeatureContext(
                MEAN[j],
                SD[j],
                table(0.8, 20),
                table(0.4, 60),
                rising(0.5, 20),
                table(0.9, 30),
                rising(0.2, 30),
                trust,
                lambda,
                new float[] {1, 1.2f, 1.5f, 2});
    }

    private static ContextTables tables(float[] precision) {
        FeatureContext none = FeatureContext.none();
        FeatureContext category = new FeatureContext(
                0, 1, none.rho(), none.slow(), none.kappa(), table(0.7, 10), none.variance(), 1, 0.5f, none.width());
        return new ContextTables(
                STEP,
                Calendar.NONE,
                List.of(number(0, 0.6f, 0.9f), number(1, 1, 1), category, number(3, 1, 0)),
                precision);
    }

    private static ImputationModel model(ContextTables tables) {
        double[][] shares = {{}, {}, SHARES, {}};
        return new ImputationModel(
                FEATURES,
                List.of(new MarginalMember(new Marginals(new Standardizer(MEAN, SD), shares))),
                new Provenance(new TreeMap<>()),
                tables);
    }

    private static ContextImputer imputer(ContextTables tables) {
        ImputationModel model = model(tables);
        return new ContextImputer(model, model.newImputer(InferenceSettings.DEFAULT), 1);
    }

    private final KeyMemory memory = new KeyMemory(FEATURES);

    /** A record as the tests know it. */
    private record Seen(double[] cells, long time) {}

    private List<Seen> history(ContextImputer imputer, int records) {
        List<Seen> history = new ArrayList<>();
        long time = 1_000_000;
        for (int i = 0; i < records; i++) {
            double[] cells = new double[4];
            for (int j = 0; j < 4; j++) {
                double value = j == 2 ? random.nextInt(3) : MEAN[j] + SD[j] * random.nextGaussian();
                cells[j] = random.nextDouble() < 0.4 ? NONE : value;
            }
            imputer.impute(cells, time, memory);
            imputer.remember(memory, i);
            history.add(new Seen(cells, time));
            time += STEP * (1 + random.nextInt(3)) + random.nextInt(7);
        }
        return history;
    }

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

    /** The equations of the class, from all records before: what a witness says of a missing number. */
    private static double[] witnesses(List<Seen> before, long now, int j, FeatureContext own) {
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
        boolean past = own.lambda() > 0 && steps <= 120;
        double g = past ? own.trust() : 1;
        double w = past ? 1 - g + own.lambda() * (1 / v2 - 1) : 0;
        double e = past ? own.lambda() * read(own.phi(), steps, 0) * z / v2 : 0;
        return new double[] {m1, s1, g, w, e};
    }

    @Test
    void fillsByTheEquationsOneByOne() {
        ContextTables tables = tables(new float[0]);
        ContextImputer imputer = imputer(tables);
        List<Seen> history = new ArrayList<>();
        for (int trial = 0; trial < 60; trial++) {
            memory.clear();
            history = history(imputer, 1 + trial);
            long now = history.get(trial).time() + 1 + random.nextInt(trial % 5 == 0 ? 12_000 : 400);
            imputer.impute(new double[] {NONE, NONE, NONE, NONE}, now, memory);
            for (int j : new int[] {0, 1, 3}) {
                double[] w = witnesses(history, now, j, tables.features().get(j));
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
            memory.clear();
            List<Seen> history = history(imputer, 5 + trial);
            long now = history.get(history.size() - 1).time() + 1 + random.nextInt(400);
            double[] cells = {NONE, trial % 3 == 0 ? -3.2 : NONE, NONE, NONE};
            imputer.impute(cells, now, memory);
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
                        witnesses(history, now, missing[x], tables.features().get(missing[x]));
                for (int y = 0; y < m; y++) {
                    double[] wy = witnesses(
                            history, now, missing[y], tables.features().get(missing[y]));
                    double qx = Math.sqrt(wx[2] * covariance[x][x]) / wx[1];
                    double qy = Math.sqrt(wy[2] * covariance[y][y]) / wy[1];
                    h[x][y] = conditional[x][y] * qx * qy;
                    right[x] += h[x][y] * wy[0];
                }
                right[x] += wx[4];
            }
            for (int x = 0; x < m; x++) {
                h[x][x] += witnesses(history, now, missing[x], tables.features().get(missing[x]))[3];
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
    void aCategoryIsHeldToItsLastLabel() {
        ContextImputer imputer = imputer(tables(new float[0]));
        imputer.impute(new double[] {1, 1, 2, 1}, 0, memory);
        imputer.remember(memory, 5);
        imputer.impute(new double[] {1, 1, NONE, 1}, STEP, memory);
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
        imputer.impute(new double[] {1, 1, NONE, 1}, STEP * 200, memory);
        assertThat(imputer.usesContext(2)).isFalse();
        assertThat(imputer.probability(2, 0)).isEqualTo(SHARES[0]);
    }

    @Test
    void theMemoryIsReadAndNotChangedUntilTheRecordIsRemembered() {
        ContextImputer imputer = imputer(tables(new float[0]));
        List<Seen> history = history(imputer, 30);
        byte[] before = memory.toBytes();
        long now = history.get(29).time() + 70;
        imputer.impute(new double[] {NONE, 2, NONE, NONE}, now, memory);
        imputer.intervals(0.9, new double[4], new double[4]);
        imputer.impute(new double[] {NONE, NONE, NONE, NONE}, now, memory);
        assertThat(memory.toBytes()).isEqualTo(before);
        imputer.remember(memory, 77);
        assertThat(memory.toBytes()).isNotEqualTo(before);
        assertThat(memory.offset()).isEqualTo(77);
    }

    @Test
    void whatTheImputerDidBeforeDoesNotMatter() {
        ContextImputer imputer = imputer(tables(new float[0]));
        List<Seen> history = history(imputer, 30);
        long now = history.get(29).time() + 70;
        double[] record = {NONE, 2, NONE, NONE};
        imputer.impute(record, now, memory);
        double[] first = {imputer.mean(0), imputer.sd(0), imputer.mean(3), imputer.probability(2, 1)};
        imputer.impute(new double[] {NONE, NONE, 0, 3}, 5, new KeyMemory(FEATURES));
        ContextImputer other = imputer(tables(new float[0]));
        for (ContextImputer each : List.of(imputer, other)) {
            each.impute(record, now, memory);
            assertThat(new double[] {each.mean(0), each.sd(0), each.mean(3), each.probability(2, 1)})
                    .isEqualTo(first);
        }
    }

    @Test
    void aLateRecordIsFilledByItsDistanceAndChangesNothing() {
        ContextImputer imputer = imputer(tables(new float[0]));
        imputer.impute(new double[] {14, -3, 0, 100}, 10_000, memory);
        imputer.remember(memory, 1);
        byte[] before = memory.toBytes();
        imputer.impute(new double[] {NONE, -3, 0, 100}, 10_000 - 3 * STEP, memory);
        double late = imputer.mean(0);
        assertThat(imputer.age(0)).isEqualTo(-3 * STEP);
        imputer.remember(memory, 2);
        assertThat(memory.toBytes()).isEqualTo(before);
        imputer.impute(new double[] {NONE, -3, 0, 100}, 10_000 + 3 * STEP, memory);
        assertThat(imputer.mean(0)).isEqualTo(late);
    }

    @Test
    void ofRecordsOfEqualTimeTheLaterOneIsNewer() {
        ContextImputer imputer = imputer(tables(new float[0]));
        imputer.impute(new double[] {14, -3, 0, 100}, 10_000, memory);
        imputer.remember(memory, 1);
        imputer.impute(new double[] {8, NONE, 0, 100}, 10_000, memory);
        imputer.remember(memory, 2);
        assertThat(memory.value(0)).isEqualTo(8);
        assertThat(memory.offset(0)).isEqualTo(2);
        assertThat(memory.value(1)).isEqualTo(-3);
        assertThat(memory.offset(1)).isEqualTo(1);
    }

    @Test
    void anotherModelGoesOnWithTheValueAlone() {
        ContextTables tables = tables(new float[0]);
        ContextImputer one = imputer(tables);
        one.impute(new double[] {14, -3, 0, 100}, 10_000, memory);
        one.remember(memory, 1);
        ImputationModel model = model(tables);
        ContextImputer two = new ContextImputer(model, model.newImputer(InferenceSettings.DEFAULT), 2);
        two.impute(new double[] {NONE, NONE, 0, NONE}, 10_000 + STEP, memory);
        assertThat(two.usesContext(0)).isTrue();
        assertThat(two.sourceResidual(0)).isNaN();
        assertThat(two.sourceSlow(0)).isZero();
        assertThat(two.sourceValue(0)).isEqualTo(14);
        // Of this feature only residuals count: without one it is filled as the model alone fills it.
        assertThat(two.usesContext(3)).isFalse();
        assertThat(two.mean(3)).isEqualTo(100);
    }

    @Test
    void valuesThatAreTooOldDoNotCount() {
        ImputationModel model = model(tables(new float[0]));
        ContextImputer imputer = new ContextImputer(model, model.newImputer(InferenceSettings.DEFAULT), 1, 5 * STEP);
        imputer.impute(new double[] {14, -3, 0, 100}, 10_000, memory);
        imputer.remember(memory, 1);
        imputer.impute(new double[] {NONE, -3, 0, 100}, 10_000 + 5 * STEP, memory);
        assertThat(imputer.usesContext(0)).isTrue();
        imputer.impute(new double[] {NONE, -3, 0, 100}, 10_001 + 5 * STEP, memory);
        assertThat(imputer.usesContext(0)).isFalse();
        assertThat(imputer.mean(0)).isEqualTo(10);
    }

    /** What a memory says of a cell depends on the last value and the buckets before it, however it began. */
    @Test
    void anAuditThatBeginsABucketWindowEarlierComesToTheSameFill() {
        ContextImputer imputer = imputer(tables(new float[0]));
        List<Seen> history = history(imputer, 200);
        long now = history.get(199).time() + 100;
        double[] record = {NONE, NONE, NONE, NONE};
        imputer.impute(record, now, memory);
        ContextImputer audit = imputer(tables(new float[0]));
        for (int j : new int[] {0, 1, 3}) {
            long from = now - imputer.age(j) - 5 * 12 * STEP;
            KeyMemory rebuilt = new KeyMemory(FEATURES);
            for (int i = 0; i < 200; i++) {
                if (history.get(i).time() >= from) {
                    audit.impute(history.get(i).cells(), history.get(i).time(), rebuilt);
                    audit.remember(rebuilt, i);
                }
            }
            audit.impute(record, now, rebuilt);
            assertThat(audit.mean(j)).isEqualTo(imputer.mean(j));
            assertThat(audit.sd(j)).isEqualTo(imputer.sd(j));
            assertThat(audit.sourceOffset(j)).isEqualTo(imputer.sourceOffset(j));
            assertThat(audit.sourceResidual(j)).isEqualTo(imputer.sourceResidual(j));
            assertThat(audit.sourceSlow(j)).isEqualTo(imputer.sourceSlow(j));
        }
    }

    @Test
    void aResidualIsFoundAgainFromItsRecord() {
        ContextImputer imputer = imputer(tables(new float[0]));
        double[] source = {14, NONE, 0, 70};
        imputer.impute(source, 10_000, memory);
        imputer.remember(memory, 1);
        float[] found = new float[4];
        imputer.findResiduals(source.clone(), 10_000, new boolean[] {true, false, false, true}, found);
        assertThat(found).containsExactly(memory.residual(0), Float.NaN, Float.NaN, memory.residual(3));
        assertThat(memory.residual(0)).isEqualTo(2f);
        assertThat(memory.residual(3)).isEqualTo(-1f);
    }

    @Test
    void quantilesIntervalsCdfAndDrawsSpeakOfOneDistribution() {
        ContextImputer imputer = imputer(tables(new float[0]));
        imputer.impute(new double[] {14, -3, 1, 70}, 10_000, memory);
        imputer.remember(memory, 1);
        imputer.impute(new double[] {NONE, -3, NONE, NONE}, 10_000 + 4 * STEP, memory);
        double[] lower = new double[4];
        double[] upper = new double[4];
        imputer.intervals(0.8, lower, upper);
        SplittableRandom draws = new SplittableRandom(5);
        int n = 40_000;
        for (int j : new int[] {0, 3}) {
            assertThat(imputer.cdf(j, lower[j])).isCloseTo(0.1, within(0.005));
            assertThat(imputer.cdf(j, upper[j])).isCloseTo(0.9, within(0.005));
            assertThat(imputer.quantile(j, 0.1)).isEqualTo(lower[j]);
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

    @Test
    void aModelWithoutContextFillsAsItsImputerDoes() {
        ImputationModel model = new ImputationModel(FEATURES, model(null).members(), new Provenance(new TreeMap<>()));
        Imputer plain = model.newImputer(InferenceSettings.DEFAULT);
        ContextImputer imputer = new ContextImputer(model, model.newImputer(InferenceSettings.DEFAULT), 1);
        imputer.impute(new double[] {14, -3, 1, 70}, 10_000, memory);
        imputer.remember(memory, 1);
        double[] record = {NONE, -3, NONE, NONE};
        imputer.impute(record, 10_000 + STEP, memory);
        plain.impute(record);
        for (int j : new int[] {0, 3}) {
            assertThat(imputer.usesContext(j)).isFalse();
            assertThat(imputer.mean(j)).isEqualTo(plain.mean(j));
            assertThat(imputer.quantile(j, 0.2)).isEqualTo(plain.quantile(j, 0.2));
        }
    }

    @Test
    void tablesAreAPartOfTheArtifact() throws ArtifactException {
        ImputationModel model = model(tables(new float[] {2, 0, 1, 0, 0, 1, 0.5f, 0, 0, 3}));
        byte[] artifact = ModelArtifact.write(model);
        ImputationModel read = ModelArtifact.read(artifact);
        assertThat(ModelArtifact.write(read)).isEqualTo(artifact);
        ContextTables tables = read.context();
        assertThat(tables).isNotNull();
        assertThat(tables.step()).isEqualTo(STEP);
        assertThat(tables.features().get(0).rho()).isEqualTo(table(0.8, 20));
        for (int length = 0; length < artifact.length; length += 7) {
            byte[] cut = Arrays.copyOf(artifact, length);
            assertThatThrownBy(() -> ModelArtifact.read(cut)).isInstanceOf(ArtifactException.class);
        }
    }
}
