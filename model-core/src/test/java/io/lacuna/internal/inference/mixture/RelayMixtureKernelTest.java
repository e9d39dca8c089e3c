package io.lacuna.internal.inference.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.numerics.Normal;
import io.lacuna.internal.relay.RankNormal;
import io.lacuna.internal.relay.RelayCalibration;
import io.lacuna.internal.relay.RelayEnsemble;
import io.lacuna.internal.relay.RelayMixture;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Compares the kernel with a dense computation that shares no code with it: Gauss-Jordan inverses, one relay at a time.
 */
class RelayMixtureKernelTest {
    private static final int D = 5;
    private static final double NONE = Double.NaN;
    private static final Features FEATURES = new Features(List.of(
            Feature.continuous("a"),
            Feature.continuous("b"),
            Feature.categorical("state", List.of("on", "off", "broken")),
            Feature.continuous("c"),
            Feature.continuous("d"),
            Feature.continuous("e")));
    /** Values in the features' own units; the categorical feature is in the middle. */
    private static final int[] CONTINUOUS = {0, 1, 3, 4, 5};

    private static final double[] MEAN = {10, -3, 0, 100, 0.5};
    private static final double[] SD = {2, 0.5, 1, 30, 7};

    private final SplittableRandom random = new SplittableRandom(17);

    private RelayMixture mixture(int space, int relays) {
        float[] weights = new float[relays];
        float[][] centres = new float[relays][D];
        float[][] covariances = new float[relays][D * (D + 1) / 2];
        float[][][] logs = new float[relays][1][3];
        for (int k = 0; k < relays; k++) {
            weights[k] = (float) Math.log(1.0 / relays);
            double[][] b = new double[D][D];
            for (int i = 0; i < D; i++) {
                centres[k][i] = (float) (0.7 * random.nextGaussian());
                for (int j = 0; j < D; j++) {
                    b[i][j] = 0.5 * random.nextGaussian();
                }
            }
            for (int i = 0; i < D; i++) {
                for (int j = 0; j <= i; j++) {
                    double sum = i == j ? 0.2 : 0;
                    for (int c = 0; c < D; c++) {
                        sum += b[i][c] * b[j][c];
                    }
                    covariances[k][RelayMixture.packed(i, j)] = (float) sum;
                }
            }
            double p = 0.2 + 0.2 * k;
            logs[k][0] = new float[] {(float) Math.log(p), (float) Math.log(0.9 - p), (float) Math.log(0.1)};
        }
        return new RelayMixture(space, weights, centres, covariances, logs);
    }

    private RelayEnsemble ensemble(RelayCalibration calibration, RelayMixture... fits) {
        double[] mean = {MEAN[0], MEAN[1], 0, MEAN[2], MEAN[3], MEAN[4]};
        double[] sd = {SD[0], SD[1], 1, SD[2], SD[3], SD[4]};
        List<RankNormal> marginals = new ArrayList<>();
        SplittableRandom values = new SplittableRandom(4);
        for (int c = 0; c < D; c++) {
            double[] skewed = values.doubles(400, 0, 1)
                    .map(u -> Math.exp(Normal.quantile(u) * 0.6))
                    .sorted()
                    .toArray();
            double centre = Arrays.stream(skewed).average().orElseThrow();
            double spread = Math.sqrt(Arrays.stream(skewed)
                    .map(v -> (v - centre) * (v - centre))
                    .average()
                    .orElseThrow());
            marginals.add(RankNormal.fit(
                    Arrays.stream(skewed).map(v -> (v - centre) / spread).toArray()));
        }
        return new RelayEnsemble(new Standardizer(mean, sd), marginals, calibration, List.of(fits));
    }

    private static RelayMixtureKernel kernel(RelayEnsemble ensemble) {
        return new RelayMixtureKernel(new RelayTables(ensemble, FEATURES));
    }

    private static double[] observation(SplittableRandom random, double missing) {
        double[] cells = new double[D + 1];
        Arrays.fill(cells, NONE);
        for (int c = 0; c < D; c++) {
            if (random.nextDouble() >= missing) {
                cells[CONTINUOUS[c]] = MEAN[c] + SD[c] * random.nextGaussian();
            }
        }
        if (random.nextDouble() >= missing) {
            cells[2] = random.nextInt(3);
        }
        return cells;
    }

