package io.lacuna.internal.inference.mixture;

import static io.lacuna.internal.inference.mixture.SixFeatures.D;
import static io.lacuna.internal.inference.mixture.SixFeatures.MEAN;
import static io.lacuna.internal.inference.mixture.SixFeatures.SD;
import static io.lacuna.internal.inference.mixture.SixFeatures.ensemble;
import static io.lacuna.internal.inference.mixture.SixFeatures.kernel;
import static io.lacuna.internal.inference.mixture.SixFeatures.mixture;
import static io.lacuna.internal.inference.mixture.SixFeatures.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.internal.numerics.Normal;
import io.lacuna.internal.relay.RankNormal;
import io.lacuna.internal.relay.RelayCalibration;
import io.lacuna.internal.relay.RelayEnsemble;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RelayPredictiveTest {
    private static final double NONE = Double.NaN;

    private final SplittableRandom random = new SplittableRandom(17);

    @Test
    void manyCellsAtOnceHaveTheCdfOfEachAlone() {
        RelayMixtureKernel kernel = kernel(whole(random));
        kernel.infer(new double[] {11, NONE, 1, NONE, 80, NONE});
        // More components than the batch has room for.
        int count = 4_000;
        int[] features = new int[count];
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            features[i] = new int[] {1, 3, 5}[i % 3];
            values[i] = MEAN[new int[] {1, 2, 4}[i % 3]] + SD[new int[] {1, 2, 4}[i % 3]] * random.nextGaussian();
        }
        double[] cdf = new double[count];
        kernel.cdf(count, features, values, cdf);
        for (int i = 0; i < count; i++) {
            assertThat(cdf[i]).as("cell %d", i).isEqualTo(kernel.cdf(features[i], values[i]));
        }
    }

    /** A record after one whose sds were asked for is filled by another loop than one after a record of means only. */
    @Test
    void meansAreTheSameWhetherOrNotSdsAreAskedFor() {
        RelayEnsemble ensemble = whole(random);
        RelayMixtureKernel meansOnly = kernel(ensemble);
        RelayMixtureKernel meansFirst = kernel(ensemble);
        RelayMixtureKernel sdsFirst = kernel(ensemble);
        for (int i = 0; i < 20; i++) {
            double[] cells = {11 + random.nextGaussian(), NONE, 1, NONE, 80 + random.nextGaussian(), NONE};
            meansOnly.infer(cells);
            meansFirst.infer(cells);
            sdsFirst.infer(cells);
            for (int j : new int[] {1, 3, 5}) {
                double mean = meansFirst.mean(j);
                double variance = meansFirst.variance(j);
                assertThat(sdsFirst.variance(j)).isEqualTo(variance);
                assertThat(sdsFirst.mean(j)).isEqualTo(mean);
                assertThat(meansOnly.mean(j)).isEqualTo(mean);
                assertThat(meansFirst.mean(j)).isEqualTo(mean);
            }
        }
    }

    /** The reference integrates the cdf: E (X - m)^3 from its values on a grid. */
    @Test
    void theThirdMomentIsThatOfTheCdf() {
        RelayCalibration none = RelayCalibration.none(D + 1, D);
        RelayMixtureKernel kernel = kernel(ensemble(none, mixture(random, 0, 3)));
        kernel.infer(new double[] {11, NONE, 1, NONE, 80, 2});
        for (int j : new int[] {1, 3}) {
            double mean = kernel.mean(j);
            double sd = Math.sqrt(kernel.variance(j));
            double third = 0;
            double before = 0;
            double step = sd / 100;
            for (double x = mean - 10 * sd; x <= mean + 10 * sd; x += step) {
                double below = kernel.cdf(j, x + step / 2);
                third += (below - before) * Math.pow(x - mean, 3);
                before = below;
            }
            assertThat(kernel.thirdMoment(j)).isCloseTo(third, within(0.01 * sd * sd * sd));
        }
    }

    @Test
    void whereValuesRepeatProbabilitiesAreStretchedAndValuesAreNot() {
        RelayCalibration none = RelayCalibration.none(D + 1, D);
        float[] stretch = none.stretch().clone();
        stretch[1] = 2;
        double[] zeros = new double[100];
        Arrays.setAll(zeros, i -> i < 50 ? -0.7 : -0.7 + 0.04 * (i - 50));
        RelayEnsemble plain = ensemble(none, mixture(random, 0, 3));
        List<RankNormal> marginals = new ArrayList<>(plain.marginals());
        marginals.set(1, RankNormal.fit(zeros));
        assertThat(marginals.get(1).spiked()).isTrue();
        plain = new RelayEnsemble(plain.standardizer(), marginals, none, plain.fits());
        RelayMixtureKernel before = kernel(plain);
        RelayMixtureKernel after = kernel(plain.with(plain.fits(), new RelayCalibration(none.trust(), stretch)));
        double[] cells = {11, NONE, 1, NONE, 80, 2};
        before.infer(cells);
        after.infer(cells);
        assertThat(after.variance(1)).isEqualTo(before.variance(1));
        for (double z = -2; z <= 2; z += 0.5) {
            double at = MEAN[1] + SD[1] * z;
            assertThat(after.cdf(1, at)).isCloseTo(Normal.spread(before.cdf(1, at), 2), within(1e-12));
            assertThat(after.cdf(3, MEAN[2] + SD[2] * z)).isEqualTo(before.cdf(3, MEAN[2] + SD[2] * z));
        }
    }

    @Test
    void aFeatureWithoutRepeatedValuesIsStretchedAboutItsMean() {
        RelayCalibration none = RelayCalibration.none(D + 1, D);
        float[] stretch = none.stretch().clone();
        stretch[1] = 2;
        RelayEnsemble plain = ensemble(none, mixture(random, 0, 3));
        RelayMixtureKernel before = kernel(plain);
        RelayMixtureKernel after = kernel(plain.with(plain.fits(), new RelayCalibration(none.trust(), stretch)));
        double[] cells = {11, NONE, 1, NONE, 80, 2};
        before.infer(cells);
        after.infer(cells);
        double mean = before.mean(1);
        assertThat(after.mean(1)).isEqualTo(mean);
        assertThat(after.variance(1)).isCloseTo(4 * before.variance(1), within(1e-12));
        for (double apart = -1; apart <= 1; apart += 0.25) {
            assertThat(after.cdf(1, mean + 2 * apart)).isCloseTo(before.cdf(1, mean + apart), within(1e-6));
        }
    }

    @Test
    void nothingIsSearchedForAndCellsCanBeLeftOut() {
        RelayMixtureKernel kernel = kernel(whole(random));
        assertThat(kernel.steps()).isZero();
        assertThat(kernel.converged()).isTrue();
        assertThat(kernel.leavesOneOut()).isTrue();
    }
}
