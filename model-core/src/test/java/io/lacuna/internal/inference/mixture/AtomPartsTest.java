package io.lacuna.internal.inference.mixture;

import static io.lacuna.internal.inference.mixture.SixFeatures.D;
import static io.lacuna.internal.inference.mixture.SixFeatures.FEATURES;
import static io.lacuna.internal.inference.mixture.SixFeatures.observation;
import static io.lacuna.internal.inference.mixture.SixFeatures.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.relay.Atoms;
import io.lacuna.internal.relay.RelayCalibration;
import io.lacuna.internal.relay.RelayEnsemble;
import io.lacuna.internal.relay.RelayMixture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * A feature with atoms is compared with the same feature and a categorical feature beside it whose label is the part.
 * Both must give the same bits.
 */
class AtomPartsTest {
    private static final double NONE = Double.NaN;

    /** Feature b, the second of the numbers, has two atoms. */
    private static final Atoms ATOMS = new Atoms(new double[][] {{}, {-3, -2.5}, {}, {}, {}});

    private static final Features WITH_LABEL =
            new Features(append(FEATURES.list(), Feature.categorical("part", List.of("at -3", "at -2.5", "at none"))));

    private final SplittableRandom random = new SplittableRandom(17);
    private final RelayEnsemble base = whole(random);
    private final List<RelayMixture> fits =
            base.fits().stream().map(this::withParts).toList();
    private final RelayMixtureKernel kernel = new RelayMixtureKernel(new RelayTables(
            new RelayEnsemble(base.standardizer(), base.marginals(), base.calibration(), fits, ATOMS), FEATURES));
    private final RelayMixtureKernel reference = new RelayMixtureKernel(new RelayTables(
            new RelayEnsemble(
                    new Standardizer(
                            append(base.standardizer().mean(), 0),
                            append(base.standardizer().sd(), 1)),
                    base.marginals(),
                    new RelayCalibration(
                            append(base.calibration().trust()),
                            base.calibration().stretch()),
                    fits),
            WITH_LABEL));

    private static <T> List<T> append(List<T> list, T last) {
        List<T> longer = new ArrayList<>(list);
        longer.add(last);
        return longer;
    }

    private static double[] append(double[] numbers, double last) {
        double[] longer = Arrays.copyOf(numbers, numbers.length + 1);
        longer[numbers.length] = last;
        return longer;
    }

    private static float[] append(float[] trust) {
        float[] longer = Arrays.copyOf(trust, trust.length + 1);
        longer[trust.length] = 1;
        return longer;
    }

    private RelayMixture withParts(RelayMixture fit) {
        float[][][] logs = new float[fit.relays()][][];
        for (int k = 0; k < logs.length; k++) {
            double first = random.nextDouble(0.05, 0.6);
            double second = random.nextDouble(0.05, 0.3);
            logs[k] = new float[][] {
                fit.logProbabilities()[k][0],
                {(float) Math.log(first), (float) Math.log(second), (float) Math.log(1 - first - second)}
            };
        }
        return new RelayMixture(fit.space(), fit.logWeights(), fit.centres(), fit.covariances(), logs);
    }

    private double[] cells(double missing) {
        double[] cells = observation(random, missing);
        int part = random.nextInt(4);
        cells[1] = part == 0 ? -3 : part == 1 ? -2.5 : cells[1];
        return cells;
    }

    @Test
    void thePartOfAnObservedCellIsALabelOfTheRecord() {
        for (int t = 0; t < 300; t++) {
            double[] cells = cells(0.1 + 0.8 * (t % 10) / 10);
            double part = Double.isNaN(cells[1]) ? NONE : cells[1] == -3 ? 0 : cells[1] == -2.5 ? 1 : 2;
            kernel.infer(cells);
            reference.infer(append(cells, part));
            assertThat(kernel.logLikelihood()).isEqualTo(reference.logLikelihood());
            for (int j : SixFeatures.CONTINUOUS) {
                if (Double.isNaN(cells[j])) {
                    assertThat(kernel.mean(j)).isEqualTo(reference.mean(j));
                    assertThat(kernel.variance(j)).isEqualTo(reference.variance(j));
                    assertThat(kernel.cdf(j, 1)).isEqualTo(reference.cdf(j, 1));
                }
            }
            if (Double.isNaN(cells[2])) {
                assertThat(kernel.probability(2, 1)).isEqualTo(reference.probability(2, 1));
            }
            double[] drawn = cells.clone();
            double[] expected = append(cells, part);
            kernel.draw(new SplittableRandom(t), drawn);
            reference.draw(new SplittableRandom(t), expected);
            assertThat(drawn).containsExactly(Arrays.copyOf(expected, D + 1));
        }
    }

    /** Bayes' rule by hand: the atom multiplies each relay's share by its probability of the part. */
    @Test
    void anAtomChangesTheSharesOfTheRelaysByBayesRule() {
        RelayMixture fit = fits.get(0);
        RelayMixtureKernel one = new RelayMixtureKernel(new RelayTables(
                new RelayEnsemble(
                        base.standardizer(), base.marginals(), RelayCalibration.none(D + 1, D), List.of(fit), ATOMS),
                FEATURES));
        double[] cells = {11, -3, NONE, NONE, 80, NONE};
        one.infer(cells);
        DenseConditional dense = SixFeatures.dense(fit, cells);
        double[] shares = new double[fit.relays()];
        double sum = 0;
        for (int k = 0; k < shares.length; k++) {
            shares[k] = dense.shares()[k] * Math.exp(fit.logProbabilities()[k][1][0]);
            sum += shares[k];
        }
        double mean = 0;
        for (int k = 0; k < shares.length; k++) {
            mean += shares[k] / sum * dense.means()[k][2];
        }
        assertThat(one.mean(3)).isCloseTo(mean, within(1e-5));
    }

    /** The part goes with the number: otherwise a cell would help to predict itself. */
    @Test
    void leavingACellOutLeavesItsPartOut() {
        double[] means = new double[D + 1];
        double[] sds = new double[D + 1];
        for (int t = 0; t < 100; t++) {
            double[] cells = cells(0.2);
            kernel.infer(cells);
            kernel.leaveOneOut(means, sds);
            for (int j : SixFeatures.CONTINUOUS) {
                if (!Double.isNaN(cells[j])) {
                    double[] without = cells.clone();
                    without[j] = NONE;
                    kernel.infer(without);
                    assertThat(means[j]).isCloseTo(kernel.mean(j), within(1e-3 * (1 + Math.abs(kernel.mean(j)))));
                }
            }
        }
    }
}