    private static DenseConditional dense(RelayMixture fit, double[] observation) {
        double[] cells = new double[D];
        for (int c = 0; c < D; c++) {
            cells[c] = (observation[CONTINUOUS[c]] - MEAN[c]) / SD[c];
        }
        return DenseConditional.of(fit, cells, Double.isNaN(observation[2]) ? -1 : (int) observation[2]);
    }

    @Test
    void agreesWithADenseComputationOfTheConditionalMixture() {
        RelayMixture one = mixture(0, 3);
        RelayMixture two = mixture(0, 2);
        RelayMixtureKernel kernel = kernel(ensemble(RelayCalibration.none(D + 1, D), one, two));
        for (int t = 0; t < 200; t++) {
            double[] cells = observation(random, 0.1 + 0.8 * (t % 10) / 10);
            kernel.infer(cells);
            DenseConditional[] fits = {dense(one, cells), dense(two, cells)};
            for (int c = 0; c < D; c++) {
                if (Double.isNaN(cells[CONTINUOUS[c]])) {
                    assertCell(kernel, fits, c);
                }
            }
            if (Double.isNaN(cells[2])) {
                double expected = 0;
                for (int f = 0; f < 2; f++) {
                    for (int k = 0; k < fits[f].shares().length; k++) {
                        expected += 0.5 * fits[f].shares()[k] * (0.2 + 0.2 * k);
                    }
                }
                assertThat(kernel.probability(2, 0)).isCloseTo(expected, within(1e-6));
            }
            double density = 0.5 * (Math.exp(fits[0].logDensity()) + Math.exp(fits[1].logDensity()));
            // Single precision, in a sum of five exponentials.
            assertThat(kernel.logLikelihood()).isCloseTo(Math.log(density), within(1e-4));
        }
    }

    private static void assertCell(RelayMixtureKernel kernel, DenseConditional[] fits, int c) {
        double first = 0;
        double second = 0;
        double below = 0;
        double at = 0.3;
        for (DenseConditional fit : fits) {
            for (int k = 0; k < fit.shares().length; k++) {
                double r = fit.shares()[k] / fits.length;
                double m = fit.means()[k][c];
                double v = fit.covariances()[k][c][c];
                first += r * m;
                second += r * (m * m + v);
                below += r * Normal.cdf((at - m) / Math.sqrt(v));
            }
        }
        assertThat((kernel.mean(CONTINUOUS[c]) - MEAN[c]) / SD[c]).isCloseTo(first, within(1e-5));
        assertThat(kernel.variance(CONTINUOUS[c]) / (SD[c] * SD[c])).isCloseTo(second - first * first, within(1e-5));
        assertThat(kernel.cdf(CONTINUOUS[c], MEAN[c] + SD[c] * at)).isCloseTo(below, within(1e-5));
    }

    /** Both spaces, partial trust and stretch: everything that a fitted ensemble has. */
    private RelayEnsemble whole() {
        float[] trust = {1, 0.7f, 0.8f, 1, 1, 0.5f};
        float[] stretch = {1, 1.1f, 0.95f, 1.2f, 1};
        return ensemble(
                new RelayCalibration(trust, stretch), mixture(0, 3), mixture(1, 3), mixture(0, 2), mixture(1, 2));
    }

    @Test
    void momentsAndCdfAreThoseOfTheDraws() {
        RelayMixtureKernel kernel = kernel(whole());
        double[] cells = {11, NONE, NONE, NONE, 80, NONE};
        kernel.infer(cells);
        int n = 60_000;
        double[][] drawn = new double[n][];
        for (int i = 0; i < n; i++) {
            drawn[i] = cells.clone();
            kernel.draw(random, drawn[i]);
            assertThat(drawn[i][0]).isEqualTo(11);
            assertThat(drawn[i][4]).isEqualTo(80);
        }
        for (int j : new int[] {1, 3, 5}) {
            double mean =
                    Arrays.stream(drawn).mapToDouble(row -> row[j]).average().orElseThrow();
            double variance = Arrays.stream(drawn)
                    .mapToDouble(row -> (row[j] - mean) * (row[j] - mean))
                    .average()
                    .orElseThrow();
            double sd = Math.sqrt(kernel.variance(j));
            assertThat(kernel.mean(j)).isCloseTo(mean, within(0.02 * sd));
            assertThat(sd).isCloseTo(Math.sqrt(variance), within(0.04 * sd));
            for (double z : new double[] {-1, -0.3, 0.2, 1}) {
                double at = mean + z * sd;
                double share = Arrays.stream(drawn).filter(row -> row[j] <= at).count() / (double) n;
                assertThat(kernel.cdf(j, at)).isCloseTo(share, within(0.012));
            }
        }
        for (int label = 0; label < 3; label++) {
            int wanted = label;
            double share = Arrays.stream(drawn).filter(row -> row[2] == wanted).count() / (double) n;
            assertThat(kernel.probability(2, label)).isCloseTo(share, within(0.01));
        }
    }

    @Test
    void jointDrawsKeepTheConditionalCovariance() {
        RelayMixture fit = mixture(0, 1);
        RelayMixtureKernel kernel = kernel(ensemble(RelayCalibration.none(D + 1, D), fit));
        double[] cells = {NONE, -2.8, 0, NONE, NONE, 2};
        kernel.infer(cells);
        DenseConditional expected = dense(fit, cells);
        int n = 60_000;
        double product = 0;
        for (int i = 0; i < n; i++) {
            double[] drawn = cells.clone();
            kernel.draw(random, drawn);
            product += (drawn[0] - kernel.mean(0)) / SD[0] * (drawn[3] - kernel.mean(3)) / SD[2];
        }
        assertThat(product / n).isCloseTo(expected.covariances()[0][0][2], within(0.03));
    }

    @Test
    void theLatentCodeIsTheRelaysOfTheLargestStandardizedFitAndItsAxes() {
        RelayMixture big = mixture(0, 3);
        RelayMixtureKernel kernel = kernel(ensemble(RelayCalibration.none(D + 1, D), mixture(0, 2), big));
        double[] cells = {10.5, NONE, 1, -0.2, NONE, 3};
        kernel.infer(cells);
        assertThat(kernel.latentSize()).isEqualTo(3 + D);
        float[] code = new float[kernel.latentSize()];
        float[] sd = new float[kernel.latentSize()];
        kernel.latent(code, sd, 0);
        assertThat(code[0] + code[1] + code[2]).isCloseTo(1, within(1e-5f));
        double[] shares = dense(big, cells).shares();
        for (int k = 0; k < 3; k++) {
            assertThat((double) code[k]).isCloseTo(shares[k], within(0.02));
        }
        // Nothing is missing, so the coordinates are known exactly.
        kernel.infer(new double[] {10.5, -3, 1, -0.2, 90, 3});
        kernel.latent(code, sd, 0);
        for (int axis = 3; axis < code.length; axis++) {
            assertThat(sd[axis]).isCloseTo(0, within(1e-3f));
        }
    }

    @Test
    void givesTheSameAnswersForANewAndAKnownPattern() {
        RelayTables tables = new RelayTables(whole(), FEATURES);
        RelayMixtureKernel warm = new RelayMixtureKernel(tables);
        // A cache of one or few slots: nearly every record must compute its factors.
        RelayMixtureKernel crowded = new RelayMixtureKernel(tables, 1);
        List<double[]> records = new ArrayList<>();
        for (int t = 0; t < 300; t++) {
            records.add(observation(random, 0.5));
        }
        records.forEach(warm::infer);
        for (double[] record : records) {
            warm.infer(record);
            crowded.infer(record);
            assertThat(bits(warm, record)).isEqualTo(bits(crowded, record));
            assertThat(bits(crowded, record)).isEqualTo(bits(fresh(tables, record), record));
        }
    }

    private static RelayMixtureKernel fresh(RelayTables tables, double[] record) {
        RelayMixtureKernel kernel = new RelayMixtureKernel(tables);
        kernel.infer(record);
        return kernel;
    }

    private static List<Double> bits(RelayMixtureKernel kernel, double[] record) {
        List<Double> answers = new ArrayList<>();
        answers.add(kernel.logLikelihood());
        for (int j = 0; j <= D; j++) {
            if (Double.isNaN(record[j])) {
                if (j == 2) {
                    answers.add(kernel.probability(j, 1));
                } else {
                    answers.add(kernel.mean(j));
                    answers.add(kernel.variance(j));
                    answers.add(kernel.cdf(j, 0.5));
                }
            }
        }
        return answers;
    }

    @Test
    void keepsAllOfHundredsOfRelaysIfNoneStandsOut() {
        RelayMixture few = mixture(0, 3);
        int times = 60;
        RelayMixture many = new RelayMixture(
                0,
                repeated(new float[3 * times], (float) Math.log(1.0 / (3 * times))),
                repeated(few.centres(), times),
                repeated(few.covariances(), times),
                repeated(few.logProbabilities(), times));
        RelayCalibration calibration = RelayCalibration.none(D + 1, D);
        RelayMixtureKernel expected = kernel(ensemble(calibration, few));
        RelayMixtureKernel kernel = kernel(ensemble(calibration, many));
        double[] nothing = new double[D + 1];
        Arrays.fill(nothing, NONE);
        expected.infer(nothing);
        kernel.infer(nothing);
        for (int j : CONTINUOUS) {
            assertThat(kernel.mean(j)).isCloseTo(expected.mean(j), within(1e-4));
            assertThat(kernel.variance(j)).isCloseTo(expected.variance(j), within(1e-5 * expected.variance(j)));
            assertThat(kernel.cdf(j, 1)).isCloseTo(expected.cdf(j, 1), within(1e-5));
        }
    }

    private static float[] repeated(float[] into, float value) {
        Arrays.fill(into, value);
        return into;
    }

    private static <T> T[] repeated(T[] once, int times) {
        T[] all = Arrays.copyOf(once, once.length * times);
        for (int i = 0; i < all.length; i++) {
            all[i] = once[i % once.length];
        }
        return all;
    }

    @Test
    void allocatesNothingForARecordOnceWarm() {
        RelayMixtureKernel kernel = kernel(whole());
        List<double[]> records = new ArrayList<>();
        for (int t = 0; t < 500; t++) {
            records.add(observation(random, 0.5));
        }
        float[] code = new float[kernel.latentSize()];
        float[] sd = new float[kernel.latentSize()];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20 && least > 0; round++) {
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            for (int t = 0; t < records.size(); t++) {
                double[] record = records.get(t);
                kernel.infer(record);
                kernel.latent(code, sd, 0);
                for (int j = 0; j <= D; j++) {
                    if (j != 2 && Double.isNaN(record[j])) {
                        code[0] += (float) (kernel.mean(j) + kernel.variance(j) + kernel.cdf(j, 1));
                    }
                }
            }
            long after = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            least = Math.min(least, after - before);
        }
        // Measuring itself allocates a few bytes now and then; 500 records that allocate would cost kilobytes.
        assertThat(least).isLessThan(500);
    }

    @Test
    void saysOfAnObservedCellWhatItSaysWhereTheCellIsHidden() {
        RelayCalibration calibration =
                new RelayCalibration(new float[] {1, 0.7f, 1, 1, 1, 1}, new float[] {1.3f, 1, 1, 1, 0.9f});
        // One relay a fit: leaving a cell out is exact then.
        assertThat(mostApart(ensemble(calibration, mixture(0, 1), mixture(1, 1))))
                .isLessThan(2e-4);
    }

    @Test
    void relaysAreWeighedWithoutTheCellThatIsLeftOut() {
        RelayCalibration none = RelayCalibration.none(D + 1, D);
        assertThat(mostApart(ensemble(none, mixture(0, 3), mixture(1, 2)))).isLessThan(2e-4);
    }

    /** The largest difference between leaving a cell out and hiding it, in the sd of the hidden cell. */
    private double mostApart(RelayEnsemble ensemble) {
        RelayMixtureKernel kernel = kernel(ensemble);
        RelayMixtureKernel reference = kernel(ensemble);
        SplittableRandom cells = new SplittableRandom(5);
        double most = 0;
        for (int record = 0; record < 60; record++) {
            double[] observation = observation(cells, 0.3);
            double[] mean = new double[D + 1];
            double[] sd = new double[D + 1];
            kernel.infer(observation);
            kernel.leaveOneOut(mean, sd);
            for (int j : CONTINUOUS) {
                if (!Double.isNaN(observation[j])) {
                    double[] hidden = observation.clone();
                    hidden[j] = NONE;
                    reference.infer(hidden);
                    double scale = Math.sqrt(reference.variance(j));
                    most = Math.max(most, Math.abs(mean[j] - reference.mean(j)) / scale);
                    most = Math.max(most, Math.abs(sd[j] - scale) / scale);
                }
            }
        }
        return most;
    }
}
